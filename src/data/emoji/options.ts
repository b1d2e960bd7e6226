/** The options of the data set `emoji`, and their cache key. */
import { listNames, UsageError } from "../../errors.ts";
import { sha256Hex } from "../../io/hash.ts";
import { checkOptions, numberOption, type Spec } from "../../spec.ts";
import { CLASSES } from "./classes.ts";
import { type Style, STYLES } from "./styles.ts";

/** All options on which the pixels depend, in addition to code and packages. */
export interface EmojiOptions {
  /** Height and width of the images. */
  readonly size: number;
  /** The number of training images, like `test` of test images. */
  readonly train: number;
  readonly test: number;
  readonly seed: number;
  readonly styles: readonly Style[];
}

/** Help texts of the options, by name. */
export const EMOJI_OPTIONS: Readonly<Record<string, string>> = {
  size: "height and width of the images, 8 to 512 (default 32)",
  train: "number of training images (default 8000)",
  test: "number of test images (default 2000)",
  seed: "random seed of the split and the images (default 1)",
  styles: `${STYLES.map(({ name }) => name).join(", ")}; join several with "+" (default all)`,
};

/** The version of the code, raised whenever the same options give other pixels, labels or groups. */
const CODE_VERSION = 3;

/** The most bytes of images, as they are created and kept in memory. */
const MOST_BYTES = 2 ** 31;

/** The version of the rasteriser, as pinned in deno.json, like UNICODE_LIST_VERSION of the list of emoji. */
export const RESVG_VERSION = "2.6.2";
export const UNICODE_LIST_VERSION = "16.0.0";

/**
 * Reads the options.
 *
 * @param options option texts by name: see {@linkcode EMOJI_OPTIONS}
 * @returns the options with their defaults
 * @throws {UsageError} on an unknown option, a number out of range or an unknown style
 */
export function readEmojiOptions(options: Readonly<Record<string, string>> = {}): EmojiOptions {
  const spec: Spec = { name: "emoji", options };
  checkOptions(spec, Object.keys(EMOJI_OPTIONS));
  const count = { min: CLASSES.length, max: 1_000_000, integer: true };
  const chosen = {
    size: numberOption(spec, "size", 32, { min: 8, max: 512, integer: true }),
    train: numberOption(spec, "train", 8000, count),
    test: numberOption(spec, "test", 2000, count),
    seed: numberOption(spec, "seed", 1, { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true }),
    styles: readStyles(options.styles),
  };
  const bytes = (chosen.train + chosen.test) * chosen.size ** 2 * 3;
  if (bytes > MOST_BYTES) {
    const gibibytes = (bytes / 2 ** 30).toFixed(1);
    throw new UsageError(`Cannot create ${gibibytes} GiB of emoji, 2 GiB at most: lower size, train or test`);
  }
  return chosen;
}

/**
 * Parses styles such as "noto+twemoji"; returns each once, in the table's order.
 *
 * @throws {UsageError} on an unknown style
 */
export function readStyles(text: string | undefined): readonly Style[] {
  if (text === undefined) return STYLES;
  const wanted = text.split("+").map((name) => name.trim());
  for (const name of wanted) {
    if (STYLES.some((style) => style.name === name)) continue;
    const known = listNames(STYLES.map((style) => style.name));
    throw new UsageError(`Unknown emoji style "${name}": choose one of ${known}, or join several with "+"`);
  }
  return STYLES.filter(({ name }) => wanted.includes(name));
}

/** Returns the name of the cache folder for some options; a change of any version changes the name. */
export function cacheKey(options: EmojiOptions): string {
  const styles = options.styles.map((style) => `${style.package}@${style.version}`);
  const all = { ...options, styles, CODE_VERSION, RESVG_VERSION, UNICODE_LIST_VERSION };
  return `${options.size}px-${sha256Hex(JSON.stringify(all)).slice(0, 16)}`;
}
