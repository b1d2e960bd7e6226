/** Computes the salience of a large data set in parts, in several processes or on a cluster. */
import { basename, dirname, join } from "@std/path";
import type { Dataset } from "../data/types.ts";
import { InputError } from "../errors.ts";
import { loadedExtension } from "../extension.ts";
import { exists } from "../io/exists.ts";
import { sha256Hex } from "../io/hash.ts";
import { readNpy } from "../io/npy.ts";
import { keepSalience, shardRange } from "../salience/mod.ts";
import type { Executor, ExecutorOptions, Job } from "./executor/mod.ts";

/** The salience to compute, and how to compute it. */
export interface ShardedSalience extends Omit<ExecutorOptions, "store"> {
  /** As on the command line. */
  readonly dataset: string;
  readonly salience: {
    readonly measure: string;
    readonly patches: number;
    readonly size?: number | undefined;
  };
  readonly shards: number;
  /** The output file; until it is complete, the parts are in a hidden folder next to it. */
  readonly out: string;
  readonly dataDir?: string | undefined;
  readonly cacheDir: string;
  readonly executor: Executor;
}

/**
 * Creates the jobs of the parts. Each writes a file of rows, whose name depends on the settings and images.
 */
export function shardJobs(
  { train }: Dataset,
  { dataset, salience: { measure, patches, size }, shards, out, dataDir, executor, jobs }: ShardedSalience,
): { jobs: Job[]; store: string; parts: string[] } {
  const measured = loadedExtension(measure)?.sha256 ?? measure;
  const settings = JSON.stringify([train.contentHash, measured, patches, size ?? null, shards]);
  const store = join(dirname(out), `.${basename(out)}-${sha256Hex(settings).slice(0, 8)}`);
  const { threads } = executor.capacity({ store, jobs });
  const numbers = Array.from({ length: shards }, (_, index) => index + 1);
  const parts = numbers.map((index) => join(store, `${index}-of-${shards}.npy`));
  return {
    store,
    parts,
    jobs: numbers.map((index) => {
      const part = parts[index - 1]!, isFinished = () => exists(part);
      return {
        name: `salience-${index}-of-${shards}`,
        what: `salience ${index} of ${shards}`,
        isFinished,
        steps: 1,
        stepsDone: async () => await isFinished() ? 1 : 0,
        prepare: (files) =>
          Deno.mkdir(files, { recursive: true }).then(() => [
            ...["salience", "--dataset", dataset, "--measure", measure, "--patches", String(patches)],
            ...(size === undefined ? [] : ["--size", String(size)]),
            ...(dataDir === undefined ? [] : ["--data-dir", dataDir]),
            ...["--workers", String(threads), "--shard", `${index}/${shards}`, "--out", part, "--quiet"],
          ]),
      };
    }),
  };
}

/**
 * Computes the salience of a data set's training images in parts, and stores the result in the cache. Parts
 * of an interrupted call are reused; all parts are removed in the end.
 *
 * @returns float32 [images, n·n], the same numbers as without parts; undefined if a cluster continues without
 * this process
 * @throws {InputError} if a part fails
 */
export async function shardedSalience(
  dataset: Dataset,
  options: ShardedSalience,
): Promise<Float32Array | undefined> {
  const { train, shape: [height, width] } = dataset, { salience, shards, executor } = options;
  const { jobs, store, parts } = shardJobs(dataset, options);
  if (!await executor.run(jobs, { ...options, store })) return undefined;
  const columns = salience.patches ** 2, rows = new Float32Array(train.size * columns);
  for (const [place, part] of parts.entries()) {
    const { data } = await readNpy(part),
      { first, end } = shardRange({ index: place + 1, count: shards }, train.size);
    if (!(data instanceof Float32Array) || data.length !== (end - first) * columns) {
      throw new InputError(
        `${part} is not the salience of images ${first} to ${end}: delete it and try again`,
      );
    }
    rows.set(data, first * columns);
  }
  await keepSalience(train, { height, width }, salience, options.cacheDir, rows);
  await Deno.remove(store, { recursive: true });
  return rows;
}
