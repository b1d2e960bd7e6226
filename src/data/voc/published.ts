/** The published sets of PASCAL VOC: a copy in `--data-dir`, or the official archives in the cache. */
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

/** What the archives hold the years' folders in. */
const DEVKIT = "VOCdevkit";

/** The folder of a year below VOCdevkit, and the archives that it is divided among. */
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

/** The folder that holds the years: in `--data-dir`, in the cache, or downloaded into it. */
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
      `Cannot find ${name}: ${base} lacks ${missing}; unpack ${urls} there, or leave out --data-dir to have ` +
        "them downloaded",
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
  }, or taken from --data-dir, the folder that holds ${DEVKIT}.`;
};

/**
 * The loader of a published set of PASCAL VOC.
 *
 * @param set its archives, and which of their image sets are read
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
