/**
 * Drawing the patches to hide: successive draws without replacement, weighted by salience.
 *
 * Every patch gets the key E/p with E from the exponential distribution, and the smallest keys win: the first of
 * several exponential clocks to ring is clock k with probability p_k / Σp, and clocks have no memory, so the next
 * is drawn from the rest in the same way (Efraimidis and Spirakis, 2006).
 *
 * @module
 */
import { UsageError } from "../errors.ts";
import type { RandomStream } from "../random.ts";
import { markSmallest } from "./smallest.ts";

/** Keys of patches without weight lie above all others, in random order: they are drawn last, uniformly. */
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
  const grid = Number.isInteger(side) ? `a ${side}×${side} grid has ${total}` : `there are ${total}`;
  throw new UsageError(`Cannot mask ${count} patches: ${grid}`);
}

/**
 * Draws the patches of one image that are hidden, without replacement, weighted by their probabilities.
 *
 * @param probabilities [n·n], ≥ 0; patches of weight 0 are hidden only when no others are left, and then uniformly
 * @param count how many are hidden, 0 … n·n
 * @param random draws n·n numbers
 * @param kept [n·n], receives 0 for a hidden patch and 1 for a kept one; made if left out
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

/** Which rows of the probabilities are drawn from, and how. */
export interface BatchDraw {
  /** Patches per side, n. */
  readonly patches: number;
  /** How many patches of each image are hidden, 0 … n·n. */
  readonly count: number;
  readonly random: RandomStream;
  /** The row of each image of the batch; all rows in order if left out. */
  readonly rows?: ArrayLike<number>;
}

/**
 * Draws the hidden patches of every image of a batch, one image after the other as {@linkcode drawPatches} would.
 *
 * @param probabilities float32 [N, n·n]
 * @param draw the grid, the count, the random stream and the rows
 * @returns uint8 [B, n·n]: 1 = kept, 0 = hidden
 * @throws {UsageError} if there are fewer patches than `count`, or no such row
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
      throw new UsageError(`Cannot mask image ${row}: there is salience of ${available} images`);
    }
    drawKeys(probabilities, row * total, random, keys);
    markSmallest(keys, count, kept, image * total, scratch);
  }
  return kept;
}
