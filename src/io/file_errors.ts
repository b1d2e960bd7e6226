/** Turns the operating system's error about a file into one that names the file and the remedy. */
import { InputError } from "../errors.ts";

const REMEDIES: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  EACCES: "permission denied; choose a place you may use, or change the permissions",
  EPERM: "permission denied; choose a place you may use, or change the permissions",
  EROFS: "the file system is read-only; choose another place",
  ENOSPC: "the disk is full; free some space and run it again",
  EDQUOT: "the disk quota is used up; free some space and run it again",
  EFBIG: "the file is larger than the file system allows; choose another place",
  EISDIR: "it is a folder, but a file is needed",
  ENOTEMPTY: "it is a folder, but a file is needed",
  ENOTDIR: "a part of the path is a file, but a folder is needed",
  EEXIST: "a part of the path is a file, but a folder is needed",
  ENAMETOOLONG: "the name is too long",
  EMFILE: "too many files are open; raise the limit (ulimit -n)",
  EIO: "the device reports an input/output error",
};

/** Returns whether an error is the operating system's "no such file or folder". */
export function isNotFound(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound;
}

/**
 * Explains a failed file operation.
 *
 * @param error the error that was thrown
 * @param action the attempted action, as in "Cannot <action> <path>": "read", "write"
 * @param path the file
 * @returns an InputError for the operating system's errors and for missing Deno permissions; any other error
 * unchanged, as it is a bug in the program
 */
export function explainFileError(error: unknown, action: string, path: string): unknown {
  if (!(error instanceof Error) || error instanceof InputError) return error;
  if (error instanceof Deno.errors.NotCapable) {
    return new InputError(`Cannot ${action} ${path}: Deno lacks the permission (${error.message})`, {
      cause: error,
    });
  }
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const remedy = code === undefined ? undefined : REMEDIES[code];
  if (remedy === undefined && !/\(os error \d+\)/.test(error.message)) return error;
  return new InputError(`Cannot ${action} ${path}: ${remedy ?? error.message}`, { cause: error });
}

/**
 * Reads a whole file.
 *
 * @param path the file
 * @returns its bytes
 * @throws {InputError} if it cannot be read
 */
export async function readFileBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    throw explainFileError(error, "read", path);
  }
}
