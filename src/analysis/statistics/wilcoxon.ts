/** Wilcoxon's signed-rank test of paired values. */
import { UsageError } from "../../errors.ts";
import { normalCdf } from "./distributions.ts";

/** A two-sided p-value, and a one-sided one whose alternative is that the second values are greater. */
export interface WilcoxonP {
  readonly twoSided: number;
  readonly greater: number;
}

/** The result of {@linkcode wilcoxon}. */
export interface WilcoxonResult {
  /** Sum of the ranks of the pairs whose second value is greater. */
  readonly rankSumPlus: number;
  readonly rankSumMinus: number;
  /** Pairs without a difference, which are dropped. */
  readonly zeros: number;
  readonly ties: boolean;
  /** Exact p-values, over all signs of the observed differences, including ties. */
  readonly exact: WilcoxonP;
  /**
   * Normal approximation for many pairs, corrected for ties; with few pairs it can fall below the attainable
   * minimum.
   */
  readonly normal: WilcoxonP;
  /** The same with a continuity correction of one half. */
  readonly corrected: WilcoxonP;
}

/**
 * Runs Wilcoxon's signed-rank test: differences are rounded to 10 decimals, zeros are dropped as in Wilcoxon
 * (1945), and ties get their mean rank.
 *
 * The exact p-values are over all 2ⁿ equally likely signs of the n remaining differences, with or without
 * ties: five pairs with equal gains give 0.0625, the minimum for five pairs. SciPy's `method="exact"` uses
 * the ranks of untied pairs, so for ties it offers the normal approximation, which gives 0.025 here, or 0.037
 * with the continuity correction: less than is attainable. We report both approximations too.
 *
 * @param first one value per pair
 * @param second the other value of each pair
 * @returns exact and approximate p-values of second − first
 * @throws {UsageError} on unequal lengths or when no pair differs
 *
 * @example
 * ```ts
 * import { wilcoxon } from "./wilcoxon.ts";
 *
 * const { exact } = wilcoxon([70, 71, 72, 70, 71], [72, 73, 74, 72, 73]); // five seeds, each two points better
 * console.assert(exact.twoSided === 2 / 2 ** 5);
 * ```
 */
export function wilcoxon(first: readonly number[], second: readonly number[]): WilcoxonResult {
  if (first.length !== second.length) {
    throw new UsageError(
      `Cannot pair ${first.length} with ${second.length} values: give one of each per pair`,
    );
  }
  const all = first.map((x, i) => Number((second[i]! - x).toFixed(10)));
  const differences = all.filter((d) => d !== 0).sort((a, b) => Math.abs(a) - Math.abs(b));
  const n = differences.length;
  if (n === 0) throw new UsageError("Cannot rank pairs that do not differ: every difference is 0");
  const ranks: number[] = [];
  let rankSumPlus = 0, tieCubes = 0;
  for (let start = 0; start < n;) {
    let end = start + 1;
    while (end < n && Math.abs(differences[end]!) === Math.abs(differences[start]!)) end++;
    const count = end - start, rank = (start + 1 + end) / 2;
    tieCubes += count ** 3 - count;
    for (let i = start; i < end; i++) {
      ranks.push(rank);
      if (differences[i]! > 0) rankSumPlus += rank;
    }
    start = end;
  }
  const zeros = all.length - n, ties = tieCubes > 0;
  const mean = n * (n + 1) / 4, deviation = Math.sqrt(n * (n + 1) * (2 * n + 1) / 24 - tieCubes / 48);
  return {
    rankSumPlus,
    rankSumMinus: n * (n + 1) / 2 - rankSumPlus,
    zeros,
    ties,
    exact: exactP(rankSumPlus, ranks),
    normal: normalP(rankSumPlus - mean, 0, deviation),
    corrected: normalP(rankSumPlus - mean, 0.5, deviation),
  };
}

function normalP(distance: number, correction: number, deviation: number): WilcoxonP {
  const twoSidedDistance = Math.max(0, Math.abs(distance) - correction);
  return {
    twoSided: Math.min(1, 2 * normalCdf(-twoSidedDistance / deviation)),
    greater: normalCdf(-(distance - correction) / deviation),
  };
}

/**
 * Computes the exact p-values from the distribution of the rank sum, by convolution: each rank is on the plus
 * side with probability one half. Counts in halves, since the mean rank of an even number of ties is not
 * whole.
 */
function exactP(rankSum: number, ranks: readonly number[]): WilcoxonP {
  const halves = ranks.map((rank) => 2 * rank), most = halves.reduce((a, b) => a + b);
  const probability = new Float64Array(most + 1);
  probability[0] = 1;
  let top = 0;
  for (const rank of halves) {
    top += rank;
    for (let sum = top; sum >= 0; sum--) {
      probability[sum] = (probability[sum]! + (sum >= rank ? probability[sum - rank]! : 0)) / 2;
    }
  }
  let below = 0, above = 0;
  for (let sum = 0; sum <= 2 * rankSum; sum++) below += probability[sum]!;
  for (let sum = most; sum >= 2 * rankSum; sum--) above += probability[sum]!;
  return { twoSided: Math.min(1, 2 * Math.min(below, above)), greater: above };
}
