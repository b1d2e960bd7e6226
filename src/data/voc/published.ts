/** Loads the published sets of PASCAL VOC: a copy in `--data-dir`, or the official archives in the cache. */
import { join, resolve } from "@std/path";
import { InputError } from "../../errors.ts";
import { cacheDir } from "../../io/cache_dir.ts";
import { exists } from "../../io/exists.ts";
import { checkOptions, type Spec } from "../../spec.ts";
import { type ArchiveFile, fetchFolder } from "../archive.ts";
import type { Dataset, DatasetLoader, DatasetOptions } from "../types.ts";
import { unpackTarTree } from "../unpack.ts";
import { VOC_CLASSES } from "./classes.ts";
import { COMMON_OPTIONS, type Layout, readLayout } from "./read.ts";

/** The folder in the archives that contains the years' folders. */
const DEVKIT = "VOCdevkit";

/** The folder of a year below VOCdevkit, and its archives. */
export interface VocFolder {
  readonly folder: string;
  readonly archives: readonly ArchiveFile[];
}

/** A published set. */
export interface VocSet extends Layout {
  readonly name: string;
  readonly years: string;
  readonly folders: readonly VocFolder[];
  readonly sizes: NonNullable<Dataset["publishedSizes"]>;
}

const isThere = (place: string, { folder }: VocFolder): Promise<boolean> =>
  exists(join(place, folder, "ImageSets", "Main"));

/**
 * Finds the folder with the years' folders in `--data-dir` or in the cache, or downloads them into the cache.
 */
async function locate({ name, folders }: VocSet, given: DatasetOptions): Promise<string> {
  const base = given.dataDir ?? join(cacheDir(), "data"), devkit = join(base, DEVKIT);
  for (const place of [devkit, base]) {
    const there = await Promise.all(folders.map((folder) => isThere(place, folder)));
    if (!there.includes(false)) return resolve(place);
  }
  if (given.dataDir !== undefined) {
    const missing = folders.map(({ folder }) => join(DEVKIT, folder)).join(" and ");
    const urls = folders.flatMap(({ archives }) => archives.map(({ url }) => url)).join(", ");
    throw new InputError(
      `Cannot find ${name}: ${base} lacks ${missing}. Unpack ${urls} there, or omit --data-dir to download ` +
        "them",
    );
  }
  for (const { folder, archives } of folders) {
    await fetchFolder(
      { name, folder: join(DEVKIT, folder), files: archives },
      given,
      (archive, into, onProgress) => unpackTarTree(archive, `${DEVKIT}/${folder}`, into, onProgress),
    );
  }
  return resolve(devkit);
}

const sourceOf = (folders: readonly VocFolder[]): string => {
  const archives = folders.flatMap(({ archives }) => archives).map(({ url, md5 }) => `${url} (md5 ${md5})`);
  return `Downloaded once from ${
    archives.join(", ")
  }, or read from --data-dir, the folder that contains ${DEVKIT}.`;
};

/**
 * Creates the loader of a published set of PASCAL VOC.
 *
 * @param set its archives and the image sets to read
 */
export function publishedVoc(set: VocSet): DatasetLoader {
  const { name, years, folders, sizes } = set;
  return {
    name,
    summary: `objects of 20 classes in photos: PASCAL VOC ${years}`,
    options: COMMON_OPTIONS,
    source: sourceOf(folders),
    async load(given) {
      const spec: Spec = { name, options: given.options ?? {} };
      checkOptions(spec, Object.keys(COMMON_OPTIONS));
      const root = await locate(set, given);
      const attribution = `PASCAL VOC ${years} (Everingham et al.), photos from Flickr.`;
      const dataset = await readLayout(spec, root, set, VOC_CLASSES, attribution, given);
      return { ...dataset, publishedSizes: sizes };
    },
  };
}
