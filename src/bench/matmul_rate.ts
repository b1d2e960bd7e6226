/**
 * Measures the machine's peak rate, the yardstick for a training step's arithmetic.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { linear } from "../backend/ops/mod.ts";
import type { Precision } from "../backend/precision.ts";
import { lower, raise } from "../model/layers/precision.ts";

/** The stopping rule of {@linkcode steadyBest}. */
export interface SteadyOptions {
  /** The number of consecutive rounds without a gain after which it stops. */
  readonly patience?: number;
  /** The smallest gain: the share by which a round must be faster than the best so far. */
  readonly gain?: number;
  /** The limit on the total time of all rounds. */
  readonly limitSeconds?: number;
}

/**
 * Repeats a measurement until it gets no faster, as the first rounds on an idle machine are slow.
 *
 * @param measure one round, in seconds
 * @returns the seconds of the fastest round
 *
 * @example
 * ```ts
 * import { steadyBest } from "./matmul_rate.ts";
 *
 * const rounds = [4, 2, 1, 1, 1];
 * console.log(await steadyBest(() => Promise.resolve(rounds.shift()!), { patience: 2, limitSeconds: 60 })); // 1
 * ```
 */
export async function steadyBest(
  measure: () => Promise<number>,
  { patience = 8, gain = 0.02, limitSeconds = 2 }: SteadyOptions = {},
): Promise<number> {
  let best = Infinity, reference = Infinity, idle = 0, spent = 0;
  while (idle < patience && spent < limitSeconds) {
    const seconds = await measure();
    spent += seconds;
    best = Math.min(best, seconds);
    // Compared with the last gain, so that many small gains add up.
    const isGain = reference === Infinity || seconds < reference * (1 - gain);
    idle = isGain ? 0 : idle + 1;
    if (isGain) reference = seconds;
  }
  return best;
}

const SIDE = 1024, PRODUCTS = 4;

/**
 * Measures the running backend's rate at products of two 1024×1024 matrices until it is steady.
 *
 * @param precision of the matrices
 * @returns GFLOP/s; a multiplication and an addition count as two
 */
export async function matmulRate(precision: Precision): Promise<number> {
  const options = { training: true, precision };
  const [a, b] = tf.tidy(() => {
    const matrix = () => lower(tf.randomUniform<tf.Rank.R2>([SIDE, SIDE]), options);
    return [matrix(), matrix()];
  });
  await raise(b, options).data();
  const seconds = await steadyBest(async () => {
    const start = performance.now();
    for (let k = 1; k < PRODUCTS; k++) linear(a, b).dispose();
    // One number of the last product tells that all are done, on a GPU too.
    const last = tf.tidy(() => tf.slice(raise(linear(a, b), options), [0, 0], [1, 1]));
    await last.data();
    last.dispose();
    return (performance.now() - start) / 1000;
  });
  tf.dispose([a, b]);
  return PRODUCTS * 2 * SIDE ** 3 / seconds / 1e9;
}
