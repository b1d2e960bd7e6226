/** The common parts of published sets of image files: finding a copy, the image size, undecodable files. */
import { basename, join, resolve } from "@std/path";
import { InputError } from "../../errors.ts";
import { cacheDir } from "../../io/cache_dir.ts";
import { exists, isFolder } from "../../io/exists.ts";
import type { OptionTable, OptionValues } from "../../options.ts";
import { type Archive, fetchFolder, hostsOf, type Unpack } from "../archive.ts";
import { ON_ERROR } from "../common_options.ts";
import { type DatasetDefinition, defineDataset } from "../define.ts";
import type { Fit } from "../shards/decode.ts";
import type { Dataset, LoadContext } from "../types.ts";
import type { ImageListing } from "./list.ts";
import { loadListing } from "./load.ts";

/** A published set of image files. */
export interface ImageSet<T extends OptionTable> {
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
  /** Options besides `size` and `on_error`. */
  readonly options?: T;
  /** Chooses how images become squares; both sides are resized by default. */
  fit?(size: number, options: OptionValues<T>): Fit;
  /** Lists the images of a copy; without test images a share of the others is held out. */
  list(root: string, options: OptionValues<T>): Promise<ImageListing>;
  /** Returns the share that is held out if there are no test images, and the seed. */
  heldOut?(options: OptionValues<T>): { readonly share: number; readonly seed: number };
  readonly imagesPerClass?: Dataset["imagesPerClass"];
  /** Returns the published image counts; undefined for a part without a published count. */
  publishedSizes?(options: OptionValues<T>): Dataset["publishedSizes"];
}

const hasContents = async (folder: string, contents: readonly string[]): Promise<boolean> => {
  for (const name of contents) if (!await exists(join(folder, name))) return false;
  return true;
};

type Place = Pick<ImageSet<OptionTable>, "name" | "folder" | "contents" | "archive" | "obtain">;

/** Finds the folder of a copy: in `--data-dir`, in the cache, or downloaded into it. */
const locate = async (set: Place, given: LoadContext): Promise<string> => {
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

/** The options of every set. */
const commonOptions = (size: number) =>
  ({
    size: {
      kind: "integer",
      default: size,
      range: { min: 1, max: 1024 },
      help: "height and width in pixels",
    },
    onError: ON_ERROR,
  }) as const satisfies OptionTable;

type CommonValues = OptionValues<ReturnType<typeof commonOptions>>;

/**
 * Declares a published set of image files.
 *
 * @param set where it is, how it is laid out, and what it is resized to
 * @returns the definition; its options are `size`, `on_error` and those of the set
 */
export function defineImageSet<const T extends OptionTable = Record<never, never>>(
  set: ImageSet<T>,
): DatasetDefinition {
  const { name, summary, folder, archive, attribution, imagesPerClass } = set;
  const { size, onError } = commonOptions(set.size);
  const download = archive && `Downloaded once from ${archive.url} (md5 ${archive.md5}). `;
  return defineDataset<OptionTable>({
    name,
    summary,
    options: { size, ...set.options, onError },
    source: `${
      download ?? ""
    }${set.obtain} --data-dir names the folder that holds ${folder}, or ${folder} itself.`,
    ...(archive && { hosts: hostsOf([archive]) }),
    async load(values, context) {
      const { size, onError } = values as CommonValues, own = values as OptionValues<T>;
      const fit = set.fit?.(size, own) ?? { size }, heldOut = set.heldOut?.(own);
      const publishedSizes = set.publishedSizes?.(own);
      const root = await locate(set, context), listing = await set.list(root, own);
      return {
        name,
        classes: listing.classes,
        shape: [size, size, 3],
        ...await loadListing(listing, { root, fit, onError, ...(heldOut && { heldOut }) }, context),
        attribution: `${attribution} Resized to ${size}×${size} pixels.`,
        location: root,
        ...(imagesPerClass && { imagesPerClass }),
        ...(publishedSizes && { publishedSizes }),
      };
    },
  });
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
