/** Salience available before training: from the cache, computed, or from a file. */
import { InputError } from "../../errors.ts";
import { cachedSalience, readProbabilities } from "../../salience/mod.ts";
import type { PrepareContext } from "../types.ts";
import { type BatchSalienceOptions, isFile } from "./batch_salience.ts";

/** Patch probabilities of training images. */
export interface StoredSalience {
  /** float32 [rows, n·n] */
  readonly probabilities: Float32Array;
  /** The row of each image of the training split; 0 for images not used in training. */
  readonly rowOf: Uint32Array;
}

/**
 * Reads the salience of all training images from a file.
 *
 * @throws {InputError} if it cannot be read or does not fit the data set
 */
export async function readStored(path: string, patches: number, images: number): Promise<StoredSalience> {
  const { probabilities, count, patches: stored } = await readProbabilities(path);
  if (count !== images || stored !== patches) {
    throw new InputError(
      `${path} has ${count} images of ${stored}×${stored} patches, but ${images} of ${patches}×${patches} are needed: ` +
        `create it with "cbm salience --dataset" for the same data set`,
    );
  }
  return { probabilities, rowOf: Uint32Array.from({ length: images }, (_, index) => index) };
}

/**
 * Finds the salience of the images used in training.
 *
 * @param context the data set and the indices used in training
 * @param options the measure or file, the grid and the size
 * @throws {InputError} if a file does not fit the data set
 */
export async function storedSalience(
  { dataset, trainIndices, cacheDir, onProgress }: PrepareContext,
  { measure, patches, size }: BatchSalienceOptions,
): Promise<StoredSalience> {
  const { train, shape: [height, width] } = dataset;
  if (isFile(measure)) return await readStored(measure, patches, train.size);
  const probabilities = await cachedSalience(train, { height, width }, {
    measure,
    patches,
    size,
    indices: trainIndices,
    onProgress: onProgress && ((done, total) => onProgress(done, total, "salience")),
  }, cacheDir);
  const rowOf = new Uint32Array(train.size);
  trainIndices.forEach((index, row) => rowOf[index] = row);
  return { probabilities, rowOf };
}
