/** The decoded images of a folder: made once, then read from a cache file at the speed of memory. */
import { join } from "@std/path";
import { InputError } from "../../errors.ts";
import { cacheDir } from "../../io/cache_dir.ts";
import { keepInCache } from "../../io/keep.ts";
import { sha256Hex } from "../../io/hash.ts";
import { readSafetensors, type TensorData, writeSafetensors } from "../../io/safetensors.ts";
import { decodeImage } from "./decode.ts";
import type { ImageFile } from "./list.ts";

/** Decoded images. */
export interface DecodedImages {
  /** uint8 [kept.length, size, size, 3]. */
  readonly images: Uint8Array;
  /** Which of the files they are of; without those that were skipped. */
  readonly kept: Uint32Array;
}

/** How images are to be decoded. */
export interface DecodeOptions {
  readonly size: number;
  readonly skipUnreadable: boolean;
  /** What is not in the cache is an error. */
  readonly atHandOnly?: boolean | undefined;
  readonly onProgress?: ((done: number, total: number, what: string) => void) | undefined;
}

/** Changes when decoding or resizing changes. */
const VERSION = 1;
/** Files that are decoded at a time; sharp has threads of its own. */
const IN_FLIGHT = 4;

const cachePath = (
  root: string,
  files: readonly ImageFile[],
  { size, skipUnreadable }: DecodeOptions,
): string => {
  const listing = JSON.stringify(files.map(({ name, size, modified }) => [name, size, modified]));
  const key = sha256Hex(JSON.stringify([VERSION, root, size, skipUnreadable]), listing);
  return join(cacheDir(), "data", "image-folder", `${key.slice(0, 32)}.safetensors`);
};

const readStore = async (
  path: string,
  files: readonly ImageFile[],
  size: number,
): Promise<DecodedImages | undefined> => {
  let tensors: Map<string, TensorData>;
  try {
    tensors = await readSafetensors(path);
  } catch (error) {
    if (error instanceof InputError) return undefined; // not there, or damaged: made anew
    throw error;
  }
  const images = tensors.get("images")?.data, kept = tensors.get("kept")?.data;
  if (!(images instanceof Uint8Array) || !(kept instanceof Uint32Array)) return undefined;
  const fits = images.length === kept.length * size * size * 3 && kept.every((index) => index < files.length);
  return fits ? { images, kept } : undefined;
};

const decodeAll = async (
  root: string,
  files: readonly ImageFile[],
  options: DecodeOptions,
): Promise<DecodedImages> => {
  const { size, skipUnreadable, onProgress } = options, length = size * size * 3;
  const images = new Uint8Array(files.length * length), readable = new Uint8Array(files.length);
  let next = 0, done = 0;
  const work = async () => {
    while (next < files.length) {
      const index = next++;
      try {
        images.set(await decodeImage(join(root, files[index]!.name), size), index * length);
        readable[index] = 1;
      } catch (error) {
        if (!skipUnreadable || !(error instanceof InputError)) {
          next = files.length; // the others stop
          throw error;
        }
      }
      onProgress?.(++done, files.length, "decoding images");
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  const kept = Uint32Array.from(files.keys()).filter((index) => readable[index] === 1);
  kept.forEach((index, i) => images.copyWithin(i * length, index * length, (index + 1) * length));
  return { images: images.subarray(0, kept.length * length), kept };
};

/**
 * The decoded images of some files, from the cache where it has them.
 *
 * @param root the folder that the names of the files are below, absolute
 * @param files the files; the cache knows them by name, size and time of change
 * @param options the size of the result and what to do with files that cannot be decoded
 * @returns their pixels
 * @throws {InputError} naming the first file that cannot be decoded, unless those are skipped
 */
export async function loadImages(
  root: string,
  files: readonly ImageFile[],
  options: DecodeOptions,
): Promise<DecodedImages> {
  const path = cachePath(root, files, options), { size } = options;
  const stored = await readStore(path, files, size);
  if (stored !== undefined) return stored;
  if (options.atHandOnly) throw new InputError(`The images of ${root} are not in the cache`);
  const { images, kept } = await decodeAll(root, files, options);
  const tensors = new Map<string, TensorData>([
    ["images", { dtype: "U8", shape: [kept.length, size, size, 3], data: images }],
    ["kept", { dtype: "U32", shape: [kept.length], data: kept }],
  ]);
  await keepInCache("data set", () => writeSafetensors(path, tensors, { folder: root }));
  return { images, kept };
}
