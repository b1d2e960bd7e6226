import { dirname, fromFileUrl, join } from "@std/path";
import { sha256Hex } from "../io/hash.ts";

/** Reads the names and contents of all files below a folder, sorted by name. */
async function readTree(folder: string, below = ""): Promise<(string | Uint8Array)[]> {
  const entries = await Array.fromAsync(Deno.readDir(join(folder, below)));
  entries.sort((a, b) => a.name < b.name ? -1 : 1);
  const parts: (string | Uint8Array)[] = [];
  for (const { name, isDirectory } of entries) {
    const path = below === "" ? name : `${below}/${name}`;
    if (isDirectory) parts.push(...await readTree(folder, path));
    else parts.push(`\0${path}\0`, await Deno.readFile(join(folder, path)));
  }
  return parts;
}

/**
 * Computes a hash of this program: the files below `src/`, and `deno.lock`, which fixes its packages.
 *
 * @returns 64 hexadecimal digits; null if the program does not run from files
 */
export async function sourceHash(): Promise<string | null> {
  if (!import.meta.url.startsWith("file:")) return null;
  const source = join(dirname(fromFileUrl(import.meta.url)), "..");
  try {
    const lock = await Deno.readFile(join(source, "..", "deno.lock")).catch(() => new Uint8Array());
    return sha256Hex(...await readTree(source), "\0deno.lock\0", lock);
  } catch {
    return null; // not readable, or bundled: unknown, and said to be
  }
}
