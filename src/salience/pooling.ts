/** Pools pixel maps into patch probabilities. */
import type { ImageSize } from "../io/image_size.ts";
import { patchSize } from "./grid.ts";

/**
 * Creates a function that averages a map over each patch.
 *
 * @param size height and width of the map
 * @param patches patches per side, n
 * @returns a function that writes the n·n block means of a map [H, W] into `scores`, row-major
 * @throws {UsageError} if n does not divide the map's sides
 */
export function createPooling(
  size: ImageSize,
  patches: number,
): (map: ArrayLike<number>, scores: Float64Array) => void {
  const { height, width } = patchSize(size, patches);
  const area = height * width;
  return (map, scores) => {
    scores.fill(0);
    let pixel = 0;
    for (let y = 0; y < size.height; y++) {
      const row = Math.floor(y / height) * patches;
      for (let column = 0; column < patches; column++) {
        let sum = 0;
        for (const end = pixel + width; pixel < end; pixel++) sum += map[pixel]!;
        scores[row + column]! += sum;
      }
    }
    for (let patch = 0; patch < patches * patches; patch++) scores[patch]! /= area;
  };
}

/**
 * Divides scores by their sum. A flat image, whose scores are all 0, gets uniform probabilities.
 *
 * @param scores numbers ≥ 0, one per patch
 * @param probabilities receives the row
 * @param start the index at which the row begins
 */
export function normaliseScores(scores: Float64Array, probabilities: Float32Array, start = 0): void {
  let sum = 0;
  for (let patch = 0; patch < scores.length; patch++) sum += scores[patch]!;
  for (let patch = 0; patch < scores.length; patch++) {
    probabilities[start + patch] = sum > 0 ? scores[patch]! / sum : 1 / scores.length;
  }
}

/**
 * Computes the patch probabilities of one pixel map, such as that of `sobelMagnitude()`.
 *
 * @param map [H, W], numbers ≥ 0
 * @param size the map's height and width
 * @param patches patches per side, n
 * @returns [n·n], summing to 1; uniform if the map is all 0
 * @throws {UsageError} if n does not divide the map's sides
 *
 * @example
 * ```ts
 * import { pooledProbabilities } from "./pooling.ts";
 *
 * const p = pooledProbabilities([1, 0, 0, 3], { height: 2, width: 2 }, 2);
 * console.assert(p.join() === "0.25,0,0,0.75");
 * ```
 */
export function pooledProbabilities(map: ArrayLike<number>, size: ImageSize, patches: number): Float32Array {
  const scores = new Float64Array(patches * patches), probabilities = new Float32Array(patches * patches);
  createPooling(size, patches)(map, scores);
  normaliseScores(scores, probabilities);
  return probabilities;
}
