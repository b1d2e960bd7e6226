/** The folder of a published archive: a copy in `--data-dir`, or the official download in the cache. */
import { basename, join, resolve } from "@std/path";
import { InputError } from "../errors.ts";
import { cacheDir } from "../io/cache_dir.ts";
import { isFolder } from "../io/exists.ts";
import { explainFileError } from "../io/file_errors.ts";
import { download } from "./download.ts";
import type { DatasetOptions } from "./types.ts";

/** A published archive. */
export interface Archive {
  /** The data set's name. */
  readonly name: string;
  readonly url: string;
  readonly md5: string;
  /** The folder within the archive. */
  readonly folder: string;
}

/** Unpacks an archive into a folder and tells how far it is. */
export type Unpack = (
  archive: string,
  folder: string,
  onProgress: (done: number, total: number) => void,
) => Promise<void>;

/**
 * A folder in `--data-dir`, which may also name that folder itself.
 *
 * @param wanted the folder's name, and where to get it
 * @param dataDir the folder that holds copies
 * @returns its path
 * @throws {InputError} that says what to put where, if it is not there
 */
export async function findFolder(
  { name, folder, url }: Pick<Archive, "name" | "folder" | "url">,
  dataDir: string,
): Promise<string> {
  if (basename(resolve(dataDir)) === folder && await isFolder(dataDir)) return dataDir;
  if (await isFolder(join(dataDir, folder))) return join(dataDir, folder);
  throw new InputError(
    `Cannot find ${name}: there is no folder ${folder} in ${dataDir}; unpack ${url} there, ` +
      "or leave out --data-dir to have it downloaded",
  );
}

/**
 * Downloads and unpacks an archive into the cache, unless it is there.
 *
 * @param archive which
 * @param options whether it may be downloaded, and who is told how far it is
 * @param unpack unpacks it into a folder that is there
 * @returns the path of the archive's folder
 * @throws {InputError} if it cannot be downloaded, is damaged, or cannot be written
 */
export async function fetchFolder(
  archive: Archive,
  { onProgress, atHandOnly }: DatasetOptions,
  unpack: Unpack,
): Promise<string> {
  const { name, url, md5, folder } = archive, root = join(cacheDir(), "data"), target = join(root, folder);
  if (await isFolder(target)) return target;
  if (atHandOnly) throw new InputError(`${name} is not in the cache: name its folder by --data-dir`);
  const path = join(root, basename(new URL(url).pathname));
  const remedy = `download and unpack it elsewhere and name the folder that holds ${folder} with --data-dir`;
  await download({
    url,
    path,
    md5,
    remedy,
    onProgress: (done, total) => onProgress?.(done, total, `downloading ${name}`),
  });
  try {
    // Unpacked beside and renamed, so that the folder is whole once it is there.
    const temporary = await Deno.makeTempDir({ dir: root, prefix: `.${folder}-` });
    try {
      await unpack(path, temporary, (done, total) => onProgress?.(done, total, `unpacking ${name}`));
      await Deno.rename(temporary, target);
    } catch (error) {
      await Deno.remove(temporary, { recursive: true }).catch(() => {});
      if (!await isFolder(target)) throw error; // else another process was faster
    }
    await Deno.remove(path).catch(() => {});
  } catch (error) {
    throw explainFileError(error, "unpack into", target);
  }
  return target;
}
