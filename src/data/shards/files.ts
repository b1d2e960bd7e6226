/** Describes image files for the cache of decoded images. */
import { join } from "@std/path";
import { explainFileError } from "../../io/file_errors.ts";

/** An image file. */
export interface ImageFile {
  /** Its path below the root, with "/". */
  readonly name: string;
  /** The size in bytes. */
  readonly size: number;
  /** The modification time in milliseconds since 1970. */
  readonly modified: number;
}

/** The number of files examined at a time. */
const AT_ONCE = 64;

/**
 * Reads the sizes and modification times of files, which show whether a file has changed since it was
 * decoded.
 *
 * @param root the folder to which the names are relative
 * @param names the files, in the desired order
 * @returns their descriptions, in the same order
 * @throws {InputError} naming a file that is missing
 */
export async function describeFiles(root: string, names: readonly string[]): Promise<ImageFile[]> {
  const describe = async (name: string): Promise<ImageFile> => {
    const path = join(root, name);
    try {
      const { size, mtime } = await Deno.stat(path);
      return { name, size, modified: mtime?.getTime() ?? 0 };
    } catch (error) {
      throw explainFileError(error, "read", path);
    }
  };
  const files: ImageFile[] = [];
  for (let first = 0; first < names.length; first += AT_ONCE) {
    files.push(...await Promise.all(names.slice(first, first + AT_ONCE).map(describe)));
  }
  return files;
}
