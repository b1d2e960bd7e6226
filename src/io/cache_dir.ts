/** The folder in which downloads, rendered data sets and salience maps are cached between runs. */
import { isAbsolute, join, resolve } from "@std/path";
import { InputError } from "../errors.ts";

const NAME = "curriculum-by-masking";

/**
 * Returns the user's cache folder of this program, which may not exist yet.
 *
 * It is `$CBM_CACHE_DIR` itself, else `curriculum-by-masking` below `$XDG_CACHE_HOME`, else below the
 * system's folder for caches: `~/Library/Caches` on macOS, `%LOCALAPPDATA%` on Windows, `~/.cache` elsewhere.
 *
 * @returns an absolute path
 * @throws {InputError} if none of the environment variables is set
 *
 * @example
 * ```ts
 * import { cacheDir } from "./cache_dir.ts";
 *
 * console.assert(cacheDir().length > 0);
 * ```
 */
export function cacheDir(): string {
  const own = Deno.env.get("CBM_CACHE_DIR");
  if (own) return resolve(own);
  const xdg = Deno.env.get("XDG_CACHE_HOME");
  // The XDG Base Directory Specification says to ignore relative paths.
  if (xdg && isAbsolute(xdg)) return join(xdg, NAME);
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE");
  if (Deno.build.os === "windows") {
    const local = Deno.env.get("LOCALAPPDATA") ?? (home && join(home, "AppData", "Local"));
    if (local) return join(local, NAME, "cache");
  } else if (home) {
    return Deno.build.os === "darwin" ? join(home, "Library", "Caches", NAME) : join(home, ".cache", NAME);
  }
  throw new InputError("Cannot find a folder for caches: set CBM_CACHE_DIR or HOME");
}
