/**
 * A store of decoded images of any number of files: decoded once, kept on the disk as shards, and read one by
 * one from there or from memory.
 *
 * @module
 */
import { sha256Hex } from "../../io/hash.ts";
import { notice } from "../../notices.ts";
import { reuseBuffer } from "../reusable_buffer.ts";
import type { ImageFile } from "./files.ts";
import { openShards } from "./make.ts";
import { planShards, type StoreOptions } from "./plan_shards.ts";
import { ImagePool } from "./pool.ts";
import type { Shard, ShardPlan, Wanted } from "./shard.ts";

/** A store of images that can be read in any order. */
export interface ImageStore {
  /** The indices of their files, without those that cannot be decoded. */
  readonly kept: Uint32Array;
  /** SHA-256 of the pixels, shard by shard. */
  readonly sha256: string;
  /**
   * Reads images by their index in `kept`, into `buffer` if they fit: uint8 [places.length, size, size, 3].
   */
  read(places: ArrayLike<number>, buffer?: Uint8Array): Promise<Uint8Array>;
}

/** The most file names listed in a notice. */
const NAMES_TOLD = 20;

const tellSkipped = (plans: readonly ShardPlan[], shards: readonly Shard[], root: string): void => {
  const skipped = plans.flatMap(({ files }, i) => {
    const kept = new Set(shards[i]!.kept);
    return files.filter((_, index) => !kept.has(index)).map(({ name }) => name);
  });
  if (skipped.length === 0) return;
  const more = skipped.length > NAMES_TOLD ? ` and ${skipped.length - NAMES_TOLD} more` : "";
  const names = skipped.slice(0, NAMES_TOLD).join(", ");
  notice(`Skipped ${skipped.length} images of ${root} that cannot be decoded: ${names}${more}`);
};

const storeOf = (shards: readonly Shard[], plans: readonly ShardPlan[], length: number): ImageStore => {
  const firsts: number[] = [];
  const kept = new Uint32Array(shards.reduce((sum, shard) => sum + shard.kept.length, 0));
  let place = 0, file = 0;
  shards.forEach((shard, i) => {
    firsts.push(place);
    for (const index of shard.kept) kept[place++] = file + index;
    file += plans[i]!.files.length;
  });
  const shardOf = (wanted: number): number => {
    let low = 0, high = firsts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (firsts[middle]! <= wanted) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  return {
    kept,
    sha256: sha256Hex(...shards.map(({ sha256 }) => sha256)),
    async read(places, buffer) {
      const batch = reuseBuffer(places.length * length, buffer), byShard = new Map<number, Wanted[]>();
      for (let to = 0; to < places.length; to++) {
        const wanted = places[to]!;
        if (!(wanted >= 0 && wanted < kept.length)) {
          throw new RangeError(`Cannot read image ${wanted}: the split has ${kept.length}`);
        }
        const shard = shardOf(wanted), own = byShard.get(shard) ?? [];
        own.push({ place: wanted - firsts[shard]!, to });
        byShard.set(shard, own);
      }
      for (const [shard, wanted] of byShard) await shards[shard]!.read(wanted, batch);
      return batch;
    },
  };
};

/**
 * Opens a store of some files' images and decodes those that the cache lacks.
 *
 * @param files the files, in the desired order; one or more
 * @param options the size of the images, and the treatment of files that cannot be decoded
 * @returns their images, held in memory as far as the budget allows, the rest on the disk
 * @throws {InputError} naming the first file that cannot be decoded, unless those are skipped
 */
export async function openStore(files: readonly ImageFile[], options: StoreOptions): Promise<ImageStore> {
  const { root, fit, budget } = options, length = fit.size ** 2 * 3;
  const plans = planShards(files, options);
  const shards = await openShards(plans, options, new ImagePool(length, budget));
  tellSkipped(plans, shards, root);
  return storeOf(shards, plans, length);
}
