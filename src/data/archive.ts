/** Finds the folder of a published archive: a copy in `--data-dir`, or the official download in the cache. */
import { basename, dirname, join, resolve } from "@std/path";
import { InputError } from "../errors.ts";
import { cacheDir } from "../io/cache_dir.ts";
import { isFolder } from "../io/exists.ts";
import { explainFileError } from "../io/file_errors.ts";
import { download } from "./download.ts";
import type { LoadContext } from "./types.ts";

/** A file to download. */
export interface ArchiveFile {
  readonly url: string;
  readonly md5: string;
}

/** A published archive. */
export interface Archive extends ArchiveFile {
  /** The data set's name. */
  readonly name: string;
  /** The folder within the archive. */
  readonly folder: string;
}

/** A published folder that is divided among several archives. */
export interface DividedArchive extends Pick<Archive, "name" | "folder"> {
  readonly files: readonly ArchiveFile[];
}

/** Lists the hosts that files are downloaded from. */
export const hostsOf = (files: readonly Pick<ArchiveFile, "url">[]): string[] => [
  ...new Set(files.map(({ url }) => new URL(url).hostname)),
];

/** Unpacks an archive into a folder and tells how far it is. */
export type Unpack = (
  archive: string,
  folder: string,
  onProgress: (done: number, total: number) => void,
) => Promise<void>;

/**
 * Finds a folder in `--data-dir`, which may also name that folder itself.
 *
 * @param wanted the folder's name and its URL
 * @param dataDir the folder that contains copies
 * @returns its path
 * @throws {InputError} if it is missing; the message says what to put where
 */
export async function findFolder(
  { name, folder, url }: Pick<Archive, "name" | "folder" | "url">,
  dataDir: string,
): Promise<string> {
  if (basename(resolve(dataDir)) === folder && await isFolder(dataDir)) return dataDir;
  if (await isFolder(join(dataDir, folder))) return join(dataDir, folder);
  throw new InputError(
    `Cannot find ${name}: no folder ${folder} in ${dataDir}. Unpack ${url} there, or omit --data-dir to ` +
      "download it",
  );
}

/**
 * Downloads and unpacks an archive, or several that form one folder, into the cache, unless it is already
 * there.
 *
 * @param archive the archive or archives
 * @param options whether it may be downloaded, and the progress callback
 * @param unpack unpacks one archive into an existing folder
 * @returns the path of the archive's folder
 * @throws {InputError} if it cannot be downloaded, is damaged, or cannot be written
 */
export async function fetchFolder(
  archive: Archive | DividedArchive,
  { onProgress, atHandOnly }: LoadContext,
  unpack: Unpack,
): Promise<string> {
  const { name, folder } = archive, root = join(cacheDir(), "data"), target = join(root, folder);
  if (await isFolder(target)) return target;
  if (atHandOnly) throw new InputError(`${name} is not in the cache: name its folder with --data-dir`);
  const remedy = `download and unpack it elsewhere and name the folder that holds ${folder} with --data-dir`;
  const paths: string[] = [];
  for (const { url, md5 } of "files" in archive ? archive.files : [archive]) {
    const path = join(root, basename(new URL(url).pathname));
    const tell = (done: number, total: number) => onProgress?.(done, total, `downloading ${basename(path)}`);
    await download({ url, path, md5, remedy, onProgress: tell });
    paths.push(path);
  }
  try {
    // Unpack beside the target and rename, so that the folder is complete as soon as it exists.
    await Deno.mkdir(dirname(target), { recursive: true });
    const temporary = await Deno.makeTempDir({ dir: dirname(target), prefix: `.${basename(folder)}-` });
    try {
      for (const path of paths) {
        const tell = (done: number, total: number) =>
          onProgress?.(done, total, `unpacking ${basename(path)}`);
        await unpack(path, temporary, tell);
      }
      await Deno.rename(temporary, target);
    } catch (error) {
      await Deno.remove(temporary, { recursive: true }).catch(() => {});
      if (!await isFolder(target)) throw error; // else another process was faster
    }
    for (const path of paths) await Deno.remove(path).catch(() => {});
  } catch (error) {
    throw explainFileError(error, "unpack into", target);
  }
  return target;
}
