/**
 * The built-in default data set: drawings of ten classes of emoji in several styles, on varied backgrounds,
 * split by base concept. It needs only npm packages, no download. See README.md beside this file.
 *
 * @module
 */
import { join } from "@std/path";
import { InputError } from "../../errors.ts";
import { cacheDir } from "../../io/cache_dir.ts";
import { keepInCache } from "../../io/keep.ts";
import type { OptionValues } from "../../options.ts";
import { defineDataset } from "../define.ts";
import { checkMemoryCap } from "../shards/memory.ts";
import { memorySplit } from "../memory_split.ts";
import type { Dataset, LoadContext } from "../types.ts";
import type { BuiltEmoji } from "./build.ts";
import { readCache, writeCache } from "./cache.ts";
import { CLASSES, SUPERCLASSES } from "./classes.ts";
import { cacheKey, chooseEmoji, EMOJI_OPTIONS, type EmojiOptions } from "./options.ts";
import type { Style } from "./styles.ts";

/**
 * The data set `emoji`.
 *
 * @example
 * ```ts
 * import { loadDataset } from "../mod.ts";
 *
 * const dataset = await loadDataset("emoji:train=20,test=10,styles=twemoji");
 * console.assert(dataset.classes.length === 10 && dataset.shape.join() === "32,32,3");
 * const images = await dataset.test.read([0, 1, 2]); // uint8 [3, 32, 32, 3]
 * console.assert(images.length === 3 * 32 * 32 * 3);
 * ```
 */
export const emoji = defineDataset({
  name: "emoji",
  summary: "emoji drawings of 10 classes in 5 styles, split by base concept",
  options: EMOJI_OPTIONS,
  superclasses: true,
  source: "Drawn from npm packages in a few seconds, without a download, and cached.",
  load: (options, context) => loadEmoji(options, context),
});

/**
 * Loads the data set from a cache, or creates and caches it.
 *
 * @param root the folder that holds one folder per choice of options
 * @returns the data set, in memory
 * @throws {UsageError} on wrong options
 * @throws {InputError} if the images cannot be created; a cache that cannot be written only causes a notice
 */
export async function loadEmoji(
  options: OptionValues<typeof EMOJI_OPTIONS>,
  { onProgress, atHandOnly, memoryCap }: LoadContext = {},
  root: string = join(cacheDir(), "emoji"),
): Promise<Dataset> {
  const chosen = chooseEmoji(options);
  checkMemoryCap("emoji", (chosen.train + chosen.test) * chosen.size ** 2 * 3, memoryCap);
  const folder = join(root, cacheKey(chosen));
  const stored = await readCache(folder);
  if (stored === undefined && atHandOnly) {
    throw new InputError("The emoji images with these options are not in the cache");
  }
  const built = stored ?? await make(folder, chosen, onProgress);
  const shape = [chosen.size, chosen.size, 3] as const;
  return {
    name: "emoji",
    classes: CLASSES.map(({ name }) => name),
    superclasses: SUPERCLASSES,
    shape,
    train: memorySplit({ ...built.train, shape }),
    test: memorySplit({ ...built.test, shape }),
    attribution: attributionOf(chosen.styles),
    location: folder,
  };
}

async function make(
  folder: string,
  options: EmojiOptions,
  onProgress: LoadContext["onProgress"],
): Promise<BuiltEmoji> {
  // Imported lazily, because the emoji packages take half a second to load.
  const { buildEmoji } = await import("./build.ts");
  const built = await buildEmoji(options, onProgress);
  await keepInCache("data set", () => writeCache(folder, built, options.size));
  return built;
}

/** Lists names, authors and licences of the drawings, for the report. */
export function attributionOf(styles: readonly Style[]): string {
  const credits = styles.map(({ title, author, licence, home }) =>
    `${title} by ${author} (${licence}, ${home})`
  );
  return `Emoji drawings: ${credits.join("; ")}; taken from the @iconify-json packages, rendered at random ` +
    "places on made-up backgrounds. Classes by Unicode's emoji subgroups, from the package emoji.json (MIT).";
}
