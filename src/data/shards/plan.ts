/**
 * Which shards there are to be: each is named by a hash of its files' names, sizes and times of change, so that a
 * changed file makes its own shard anew and no other.
 */
import { join } from "@std/path";
import { cacheDir } from "../../io/cache_dir.ts";
import { sha256Hex } from "../../io/hash.ts";
import type { ProgressCallback } from "../../progress.ts";
import type { OnError } from "./build.ts";
import type { Fit } from "./decode.ts";
import type { ImageFile } from "./files.ts";
import type { MemoryBudget } from "./memory.ts";
import type { ShardPlan } from "./shard.ts";

/** How images are to be decoded and kept. */
export interface StoreOptions {
  /** The folder that the names of the files are below, absolute. */
  readonly root: string;
  /** Which part of the data set these files are, such as "train": what else is kept of this part is removed. */
  readonly part: string;
  readonly fit: Fit;
  readonly onError: OnError;
  readonly budget: MemoryBudget;
  /** What is not in the cache is an error. */
  readonly atHandOnly?: boolean | undefined;
  readonly onProgress?: ProgressCallback | undefined;
  /** Bytes of pixels in a shard at most, but at least one image; 16 MiB by default. */
  readonly shardBytes?: number;
}

/** Changes when decoding, resizing or the division into shards changes. */
const VERSION = 1;
const SHARD_BYTES = 16 * 2 ** 20;

/** What of a fit changes the pixels. */
const fitKey = ({ size, shorter, letterbox }: Fit) => [
  size,
  letterbox ? "letterbox" : shorter ?? null,
];

/**
 * Divides files into shards.
 *
 * @param files the files, in the order wanted
 * @param options how they are decoded and kept
 * @returns the shards, in the same order
 */
export function planShards(files: readonly ImageFile[], options: StoreOptions): ShardPlan[] {
  const { root, part, fit, onError, shardBytes = SHARD_BYTES } = options;
  const key = sha256Hex(JSON.stringify([root, part, ...fitKey(fit)]));
  const folder = join(cacheDir(), "data", "images", key.slice(0, 32));
  const perShard = Math.max(1, Math.floor(shardBytes / (fit.size ** 2 * 3))), plans: ShardPlan[] = [];
  for (let first = 0; first < files.length; first += perShard) {
    const own = files.slice(first, first + perShard);
    const listing = own.map(({ name, size, modified }) => [name, size, modified]);
    const source = sha256Hex(JSON.stringify([VERSION, ...fitKey(fit), listing]));
    const path = join(folder, `${source.slice(0, 32)}.safetensors`);
    plans.push({ path, root, files: own, source, fit, onError });
  }
  return plans;
}
