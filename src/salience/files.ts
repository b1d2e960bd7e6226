/** Reads images and patch probabilities from `.npy` files. */
import { InputError } from "../errors.ts";
import type { ImageSize } from "../io/image_size.ts";
import { type NpyArray, readNpy } from "../io/npy.ts";

/** Describes an array for messages, such as "float32 [10, 16]". */
const describe = ({ shape, data, dtype }: NpyArray): string =>
  `${dtype ?? data.constructor.name.replace("Array", "").toLowerCase()} [${shape.join(", ")}]`;

/** Images of one size. */
export interface ImageArray extends ImageSize {
  /** uint8 [count, height, width, 3] */
  readonly images: Uint8Array;
  readonly count: number;
}

/**
 * Reads the images of a file.
 *
 * @param path a `.npy` file: uint8 [N, H, W, 3]
 * @returns the images and their size
 * @throws {InputError} if the file cannot be read or holds something else
 */
export async function readImages(path: string): Promise<ImageArray> {
  const array = await readNpy(path);
  const { shape, data } = array;
  const [count = 0, height = 0, width = 0, channels] = shape;
  const fits = shape.length === 4 && height > 0 && width > 0 && channels === 3;
  if (!fits || !(data instanceof Uint8Array) || array.dtype !== undefined) {
    throw new InputError(`${path} holds ${describe(array)}, not images: give uint8 [N, height, width, 3]`);
  }
  return { images: data, count, height, width };
}

/** Patch probabilities of some images. */
export interface ProbabilityArray {
  /** float32 [count, patches·patches] */
  readonly probabilities: Float32Array;
  readonly count: number;
  /** Patches per side, n. */
  readonly patches: number;
}

/**
 * Reads the patch probabilities of a file.
 *
 * @param path a `.npy` file: float32 [N, n·n], finite and ≥ 0
 * @returns the probabilities and the grid that their columns form
 * @throws {InputError} if the file cannot be read or holds something else
 */
export async function readProbabilities(path: string): Promise<ProbabilityArray> {
  const array = await readNpy(path);
  const { shape, data } = array;
  const [count = 0, columns = 0] = shape, patches = Math.sqrt(columns);
  if (shape.length !== 2 || !(data instanceof Float32Array) || array.dtype !== undefined) {
    throw new InputError(`${path} holds ${describe(array)}, not patch probabilities: give float32 [N, n·n]`);
  }
  if (columns === 0 || !Number.isInteger(patches)) {
    throw new InputError(
      `${path} has ${columns} columns, which form no n×n grid: give 1, 4, 9, 16 … columns`,
    );
  }
  const wrong = data.findIndex((value) => !(value >= 0 && value < Infinity));
  if (wrong >= 0) {
    const place = `row ${Math.floor(wrong / columns)}, column ${wrong % columns}`;
    throw new InputError(
      `${path} has ${data[wrong]} in ${place}: patch probabilities must be finite and not negative`,
    );
  }
  return { probabilities: data, count, patches };
}
