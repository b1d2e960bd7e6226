/** Takes a folder out of a `.zip` archive. */
import { dirname } from "@std/path";
import { buffer } from "node:stream/consumers";
// @ts-types="npm:@types/yauzl@3.4.0"
import { openPromise } from "yauzl";
import { InputError } from "../errors.ts";
import { explainFileError } from "../io/file_errors.ts";
import { placeInTree } from "./unpack.ts";

/** Makes the folder of a path unless that was done before. */
const folderMaker = () => {
  const made = new Set<string>();
  return async (path: string): Promise<void> => {
    const folder = dirname(path);
    if (!made.has(folder)) await Deno.mkdir(folder, { recursive: true });
    made.add(folder);
  };
};

/**
 * Unpacks a folder of a `.zip` archive with everything in it, file by file.
 *
 * @param archive the archive
 * @param top the folder within the archive
 * @param folder what stands for it on the disk
 * @param onEntry told how many entries are done, of all
 * @throws {InputError} if the archive is damaged or lacks the folder, or if a file cannot be written
 */
export async function unzipTree(
  archive: string,
  top: string,
  folder: string,
  onEntry: (done: number, total: number) => void = () => {},
): Promise<void> {
  const makeFolder = folderMaker();
  let done = 0, found = false;
  try {
    const zip = await openPromise(archive);
    for await (const entry of zip.eachEntry()) {
      onEntry(++done, zip.entryCount);
      const path = entry.fileName.endsWith("/") ? undefined : placeInTree(entry.fileName, top, folder);
      if (path === undefined) continue;
      found = true;
      await makeFolder(path);
      await Deno.writeFile(path, await buffer(await zip.openReadStreamPromise(entry)));
    }
  } catch (error) {
    const explained = explainFileError(error, "unpack", archive);
    if (explained !== error || !(error instanceof Error) || error instanceof InputError) throw explained;
    // What yauzl and zlib say of a damaged archive is a plain Error.
    throw new InputError(
      `Cannot unpack ${archive}: it is not a zip archive or is damaged (${error.message})`,
      {
        cause: error,
      },
    );
  }
  if (!found) throw new InputError(`Cannot unpack ${archive}: the folder ${top} is not in it`);
}
