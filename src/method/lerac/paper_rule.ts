/** The learning-rate curriculum of the paper (Croitoru et al., equation 8). */
import { UsageError } from "../../errors.ts";

/** The settings of the paper's rule. */
export interface PaperRule {
  /** The last layer's rate in the first epoch as a share of the first layer's, 0 < last ≤ 1. */
  readonly last: number;
  /** The epoch by which all layers reach the same rate, k ≥ 1. */
  readonly k: number;
}

/**
 * Computes each layer's learning rate as a share of the recipe's. Layer j starts at share s_j and grows as
 * s_j^(1 − l/k) until epoch k: the paper's η_j(l) = η_j(0) · c^(l/k · (log_c η_j(k) − log_c η_j(0))), in
 * which c cancels. Initial rates are spaced geometrically from the first to the last layer, which is our
 * choice: the paper only requires that they decrease.
 *
 * @param layers number of layers
 * @param epoch 0-based, l
 * @param rule the initial share and the final epoch
 * @returns one share per layer, 0 < share ≤ 1; the first is 1
 * @throws {UsageError} if the share or k is out of range
 *
 * @example
 * ```ts
 * import { paperShares } from "./paper_rule.ts";
 *
 * console.assert(paperShares(3, 5, { last: 1e-4, k: 5 }).join() === "1,1,1");
 * ```
 */
export function paperShares(layers: number, epoch: number, { last, k }: PaperRule): number[] {
  if (!(last > 0 && last <= 1)) {
    throw new UsageError(
      `Cannot start the last layer at ${last} of the learning rate: give a share above 0, at most 1`,
    );
  }
  if (!(k >= 1)) throw new UsageError(`Cannot reach the common rate in epoch ${k}: give at least 1`);
  const left = Math.max(0, 1 - epoch / k);
  return Array.from({ length: layers }, (_, j) => layers === 1 ? 1 : last ** (j / (layers - 1) * left));
}
