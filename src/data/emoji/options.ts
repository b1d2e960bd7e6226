/** The options of the data set `emoji`, and their cache key. */
import { UsageError } from "../../errors.ts";
import { chooseOne } from "../../suggest.ts";
import { sha256Hex } from "../../io/hash.ts";
import type { OptionTable, OptionValues } from "../../options.ts";
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

const count = { min: CLASSES.length, max: 1_000_000 };

/** The options, as they are declared. */
export const EMOJI_OPTIONS = {
  size: {
    kind: "integer",
    default: 32,
    range: { min: 8, max: 512 },
    help: "height and width of the images in pixels",
  },
  train: { kind: "integer", default: 8000, range: count, help: "number of training images" },
  test: { kind: "integer", default: 2000, range: count, help: "number of test images" },
  seed: {
    kind: "integer",
    default: 1,
    range: { min: 0, max: Number.MAX_SAFE_INTEGER },
    help: "another seed gives another split and other images",
  },
  styles: {
    kind: "text",
    otherwise: "all",
    help: `${STYLES.map(({ name }) => name).join(", ")}, or several joined by "+"`,
  },
} as const satisfies OptionTable;

/** The version of the code, raised whenever the same options give other pixels, labels or groups. */
const CODE_VERSION = 3;

/** The most bytes of images, as they are created and kept in memory. */
const MOST_BYTES = 2 ** 31;

/** The version of the rasteriser, as pinned in deno.json, like UNICODE_LIST_VERSION of the list of emoji. */
export const RESVG_VERSION = "2.6.2";
export const UNICODE_LIST_VERSION = "16.0.0";

/**
 * Checks what the options' table cannot, and looks up the styles.
 *
 * @throws {UsageError} on an unknown style, or more images than there is memory for
 */
export function chooseEmoji(
  { size, train, test, seed, styles }: OptionValues<typeof EMOJI_OPTIONS>,
): EmojiOptions {
  const chosen = { size, train, test, seed, styles: readStyles(styles) };
  const bytes = (chosen.train + chosen.test) * chosen.size ** 2 * 3;
  if (bytes > MOST_BYTES) {
    const gibibytes = (bytes / 2 ** 30).toFixed(1);
    throw new UsageError(
      `Cannot create ${gibibytes} GiB of emoji: the limit is 2 GiB. Lower size, train or test`,
    );
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
    const remedy = chooseOne(name, STYLES.map((style) => style.name));
    throw new UsageError(`Unknown emoji style "${name}": ${remedy}, or join several with "+"`);
  }
  return STYLES.filter(({ name }) => wanted.includes(name));
}

/** Returns the name of the cache folder for some options; a change of any version changes the name. */
export function cacheKey(options: EmojiOptions): string {
  const styles = options.styles.map((style) => `${style.package}@${style.version}`);
  const all = { ...options, styles, CODE_VERSION, RESVG_VERSION, UNICODE_LIST_VERSION };
  return `${options.size}px-${sha256Hex(JSON.stringify(all)).slice(0, 16)}`;
}
