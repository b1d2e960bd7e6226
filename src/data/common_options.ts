/** Options that several data sets have. */
import { resolve } from "@std/path";
import { UsageError } from "../errors.ts";
import type { Option } from "../options.ts";
import type { LoadContext } from "./types.ts";

/** Files that cannot be decoded. */
export const ON_ERROR = {
  kind: "choice",
  choices: ["refuse", "skip"],
  default: "refuse",
  help: "refuse: a file that cannot be decoded is an error; skip: skip such files",
} as const satisfies Option;

/** Boxes that reach out of their images. */
export const BOXES = {
  kind: "choice",
  choices: ["refuse", "clip"],
  default: "refuse",
  help: "refuse: a box that is not within its image is an error; clip: clip such boxes",
} as const satisfies Option;

/** The size of images with boxes. */
export const LETTERBOX_SIZE = {
  kind: "integer",
  default: 320,
  range: { min: 32, max: 2048 },
  help: "height and width of the square that each image is fitted into, with grey bars",
} as const satisfies Option;

/**
 * Finds the folder of a data set that has no place of its own.
 *
 * @param name the data set's
 * @param path the value of its option `path`
 * @returns the folder, absolute
 * @throws {UsageError} where neither the option nor `--data-dir` names one
 */
export function folderOf(name: string, path: string | undefined, { dataDir }: LoadContext): string {
  const folder = path ?? dataDir;
  if (folder !== undefined) return resolve(folder);
  throw new UsageError(
    `Data set "${name}" needs a folder: write ${name}:path=DIR, or give --data-dir DIR`,
  );
}
