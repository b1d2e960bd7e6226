/** The options of the data set `scenes`, and their cache key. */
import { UsageError } from "../../errors.ts";
import { sha256Hex } from "../../io/hash.ts";
import type { OptionTable, OptionValues } from "../../options.ts";
import { EMOJI_OPTIONS, readStyles, RESVG_VERSION, UNICODE_LIST_VERSION } from "../emoji/options.ts";
import type { Style } from "../emoji/styles.ts";

/** All options on which pixels and boxes depend, in addition to code and packages. */
export interface SceneOptions {
  /** Height and width of the images. */
  readonly size: number;
  /** The number of training images, like `test` of test images. */
  readonly train: number;
  readonly test: number;
  /** The background: 0, one colour; 1, a pattern; 2 and 3, a pattern with some or many shapes on it. */
  readonly clutter: number;
  /** The range from which the number of objects is drawn; an image has fewer if they do not all fit. */
  readonly objects: readonly [least: number, most: number];
  readonly seed: number;
  readonly styles: readonly Style[];
}

const count = { min: 1, max: 1_000_000 };
const MOST_OBJECTS = 12;

/** The options, as they are declared. */
export const SCENE_OPTIONS = {
  size: {
    kind: "integer",
    default: 64,
    range: { min: 32, max: 512 },
    help: "height and width of the images in pixels",
  },
  train: { kind: "integer", default: 2000, range: count, help: "number of training images" },
  test: { kind: "integer", default: 500, range: count, help: "number of test images" },
  clutter: {
    kind: "integer",
    default: 1,
    range: { min: 0, max: 3 },
    help: "background: 0 one colour, 1 a pattern, 2 some shapes, 3 many shapes",
  },
  objects: {
    kind: "text",
    default: "1-4",
    help: `objects per image, a number or a range from 1 to ${MOST_OBJECTS}`,
  },
  seed: EMOJI_OPTIONS.seed,
  styles: EMOJI_OPTIONS.styles,
} as const satisfies OptionTable;

/** The version of the code, raised whenever the same options give other pixels or objects. */
const CODE_VERSION = 1;
/** The most bytes of images, as they are created and kept in memory. */
const MOST_BYTES = 2 ** 31;

const readRange = (text: string): readonly [number, number] => {
  const [, first = "", last = first] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  const least = Number(first), most = Number(last);
  if (first !== "" && least >= 1 && least <= most && most <= MOST_OBJECTS) return [least, most];
  throw new UsageError(
    `Option "objects" of "scenes" must be a number or a range within 1 to ${MOST_OBJECTS}, such as 1-4, ` +
      `not "${text}"`,
  );
};

/**
 * Checks what the options' table cannot, and looks up the styles.
 *
 * @throws {UsageError} on an unknown style, a wrong range of objects, or more images than there is memory for
 */
export function chooseScenes(
  { size, train, test, clutter, objects, seed, styles }: OptionValues<typeof SCENE_OPTIONS>,
): SceneOptions {
  const chosen = {
    size,
    train,
    test,
    clutter,
    objects: readRange(objects),
    seed,
    styles: readStyles(styles),
  };
  const bytes = (chosen.train + chosen.test) * chosen.size ** 2 * 3;
  if (bytes > MOST_BYTES) {
    const gibibytes = (bytes / 2 ** 30).toFixed(1);
    throw new UsageError(
      `Cannot create ${gibibytes} GiB of scenes: the limit is 2 GiB. Lower size, train or test`,
    );
  }
  return chosen;
}

/** Returns the name of the cache file for some options; a change of any version changes the name. */
export function sceneKey(options: SceneOptions): string {
  const styles = options.styles.map((style) => `${style.package}@${style.version}`);
  const all = { ...options, styles, CODE_VERSION, RESVG_VERSION, UNICODE_LIST_VERSION };
  return `${options.size}px-${sha256Hex(JSON.stringify(all)).slice(0, 16)}`;
}
