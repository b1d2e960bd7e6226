/** The blur strength of curriculum by smoothing in each epoch. */
import { UsageError } from "../../errors.ts";

/** The curriculum: the initial blur, and its decay. */
export interface SigmaOptions {
  /** Standard deviation of the Gaussian in the first epoch, in pixels of a feature map. */
  readonly std: number;
  /** Decay factor of the standard deviation, 0 < factor ≤ 1. */
  readonly factor: number;
  /** Epochs between two decays. */
  readonly every: number;
}

/**
 * Computes the standard deviation of an epoch: std · factor^⌊epoch / every⌋ (Sinha et al., 2020; values from
 * their code).
 *
 * @param epoch 0-based
 * @param options the curriculum
 * @returns a number > 0
 * @throws {UsageError} if the standard deviation or factor is not positive, or the number of epochs is not
 * whole
 *
 * @example
 * ```ts
 * import { sigmaOfEpoch } from "./sigma.ts";
 *
 * console.assert(sigmaOfEpoch(7, { std: 1, factor: 0.9, every: 5 }) === 0.9);
 * ```
 */
export function sigmaOfEpoch(epoch: number, { std, factor, every }: SigmaOptions): number {
  if (!(std > 0 && std < Infinity)) {
    throw new UsageError(`Cannot blur with std ${std}: give a number above 0`);
  }
  if (!(factor > 0 && factor <= 1)) {
    throw new UsageError(`Cannot multiply the blur by ${factor}: give a number above 0, at most 1`);
  }
  if (!Number.isInteger(every) || every < 1) {
    throw new UsageError(`Cannot change the blur every ${every} epochs: give a whole number from 1`);
  }
  return std * factor ** Math.floor(epoch / every);
}
