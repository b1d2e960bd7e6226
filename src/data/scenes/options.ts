/** The options behind the name `scenes`, and the key they make for the cache. */
import { UsageError } from "../../errors.ts";
import { sha256Hex } from "../../io/hash.ts";
import { checkOptions, numberOption, type Spec } from "../../spec.ts";
import { EMOJI_OPTIONS, readStyles, RESVG_VERSION, UNICODE_LIST_VERSION } from "../emoji/options.ts";
import type { Style } from "../emoji/styles.ts";

/** Everything the pixels and boxes depend on, apart from code and packages. */
export interface SceneOptions {
  /** Height and width of the images. */
  readonly size: number;
  /** How many training and test images. */
  readonly train: number;
  readonly test: number;
  /** 0: one colour; 1: a pattern; 2 and 3: a pattern with some or many shapes on it. */
  readonly clutter: number;
  /** Objects in an image: as many as are drawn of this range, or fewer where they don't find room. */
  readonly objects: readonly [least: number, most: number];
  readonly seed: number;
  readonly styles: readonly Style[];
}

/** The options' names, each with one line. */
export const SCENE_OPTIONS: Readonly<Record<string, string>> = {
  size: "height and width of the images, 32 to 512 (default 64)",
  train: "training images in all (default 2000)",
  test: "test images in all (default 500)",
  clutter: "of the background: 0 one colour, 1 a pattern (default), 2 with some shapes, 3 with many",
  objects: "how many in an image, a number or a range (default 1-4)",
  seed: EMOJI_OPTIONS.seed!,
  styles: EMOJI_OPTIONS.styles!,
};

/** Moves on whenever the same options give other pixels or objects. */
const CODE_VERSION = 1;
/** Images are made and kept in memory. */
const MOST_BYTES = 2 ** 31;
const MOST_OBJECTS = 12;

const readRange = (text: string): readonly [number, number] => {
  const [, first = "", last = first] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  const least = Number(first), most = Number(last);
  if (first !== "" && least >= 1 && least <= most && most <= MOST_OBJECTS) return [least, most];
  throw new UsageError(
    `Option "objects" of "scenes" must be a number or a range within 1 to ${MOST_OBJECTS}, such as 1-4, not "${text}"`,
  );
};

/**
 * Reads the options.
 *
 * @param options as written: see {@linkcode SCENE_OPTIONS}
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
    throw new UsageError(`Cannot make ${gibibytes} GiB of scenes, 2 GiB at most: lower size, train or test`);
  }
  return chosen;
}

/** The name of the cache file of some options: another version of anything gives another name. */
export function sceneKey(options: SceneOptions): string {
  const styles = options.styles.map((style) => `${style.package}@${style.version}`);
  const all = { ...options, styles, CODE_VERSION, RESVG_VERSION, UNICODE_LIST_VERSION };
  return `${options.size}px-${sha256Hex(JSON.stringify(all)).slice(0, 16)}`;
}
