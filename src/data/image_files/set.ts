/** The common parts of published sets of image files: finding a copy, the image size, undecodable files. */
import { basename, join, resolve } from "@std/path";
import { InputError } from "../../errors.ts";
import { cacheDir } from "../../io/cache_dir.ts";
import { exists, isFolder } from "../../io/exists.ts";
import { checkOptions, choiceOption, numberOption, type Spec } from "../../spec.ts";
import { type Archive, fetchFolder, type Unpack } from "../archive.ts";
import type { Fit } from "../shards/decode.ts";
import type { Dataset, DatasetLoader, DatasetOptions } from "../types.ts";
import type { ImageListing } from "./list.ts";
import { loadListing } from "./load.ts";

/** A published set of image files. */
export interface ImageSet {
  readonly name: string;
  readonly summary: string;
  /** Its folder in `--data-dir` and in the cache. */
  readonly folder: string;
  /** Entries of that folder, which show whether `--data-dir` names the folder itself. */
  readonly contents: readonly string[];
  /** The download, with a checksum; undefined if it requires an account. */
  readonly archive?: Pick<Archive, "url" | "md5"> & { readonly unpack: Unpack };
  /** Instructions for obtaining it, without the folder's name. */
  readonly obtain: string;
  readonly attribution: string;
  /** The default height and width, pixels. */
  readonly size: number;
  /** Help texts of options other than `size` and `on_error`. */
  readonly options?: Readonly<Record<string, string>>;
  /** Chooses how an image becomes a square; by default both sides are resized. */
  fit?(size: number, spec: Spec): Fit;
  /** Lists the images of a copy; without test images a share of the others is held out. */
  list(root: string, spec: Spec): Promise<ImageListing>;
  /** Returns the share to hold out if there are no test images, and the seed. */
  heldOut?(spec: Spec): { readonly share: number; readonly seed: number };
  readonly imagesPerClass?: Dataset["imagesPerClass"];
  /** Returns the numbers of published images; undefined for a selection of unknown size. */
  publishedSizes?(spec: Spec): Dataset["publishedSizes"];
}

const SHARED = {
  on_error: "on a file that cannot be decoded: refuse the data set (default) or skip the file",
};

const hasContents = async (folder: string, contents: readonly string[]): Promise<boolean> => {
  for (const name of contents) if (!await exists(join(folder, name))) return false;
  return true;
};

/** Finds the folder of a copy in `--data-dir` or in the cache, or downloads it into the cache. */
const locate = async (set: ImageSet, given: DatasetOptions): Promise<string> => {
  const { name, folder, contents, archive, obtain } = set, { dataDir } = given;
  if (dataDir !== undefined) {
    for (const place of [join(dataDir, folder), dataDir]) {
      if (await isFolder(place) && await hasContents(place, contents)) return resolve(place);
    }
    const missing = contents.map((one) => join(folder, one)).join(", ");
    throw new InputError(`Cannot find ${name}: ${dataDir} lacks ${missing}. ${obtain}`);
  }
  const cached = join(cacheDir(), "data", folder);
  if (await isFolder(cached)) return cached;
  if (archive !== undefined) return await fetchFolder({ name, folder, ...archive }, given, archive.unpack);
  throw new InputError(
    `Cannot find ${name}: ${obtain} Name the folder that contains ${folder} with --data-dir.`,
  );
};

/**
 * Creates the loader of a published set of image files.
 *
 * @param set the source, layout and image size of the set
 * @returns the loader; its options are `size`, `on_error` and those of the set
 */
export function imageSetLoader(set: ImageSet): DatasetLoader {
  const { name, summary, folder, attribution, imagesPerClass } = set;
  const options = { size: `height and width in pixels (${set.size})`, ...set.options, ...SHARED };
  const download = set.archive && `Downloaded once from ${set.archive.url} (md5 ${set.archive.md5}). `;
  return {
    name,
    summary,
    options,
    source: `${
      download ?? ""
    }${set.obtain} --data-dir names the folder that contains ${folder}, or ${folder} itself.`,
    async load(given) {
      const spec: Spec = { name, options: given.options ?? {} };
      checkOptions(spec, Object.keys(options));
      const size = numberOption(spec, "size", set.size, { min: 1, max: 1024, integer: true });
      const onError = choiceOption(spec, "on_error", "refuse", ["refuse", "skip"]);
      const fit = set.fit?.(size, spec) ?? { size }, heldOut = set.heldOut?.(spec);
      const publishedSizes = set.publishedSizes?.(spec);
      const root = await locate(set, given), listing = await set.list(root, spec);
      return {
        name,
        classes: listing.classes,
        shape: [size, size, 3],
        ...await loadListing(listing, { root, fit, onError, ...(heldOut && { heldOut }) }, given),
        attribution: `${attribution} Resized to ${size}×${size} pixels.`,
        location: root,
        ...(imagesPerClass && { imagesPerClass }),
        ...(publishedSizes && { publishedSizes }),
      };
    },
  };
}

/** Throws an InputError on a folder whose number of classes differs from the published set. */
export function checkClassCount({ classes }: ImageListing, published: number, root: string): void {
  if (classes.length === published) return;
  throw new InputError(
    `Cannot read ${root}: ${
      basename(root)
    } has ${classes.length} classes, but the published set has ${published}`,
  );
}
