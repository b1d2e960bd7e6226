/** The splits of a listing of image files. */
import { InputError } from "../../errors.ts";
import type { OnError } from "../shards/build.ts";
import type { Fit } from "../shards/decode.ts";
import { fileSplit, type LabelledFile, memoryBudget } from "../shards/split.ts";
import { holdOut, selectImages } from "../subset.ts";
import type { LoadContext, Split } from "../types.ts";
import type { ImageListing } from "./list.ts";

/** How the images of a listing are read. */
export interface ListingOptions {
  /** The folder that the names of the files are below, absolute. */
  readonly root: string;
  readonly fit: Fit;
  readonly onError: OnError;
  /** What is held out where there are no test images: a share of every class, chosen by the seed. */
  readonly heldOut?: { readonly share: number; readonly seed: number };
}

/**
 * Reads the images of a listing: decoded once, then from the cache.
 *
 * @param listing classes and files
 * @param options how they are decoded
 * @param given what the loader was given
 * @returns both splits
 * @throws {InputError} if there are no test images and none are held out, naming a file that is missing or cannot be decoded, or a class without images
 */
export async function loadListing(
  listing: ImageListing,
  { root, fit, onError, heldOut }: ListingOptions,
  given: LoadContext,
): Promise<{ train: Split; test: Split }> {
  const { atHandOnly, onProgress } = given, budget = memoryBudget(given);
  const read = (part: string, files: readonly LabelledFile[]) =>
    fileSplit(part, files, listing.classes, { root, fit, onError, budget, atHandOnly, onProgress });
  if (listing.test !== undefined) {
    return { train: await read("train", listing.train), test: await read("test", listing.test) };
  }
  if (heldOut === undefined) throw new InputError(`Cannot read ${root}: it has no test images`);
  const all = await read("all", listing.train);
  const { rest, heldOut: chosen } = holdOut(all, heldOut.share, heldOut.seed);
  return { train: selectImages(all, rest), test: selectImages(all, chosen) };
}
