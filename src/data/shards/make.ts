/** Creates the shards that the cache lacks. */
import { dirname, join } from "@std/path";
import { InputError } from "../../errors.ts";
import { checkWritable } from "../../io/check_writable.ts";
import { withLock } from "../../io/lock.ts";
import { notice } from "../../notices.ts";
import { decodeFiles } from "./build.ts";
import { type DecodedImages, openShard, writeShard } from "./format.ts";
import type { StoreOptions } from "./plan_shards.ts";
import type { ImagePool } from "./pool.ts";
import { noticeDamage, Shard, type ShardPlan } from "./shard.ts";

type Shards = readonly (Shard | undefined)[];

/** Opens a shard; returns undefined if it must be created, with a notice if it is damaged. */
const openPlanned = async (plan: ShardPlan, pool: ImagePool): Promise<Shard | undefined> => {
  const { path, source, files, fit, onError } = plan;
  try {
    const tables = await openShard(path, source, fit.size);
    if (tables === undefined) return undefined;
    // It was created with on_error=skip; decode again, so that the error names the first undecodable file.
    if (onError === "refuse" && tables.kept.length < files.length) return undefined;
    return new Shard(plan, tables, pool);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    noticeDamage(path, files.length, error.message.replace(/^Cannot read .*?: /, ""));
    return undefined;
  }
};

/** Returns whether shards can be written, with a notice if not. */
const canKeep = async (path: string): Promise<boolean> => {
  try {
    await checkWritable(path);
    return true;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    notice(`The data set is not cached for the next run: ${error.message}`);
    return false;
  }
};

/** Holds the images only in memory. */
const holdInMemory = (plan: ShardPlan, images: DecodedImages, pool: ImagePool): Shard => {
  const shard = Shard.inMemory(plan, images, pool), { path, root } = plan;
  if (shard !== undefined) return shard;
  throw new InputError(
    `Cannot cache the images of ${root} at ${path}, nor hold them within ${pool.budget.cap} bytes of ` +
      "memory: name a writable folder with CBM_CACHE_DIR",
  );
};

/**
 * Decodes and writes the missing shards. While one is written, the next is decoded, if the budget allows two
 * buffers. The buffers are reused to avoid garbage.
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
    for (const { buffer } of buffers) buffer.transfer(0); // frees the memory now
    if (both) budget.give(2 * most);
  }
  return made;
};

/** Removes outdated shards. */
const removeOthers = async (folder: string, plans: readonly ShardPlan[]): Promise<void> => {
  const known = new Set(plans.map(({ path }) => path));
  for await (const { name } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (name.endsWith(".safetensors") && !name.startsWith(".") && !known.has(path)) await Deno.remove(path);
  }
};

/**
 * Opens the shards of a plan. Shards that are missing, damaged or outdated are created; if another process is
 * creating them, this one waits for it.
 *
 * @param plans the shards, one or more, all in one folder
 * @param options how to create them
 * @param pool the pool that holds their images in memory
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
