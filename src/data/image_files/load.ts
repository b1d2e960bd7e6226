/** Loads the splits of a listing of image files. */
import { InputError } from "../../errors.ts";
import type { OnError } from "../shards/build.ts";
import type { Fit } from "../shards/decode.ts";
import { fileSplit, type LabelledFile, memoryBudget } from "../shards/file_split.ts";
import { holdOut, selectImages } from "../subset.ts";
import type { LoadContext, Split } from "../types.ts";
import type { ImageListing } from "./list.ts";

/** Options of {@linkcode loadListing}. */
export interface ListingOptions {
  /** The absolute path of the folder to which file names are relative. */
  readonly root: string;
  readonly fit: Fit;
  readonly onError: OnError;
  /** The share of every class that is held out if there are no test images, and the seed of the choice. */
  readonly heldOut?: { readonly share: number; readonly seed: number };
}

/**
 * Loads the images of a listing, which are decoded once and then read from the cache.
 *
 * @param listing classes and files
 * @param options how to decode them
 * @param given the options of the loader
 * @returns both splits
 * @throws {InputError} if there are no test images and none are held out, a file is missing or cannot be
 * decoded, or a class has no images
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
