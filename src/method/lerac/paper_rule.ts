/** The learning-rate curriculum of the paper (Croitoru et al., equation 8). */
import { UsageError } from "../../errors.ts";

/** The curriculum of the paper. */
export interface PaperRule {
  /** The last layer's rate in the first epoch as a share of the first layer's, 0 < last ≤ 1. */
  readonly last: number;
  /** The epoch in which all layers have arrived at the same rate, k ≥ 1. */
  readonly k: number;
}

/**
 * Each layer's learning rate as a share of the recipe's. Layer j starts at share s_j and grows by s_j^(1 − l/k) until
 * epoch k: the paper's η_j(l) = η_j(0) · c^(l/k · (log_c η_j(k) − log_c η_j(0))), from which c drops out. Between the
 * first and the last layer the starting rates are spaced geometrically, which is our choice: the paper asks only that
 * they fall.
 *
 * @param layers how many layers there are
 * @param epoch 0-based, l
 * @param rule where it starts, and when it ends
 * @returns one share per layer, 0 < share ≤ 1, the first layer's is 1
 * @throws {UsageError} on a share or k outside its range
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
