/** Image files, as the cache of decoded images knows them. */
import { join } from "@std/path";
import { explainFileError } from "../../io/file_errors.ts";

/** An image file. */
export interface ImageFile {
  /** Its path below the root, with "/". */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** Files that are asked about at a time. */
const AT_ONCE = 64;

/**
 * Asks the system for the size and the time of change of files; both tell whether a file is still the one that was
 * decoded.
 *
 * @param root the folder that the names are below
 * @param names the files, in the order wanted
 * @returns what is known of them, in the same order
 * @throws {InputError} naming a file that is not there
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
