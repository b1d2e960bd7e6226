/**
 * A stand-in for `jsr:@std/path` that `links` in deno.json names, so that set-up needs the npm registry alone.
 * It re-exports what this project uses, with the same names and behaviour. Delete the `links` line to take the
 * package from JSR instead.
 *
 * @module
 */
export { basename, dirname, extname, isAbsolute, join, relative, resolve } from "node:path";
export { fileURLToPath as fromFileUrl, pathToFileURL as toFileUrl } from "node:url";
