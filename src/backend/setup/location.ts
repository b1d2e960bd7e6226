/** The location of the native addon, and the note beside it. */
import { join } from "@std/path";
import { cacheDir } from "../../io/cache_dir.ts";
import { PACKAGE_VERSION } from "./platform.ts";

/** The origin of an addon. */
export type AddonSource = "prebuilt" | "installed wheel" | "downloaded wheel";

/** The contents of `setup.json` beside the addon. */
export interface AddonNote {
  /** The addon's file, relative to the folder. */
  readonly addon: string;
  readonly source: AddonSource;
  readonly package: string;
  readonly tensorflow: string;
  /** Whether it computed on a GPU when it was verified. */
  readonly gpu: boolean;
  /** {@linkcode OPERATIONS} at build time, if it has our own operations. */
  readonly operations?: string;
  /** The operations we tried to build: the same, unless that failed. */
  readonly operationsTried?: string;
  /** The folder of TensorFlow's libraries, if outside the addon's folder (an installed wheel). */
  readonly libraries: string | null;
}

/** An installed addon. */
export interface NativeAddon extends AddonNote {
  readonly folder: string;
  /** The absolute path of the addon's file. */
  readonly path: string;
}

/** Returns the folder of everything related to TensorFlow. */
export const tensorflowFolder = (): string => join(cacheDir(), "tensorflow");

/** Returns the addon's folder for this package version and kind of machine. */
export function addonFolder(): string {
  return join(tensorflowFolder(), `${PACKAGE_VERSION}-${Deno.build.os}-${Deno.build.arch}`);
}

/**
 * The first digits of the hash of `src/backend/native`. An addon built with other operations runs without
 * them until `deno task cbm setup` rebuilds it.
 */
export const OPERATIONS = "bdef68eef0a3";

/** The name of the note in an addon's folder. */
export const NOTE = "setup.json";

/**
 * Reads the note in a folder.
 *
 * @param folder an addon's folder
 * @returns undefined if there is no complete addon
 */
export async function readAddon(folder: string): Promise<NativeAddon | undefined> {
  try {
    const note: AddonNote = JSON.parse(await Deno.readTextFile(join(folder, NOTE)));
    if (typeof note?.addon !== "string") return undefined;
    const path = join(folder, note.addon);
    await Deno.stat(path);
    return { ...note, folder, path };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Looks for the addon made by `deno task cbm setup`.
 *
 * @returns undefined if there is none
 *
 * @example
 * ```ts
 * import { findNativeAddon } from "./location.ts";
 *
 * const addon = await findNativeAddon();
 * console.log(addon === undefined ? "not set up" : `TensorFlow ${addon.tensorflow}`);
 * ```
 */
export async function findNativeAddon(): Promise<NativeAddon | undefined> {
  try {
    return await readAddon(addonFolder());
  } catch {
    return undefined; // no readable cache folder, so no addon either
  }
}
