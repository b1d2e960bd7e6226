import { temporaryName, toBytes, writeAll, writeNew } from "./atomic.ts";
import { checkWritable } from "./check_writable.ts";
import { explainFileError } from "./file_errors.ts";

/**
 * Writes several files that belong together: none is replaced before all of them are on the disk.
 *
 * @param files contents by path; missing parent folders are created
 * @throws {InputError} naming the path and the remedy if one cannot be written; then no file is changed and
 * no temporary file is left
 *
 * @example
 * ```ts
 * import { writeFilesTogether } from "./together.ts";
 *
 * const folder = await Deno.makeTempDir();
 * await writeFilesTogether(new Map([[`${folder}/a.txt`, "one"], [`${folder}/b.txt`, "two"]]));
 * console.assert(await Deno.readTextFile(`${folder}/b.txt`) === "two");
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function writeFilesTogether(files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  const written = new Map<string, string>();
  let current = "";
  try {
    for (const [path, data] of files) {
      current = path;
      await checkWritable(path); // otherwise a folder in its place would only show on renaming
      const temporary = temporaryName(path);
      await writeNew(temporary, (file) => writeAll(file, toBytes(data)));
      written.set(path, temporary);
    }
    for (const [path, temporary] of written) {
      current = path;
      await Deno.rename(temporary, path);
      written.delete(path);
    }
  } catch (error) {
    for (const temporary of written.values()) await Deno.remove(temporary).catch(() => {});
    throw explainFileError(error, "write", current);
  }
}
