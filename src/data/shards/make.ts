/** Makes the shards that the cache lacks. */
import { dirname, join } from "@std/path";
import { InputError } from "../../errors.ts";
import { checkWritable } from "../../io/check_writable.ts";
import { withLock } from "../../io/lock.ts";
import { notice } from "../../notices.ts";
import { decodeFiles } from "./build.ts";
import { type DecodedImages, openShard, writeShard } from "./format.ts";
import type { MemoryBudget } from "./memory.ts";
import type { StoreOptions } from "./plan.ts";
import { noticeDamage, Shard, type ShardPlan } from "./shard.ts";

type Shards = readonly (Shard | undefined)[];

/** Opens a shard that is whole; a damaged one is named. */
const openPlanned = async (plan: ShardPlan, budget: MemoryBudget): Promise<Shard | undefined> => {
  const { path, source, files, fit, onError } = plan;
  try {
    const tables = await openShard(path, source, fit.size);
    if (tables === undefined) return undefined;
    // It was made while files were skipped: now the first of them is to be refused by name.
    if (onError === "refuse" && tables.kept.length < files.length) return undefined;
    return new Shard(plan, tables, budget);
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
const holdInMemory = async (
  plan: ShardPlan,
  options: StoreOptions,
  onImage: () => void,
): Promise<Shard> => {
  const { path, root, files, fit, onError } = plan, { budget } = options;
  const shard = Shard.inMemory(plan, await decodeFiles(root, files, fit, onError, onImage), budget);
  if (shard !== undefined) return shard;
  throw new InputError(
    `The images of ${root} can neither be kept at ${path} nor held within ${budget.cap} bytes of memory: ` +
      "name a folder that can be written with CBM_CACHE_DIR",
  );
};

/** Decodes and writes the missing shards; while one is written, the next is decoded. */
const makeMissing = async (
  plans: readonly ShardPlan[],
  shards: Shards,
  keep: boolean,
  options: StoreOptions,
): Promise<Shards> => {
  const made = [...shards], missing = [...plans.keys()].filter((i) => shards[i] === undefined);
  const total = missing.reduce((sum, i) => sum + plans[i]!.files.length, 0);
  let done = 0, writing: Promise<void> = Promise.resolve();
  const onImage = () => options.onProgress?.(++done, total, "decoding images");
  const write = async (i: number, images: DecodedImages): Promise<void> => {
    const plan = plans[i]!, { path, source, fit } = plan;
    await writeShard(path, source, fit.size, images);
    made[i] = new Shard(plan, (await openShard(path, source, fit.size))!, options.budget);
  };
  for (const i of missing) {
    const plan = plans[i]!, { root, files, fit, onError } = plan;
    if (!keep) made[i] = await holdInMemory(plan, options, onImage);
    else {
      const images = await decodeFiles(root, files, fit, onError, onImage);
      await writing;
      writing = write(i, images);
      writing.catch(() => {}); // thrown by the next await
    }
  }
  await writing;
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
 * @returns the shards in the order of the plans
 * @throws {InputError} naming a file that cannot be decoded, unless those are skipped
 */
export async function openShards(plans: readonly ShardPlan[], options: StoreOptions): Promise<Shard[]> {
  const openAll = async (): Promise<Shards> => {
    const shards: (Shard | undefined)[] = [];
    for (const plan of plans) shards.push(await openPlanned(plan, options.budget));
    return shards;
  };
  let shards = await openAll();
  if (shards.includes(undefined)) {
    if (options.atHandOnly) throw new InputError(`The images of ${options.root} are not in the cache`);
    const folder = dirname(plans[0]!.path);
    if (!await canKeep(plans[0]!.path)) shards = await makeMissing(plans, shards, false, options);
    else {
      let waited = false;
      await withLock(folder, () => {
        waited = true;
        notice(`Another process is decoding the images of ${options.root}: waiting for it`);
      }, async () => {
        shards = await makeMissing(plans, waited ? await openAll() : shards, true, options);
        await removeOthers(folder, plans);
      });
    }
  }
  return shards.filter((shard) => shard !== undefined);
}
