/** The options of the data set `scenes`, and their cache key. */
import { UsageError } from "../../errors.ts";
import { sha256Hex } from "../../io/hash.ts";
import { checkOptions, numberOption, type Spec } from "../../spec.ts";
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

/** Help texts of the options, by name. */
export const SCENE_OPTIONS: Readonly<Record<string, string>> = {
  size: "height and width of the images, 32 to 512 (default 64)",
  train: "number of training images (default 2000)",
  test: "number of test images (default 500)",
  clutter: "clutter of the background: 0 one colour, 1 a pattern (default), 2 with some shapes, 3 with many",
  objects: "number of objects in an image, or a range (default 1-4)",
  seed: EMOJI_OPTIONS.seed!,
  styles: EMOJI_OPTIONS.styles!,
};

/** The version of the code, raised whenever the same options give other pixels or objects. */
const CODE_VERSION = 1;
/** The most bytes of images, as they are created and kept in memory. */
const MOST_BYTES = 2 ** 31;
const MOST_OBJECTS = 12;

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
 * Reads the options.
 *
 * @param options option texts by name: see {@linkcode SCENE_OPTIONS}
 * @returns the options with their defaults
 * @throws {UsageError} on an unknown option or style, or a number out of range
 */
export function readSceneOptions(options: Readonly<Record<string, string>> = {}): SceneOptions {
  const spec: Spec = { name: "scenes", options };
  checkOptions(spec, Object.keys(SCENE_OPTIONS));
  const count = { min: 1, max: 1_000_000, integer: true };
  const chosen = {
    size: numberOption(spec, "size", 64, { min: 32, max: 512, integer: true }),
    train: numberOption(spec, "train", 2000, count),
    test: numberOption(spec, "test", 500, count),
    clutter: numberOption(spec, "clutter", 1, { min: 0, max: 3, integer: true }),
    objects: readRange(options.objects ?? "1-4"),
    seed: numberOption(spec, "seed", 1, { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true }),
    styles: readStyles(options.styles),
  };
  const bytes = (chosen.train + chosen.test) * chosen.size ** 2 * 3;
  if (bytes > MOST_BYTES) {
    const gibibytes = (bytes / 2 ** 30).toFixed(1);
    throw new UsageError(
      `Cannot create ${gibibytes} GiB of scenes, 2 GiB at most: lower size, train or test`,
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
