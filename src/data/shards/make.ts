/** Makes the shards that the cache lacks. */
import { dirname, join } from "@std/path";
import { InputError } from "../../errors.ts";
import { checkWritable } from "../../io/check_writable.ts";
import { withLock } from "../../io/lock.ts";
import { notice } from "../../notices.ts";
import { decodeFiles } from "./build.ts";
import { type DecodedImages, openShard, writeShard } from "./format.ts";
import type { StoreOptions } from "./plan.ts";
import type { ImagePool } from "./pool.ts";
import { noticeDamage, Shard, type ShardPlan } from "./shard.ts";

type Shards = readonly (Shard | undefined)[];

/** Opens a shard that is whole; a damaged one is named. */
const openPlanned = async (plan: ShardPlan, pool: ImagePool): Promise<Shard | undefined> => {
  const { path, source, files, fit, onError } = plan;
  try {
    const tables = await openShard(path, source, fit.size);
    if (tables === undefined) return undefined;
    // It was made while files were skipped: now the first of them is to be refused by name.
    if (onError === "refuse" && tables.kept.length < files.length) return undefined;
    return new Shard(plan, tables, pool);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    noticeDamage(path, files.length, error.message.replace(/^Cannot read .*?: /, ""));
    return undefined;
  }
};

/** Whether shards can be written; a notice if not. */
const canKeep = async (path: string): Promise<boolean> => {
  try {
    await checkWritable(path);
    return true;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    notice(`The data set is not kept for the next run: ${error.message}`);
    return false;
  }
};

/** Holds the images in memory alone. */
const holdInMemory = (plan: ShardPlan, images: DecodedImages, pool: ImagePool): Shard => {
  const shard = Shard.inMemory(plan, images, pool), { path, root } = plan;
  if (shard !== undefined) return shard;
  throw new InputError(
    `The images of ${root} can neither be kept at ${path} nor held within ${pool.budget.cap} bytes of memory: ` +
      "name a folder that can be written with CBM_CACHE_DIR",
  );
};

/**
 * Decodes and writes the missing shards. While one is written, the next is decoded, if the budget has room for both.
 * The same room serves all of them: what is garbage stays in memory until it is collected.
 */
const makeMissing = async (
  plans: readonly ShardPlan[],
  shards: Shards,
  keep: boolean,
  { budget, onProgress }: StoreOptions,
  pool: ImagePool,
): Promise<Shards> => {
  const made = [...shards], missing = [...plans.keys()].filter((i) => shards[i] === undefined);
  const total = missing.reduce((sum, i) => sum + plans[i]!.files.length, 0);
  const most = Math.max(...missing.map((i) => plans[i]!.files.length)) * pool.imageBytes;
  const both = keep && missing.length > 1 && budget.take(2 * most);
  const buffers = Array.from({ length: both ? 2 : 1 }, () => new Uint8Array(most));
  let done = 0, writing: Promise<void> = Promise.resolve();
  const onImage = () => onProgress?.(++done, total, "decoding images");
  const write = async (i: number, images: DecodedImages): Promise<void> => {
    const plan = plans[i]!, { path, source, fit } = plan;
    await writeShard(path, source, fit.size, images);
    made[i] = new Shard(plan, (await openShard(path, source, fit.size))!, pool);
  };
  try {
    for (const [turn, i] of missing.entries()) {
      const plan = plans[i]!, { root, files, fit, onError } = plan;
      if (!both) await writing;
      const images = await decodeFiles(root, files, fit, onError, buffers[turn % buffers.length]!, onImage);
      await writing;
      if (!keep) made[i] = holdInMemory(plan, images, pool);
      else {
        writing = write(i, images);
        writing.catch(() => {}); // thrown by the next await
      }
    }
    await writing;
  } finally {
    await writing.catch(() => {});
    for (const { buffer } of buffers) buffer.transfer(0); // gives the memory back now
    if (both) budget.give(2 * most);
  }
  return made;
};

/** Removes shards of files as they were before. */
const removeOthers = async (folder: string, plans: readonly ShardPlan[]): Promise<void> => {
  const known = new Set(plans.map(({ path }) => path));
  for await (const { name } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (name.endsWith(".safetensors") && !name.startsWith(".") && !known.has(path)) await Deno.remove(path);
  }
};

/**
 * Opens the shards of a plan. Those that are missing, damaged or of files that have changed are made; another
 * process that makes them at the same time is waited for.
 *
 * @param plans the shards, one or more, all in one folder
 * @param options how to make them
 * @param pool what holds their images in memory
 * @returns the shards in the order of the plans
 * @throws {InputError} naming a file that cannot be decoded, unless those are skipped
 */
export async function openShards(
  plans: readonly ShardPlan[],
  options: StoreOptions,
  pool: ImagePool,
): Promise<Shard[]> {
  const openAll = async (): Promise<Shards> => {
    const shards: (Shard | undefined)[] = [];
    for (const plan of plans) shards.push(await openPlanned(plan, pool));
    return shards;
  };
  let shards = await openAll();
  if (shards.includes(undefined)) {
    if (options.atHandOnly) throw new InputError(`The images of ${options.root} are not in the cache`);
    const folder = dirname(plans[0]!.path);
    if (!await canKeep(plans[0]!.path)) shards = await makeMissing(plans, shards, false, options, pool);
    else {
      let waited = false;
      await withLock(folder, () => {
        waited = true;
        notice(`Another process is decoding the images of ${options.root}: waiting for it`);
      }, async () => {
        shards = await makeMissing(plans, waited ? await openAll() : shards, true, options, pool);
        await removeOthers(folder, plans);
      });
    }
  }
  return shards.filter((shard) => shard !== undefined);
}
