/** Dropout of single values, and of whole samples. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";
import type { RandomStream } from "../../random.ts";
import { record } from "../autograd.ts";
import { kernels } from "./running.ts";

/** Settings of {@link dropout} and {@link dropPath}. */
export interface DropoutOptions {
  /** The probability of being dropped, 0 ≤ rate < 1. */
  readonly rate: number;
  /** The stream of draws; undefined at inference, which changes nothing. */
  readonly random: RandomStream | undefined;
}

/**
 * Drops values: each becomes 0 with probability `rate`, else it is divided by 1 − rate.
 *
 * The mask is drawn on the host, so it is the same on every backend. tfjs' own dropout would treat seed 0 as none.
 *
 * @param x any shape
 * @param options rate, and the stream of draws: one 32-bit number for each value
 * @returns shaped as x; x itself at inference, or where the rate is 0
 * @throws {UsageError} if the rate is out of range
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { randomStream } from "../../random.ts";
 * import { startBackend } from "../mod.ts";
 * import { dropout } from "./dropout.ts";
 *
 * await startBackend("cpu");
 * const y = dropout(tf.ones([8]), { rate: 0.5, random: randomStream(1, "dropout") });
 * console.log(await y.data()); // some 0, the others 2
 * ```
 */
export function dropout<T extends Tensor>(x: T, options: DropoutOptions): T {
  return dropGroups(x, x.shape, options);
}

/**
 * Drops whole samples of a residual branch with probability `rate`, and divides the others by 1 − rate (stochastic
 * depth).
 *
 * @param x [B, …]
 * @param options rate, and the stream of draws: one 32-bit number for each sample
 * @returns shaped as x; x itself at inference, or where the rate is 0
 * @throws {UsageError} if the rate is out of range
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { randomStream } from "../../random.ts";
 * import { startBackend } from "../mod.ts";
 * import { dropPath } from "./dropout.ts";
 *
 * await startBackend("cpu");
 * const y = dropPath(tf.ones([4, 3]), { rate: 0.5, random: randomStream(1, "drop_path") });
 * console.log(await y.data()); // each row all 0 or all 2
 * ```
 */
export function dropPath<T extends Tensor>(x: T, options: DropoutOptions): T {
  return dropGroups(x, x.shape.map((size, axis) => axis === 0 ? size : 1), options);
}

/** Multiplies by a mask of the given shape, which is broadcast. */
function dropGroups<T extends Tensor>(x: T, shape: readonly number[], { rate, random }: DropoutOptions): T {
  if (!(rate >= 0 && rate < 1)) {
    throw new UsageError(`Cannot drop with probability ${rate}: it must be at least 0 and below 1`);
  }
  if (random === undefined || rate === 0) return x;
  const size = shape.reduce((a, b) => a * b, 1);
  const mask = kernels().copyFromHost(drawMask(size, rate, random), shape);
  const output = record({
    output: tf.mul<T>(x, mask),
    inputs: [x],
    saved: [mask],
    backward: (upstream) => [tf.mul(upstream, mask)],
  });
  if (!mask.kept) mask.dispose();
  return output;
}

/** Millions of values are drawn in each step: fresh memory for them would take longer than the drawing. */
let masks = new Uint32Array(0);
const draws = new Uint32Array(16_384);

/**
 * Draws 0 with probability `rate`, else 1 / (1 − rate); valid until the next call. Without branches, which a processor
 * can't predict: whether the upper 31 bits of a draw are below the threshold is the sign of a difference, and that is
 * a mask of the other number's bits.
 */
function drawMask(size: number, rate: number, random: RandomStream): Float32Array {
  if (masks.length < size) masks = new Uint32Array(size);
  const threshold = Math.ceil(rate * 2 ** 31);
  const kept = new Uint32Array(Float32Array.of(1 / (1 - rate)).buffer)[0]!;
  for (let from = 0; from < size; from += draws.length) {
    const part = draws.subarray(0, size - from);
    random.fill(part);
    for (let i = 0; i < part.length; i++) {
      masks[from + i] = ((threshold - 1 - (part[i]! >>> 1)) >> 31) & kept;
    }
  }
  return new Float32Array(masks.buffer, 0, size);
}
