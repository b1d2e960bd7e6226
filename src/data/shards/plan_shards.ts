/**
 * Plans shards. Each is named by a hash of its files' names, sizes and modification times, so that a changed
 * file invalidates only its own shard.
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

/** Options for decoding and caching images. */
export interface StoreOptions {
  /** The absolute path of the folder to which file names are relative. */
  readonly root: string;
  /** The part of the data set, such as "train"; other shards of this part are removed from the cache. */
  readonly part: string;
  readonly fit: Fit;
  readonly onError: OnError;
  readonly budget: MemoryBudget;
  /** Whether images that are not in the cache are an error. */
  readonly atHandOnly?: boolean | undefined;
  readonly onProgress?: ProgressCallback | undefined;
  /** The most bytes of pixels in a shard, but at least one image; 16 MiB by default. */
  readonly shardBytes?: number;
}

/** The version of decoding, resizing and sharding, raised whenever they change. */
const VERSION = 1;
const SHARD_BYTES = 16 * 2 ** 20;

/** Returns the properties of a fit that affect the pixels. */
const fitKey = ({ size, shorter, letterbox }: Fit) => [
  size,
  letterbox ? "letterbox" : shorter ?? null,
];

/**
 * Divides files into shards.
 *
 * @param files the files, in the desired order
 * @param options how they are decoded and cached
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
