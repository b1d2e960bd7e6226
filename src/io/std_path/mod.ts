/**
 * A stand-in for `jsr:@std/path`, a member of the workspace in deno.json, so that set-up needs only the npm registry.
 * It re-exports the functions that this project uses, with the same names and behaviour. Delete the `workspace`
 * line to use the package from JSR instead.
 *
 * @module
 */
export { basename, dirname, extname, isAbsolute, join, relative, resolve } from "node:path";
export { fileURLToPath as fromFileUrl, pathToFileURL as toFileUrl } from "node:url";
