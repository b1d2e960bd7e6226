/**
 * Draws the patches to hide one after the other without replacement, weighted by salience.
 *
 * Every patch gets the key E/p with E from the exponential distribution, and the patches with the smallest
 * keys are hidden. Of several exponential clocks, clock k rings first with probability p_k / Σp; clocks have
 * no memory, so the next patch is drawn from the rest in the same way (Efraimidis and Spirakis, 2006).
 *
 * @module
 */
import { UsageError } from "../errors.ts";
import type { RandomStream } from "../random.ts";
import { markSmallest } from "./smallest.ts";

/**
 * The lower bound of the keys of patches with probability 0: above all others, so they are drawn last,
 * uniformly.
 */
const WEIGHTLESS = 1e300;

function drawKeys(
  probabilities: ArrayLike<number>,
  start: number,
  random: RandomStream,
  keys: Float64Array,
): void {
  for (let patch = 0; patch < keys.length; patch++) {
    const p = probabilities[start + patch]!;
    keys[patch] = p > 0
      ? Math.min(random.exponential() / p, WEIGHTLESS)
      : WEIGHTLESS * (1 + random.uniform());
  }
}

function checkCount(count: number, total: number): void {
  if (Number.isInteger(count) && count >= 0 && count <= total) return;
  const side = Math.sqrt(total);
  const grid = Number.isInteger(side) ? `a ${side}×${side} grid has ${total}` : `the image has ${total}`;
  throw new UsageError(`Cannot mask ${count} patches: ${grid}`);
}

/**
 * Draws the hidden patches of one image without replacement, weighted by their probabilities.
 *
 * @param probabilities [n·n], ≥ 0; patches of probability 0 are hidden only when no others are left, then
 * uniformly
 * @param count the number of hidden patches, 0 … n·n
 * @param random draws n·n numbers
 * @param kept [n·n], receives 0 for a hidden patch and 1 for a kept one; a new array by default
 * @returns `kept`
 * @throws {UsageError} if there are fewer patches than `count`
 *
 * @example
 * ```ts
 * import { randomStream } from "../random.ts";
 * import { drawPatches } from "./draw.ts";
 *
 * const kept = drawPatches([0.5, 0.5, 0, 0], 2, randomStream(1, "masks"));
 * console.assert(kept.join() === "0,0,1,1");
 * ```
 */
export function drawPatches(
  probabilities: ArrayLike<number>,
  count: number,
  random: RandomStream,
  kept: Uint8Array = new Uint8Array(probabilities.length),
): Uint8Array {
  const total = probabilities.length;
  checkCount(count, total);
  const keys = new Float64Array(total);
  drawKeys(probabilities, 0, random, keys);
  markSmallest(keys, count, kept, 0, new Float64Array(total));
  return kept;
}

/** Options of {@linkcode drawBatch}. */
export interface BatchDraw {
  /** Patches per side, n. */
  readonly patches: number;
  /** The number of hidden patches per image, 0 … n·n. */
  readonly count: number;
  readonly random: RandomStream;
  /** The row of each image of the batch; all rows in order by default. */
  readonly rows?: ArrayLike<number>;
}

/**
 * Draws the hidden patches of every image of a batch, image by image, as {@linkcode drawPatches} does.
 *
 * @param probabilities float32 [N, n·n]
 * @param draw the grid, the count, the random stream and the rows
 * @returns uint8 [B, n·n]: 1 = kept, 0 = hidden
 * @throws {UsageError} if there are fewer patches than `count`, or a row does not exist
 *
 * @example
 * ```ts
 * import { randomStream } from "../random.ts";
 * import { drawBatch } from "./draw.ts";
 *
 * const uniform = new Float32Array(100 * 16).fill(1 / 16);
 * const kept = drawBatch(uniform, { patches: 4, count: 6, random: randomStream(1, "masks"), rows: [7, 42] });
 * console.assert(kept.length === 2 * 16 && kept.reduce((a, b) => a + b) === 20);
 * ```
 */
export function drawBatch(
  probabilities: Float32Array,
  { patches, count, random, rows }: BatchDraw,
): Uint8Array {
  const total = patches * patches, available = probabilities.length / total;
  checkCount(count, total);
  const batch = rows?.length ?? available;
  const kept = new Uint8Array(batch * total);
  const keys = new Float64Array(total), scratch = new Float64Array(total);
  for (let image = 0; image < batch; image++) {
    const row = rows === undefined ? image : rows[image]!;
    if (!(row >= 0 && row < available)) {
      throw new UsageError(`Cannot mask image ${row}: salience is given for ${available} images`);
    }
    drawKeys(probabilities, row * total, random, keys);
    markSmallest(keys, count, kept, image * total, scratch);
  }
  return kept;
}
