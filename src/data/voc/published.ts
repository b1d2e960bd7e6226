/** Loads the published sets of PASCAL VOC: a copy in `--data-dir`, or the official archives in the cache. */
import { join, resolve } from "@std/path";
import { InputError } from "../../errors.ts";
import { cacheDir } from "../../io/cache_dir.ts";
import { exists } from "../../io/exists.ts";
import { type ArchiveFile, fetchFolder, hostsOf } from "../archive.ts";
import { type DatasetDefinition, defineDataset } from "../define.ts";
import type { Dataset, LoadContext } from "../types.ts";
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

/** Finds the folder that contains the years: in `--data-dir`, in the cache, or downloaded into it. */
async function locate({ name, folders }: VocSet, given: LoadContext): Promise<string> {
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
 * Declares a published set of PASCAL VOC.
 *
 * @param set its archives and the image sets to read
 */
export function publishedVoc(set: VocSet): DatasetDefinition<typeof COMMON_OPTIONS> {
  const { name, years, folders, sizes } = set;
  return defineDataset({
    name,
    summary: `objects of 20 classes in photos: PASCAL VOC ${years}`,
    options: COMMON_OPTIONS,
    source: sourceOf(folders),
    hosts: hostsOf(folders.flatMap(({ archives }) => archives)),
    async load(options, context) {
      const root = await locate(set, context);
      const attribution = `PASCAL VOC ${years} (Everingham et al.), photos from Flickr.`;
      const source = { name, root, layout: set, classes: VOC_CLASSES, attribution };
      return { ...await readLayout(source, options, context), publishedSizes: sizes };
    },
  });
}
