/** Computes hashes as lower-case hexadecimal. */
import { createHash } from "node:crypto";
import { explainFileError } from "./file_errors.ts";

/**
 * Computes the SHA-256 of the concatenated parts.
 *
 * @param parts text (hashed as UTF-8) and bytes
 * @returns 64 hexadecimal digits
 *
 * @example
 * ```ts
 * import { sha256Hex } from "./hash.ts";
 *
 * console.assert(sha256Hex("a", new Uint8Array([98])) === sha256Hex("ab"));
 * ```
 */
export function sha256Hex(...parts: (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/** A hash computed piece by piece. */
export interface RunningHash {
  update(part: string | Uint8Array): void;
  /** Returns the hexadecimal hash of all pieces; it cannot be updated afterwards. */
  hex(): string;
}

/** Starts a hash that is computed piece by piece, such as that of a download. */
export function runningHash(algorithm: "md5" | "sha256"): RunningHash {
  const hash = createHash(algorithm);
  return { update: (part) => void hash.update(part), hex: () => hash.digest("hex") };
}

/**
 * Computes the hash of a file's contents, read in pieces.
 *
 * @param path the file
 * @param algorithm the kind of hash
 * @returns hexadecimal digits
 * @throws {InputError} if the file cannot be read
 */
export async function hashFile(path: string, algorithm: "md5" | "sha256"): Promise<string> {
  try {
    using file = await Deno.open(path);
    const hash = createHash(algorithm);
    const buffer = new Uint8Array(1 << 20);
    for (let n = await file.read(buffer); n !== null; n = await file.read(buffer)) {
      hash.update(buffer.subarray(0, n));
    }
    return hash.digest("hex");
  } catch (error) {
    throw explainFileError(error, "read", path);
  }
}
