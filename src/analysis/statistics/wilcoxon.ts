/** Wilcoxon's signed-rank test of paired values. */
import { UsageError } from "../../errors.ts";
import { normalCdf } from "./distributions.ts";

/** A two-sided p-value, and one against the alternative that the second values are greater. */
export interface WilcoxonP {
  readonly twoSided: number;
  readonly greater: number;
}

/** What {@linkcode wilcoxon} gives. */
export interface WilcoxonResult {
  /** Sum of the ranks of the pairs whose second value is greater. */
  readonly rankSumPlus: number;
  readonly rankSumMinus: number;
  /** Pairs without a difference; they are left out. */
  readonly zeros: number;
  readonly ties: boolean;
  /** Null where zeros or ties leave it undefined. */
  readonly exact: WilcoxonP | null;
  /** Normal approximation, corrected for ties. */
  readonly normal: WilcoxonP;
  /** The same with a continuity correction of one half. */
  readonly corrected: WilcoxonP;
}

/**
 * Wilcoxon's signed-rank test: differences are rounded to 10 decimals, zeros dropped, ties get their mean rank.
 *
 * @param first one value per pair
 * @param second the other value of each pair
 * @returns exact and approximate p-values of second − first
 * @throws {UsageError} on unequal lengths or when no pair differs
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
  let rankSumPlus = 0, tieCubes = 0;
  for (let start = 0; start < n;) {
    let end = start + 1;
    while (end < n && Math.abs(differences[end]!) === Math.abs(differences[start]!)) end++;
    const count = end - start, rank = (start + 1 + end) / 2;
    tieCubes += count ** 3 - count;
    for (let i = start; i < end; i++) if (differences[i]! > 0) rankSumPlus += rank;
    start = end;
  }
  const zeros = all.length - n, ties = tieCubes > 0;
  const mean = n * (n + 1) / 4, deviation = Math.sqrt(n * (n + 1) * (2 * n + 1) / 24 - tieCubes / 48);
  return {
    rankSumPlus,
    rankSumMinus: n * (n + 1) / 2 - rankSumPlus,
    zeros,
    ties,
    exact: zeros > 0 || ties ? null : exactP(rankSumPlus, n),
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

/** Each rank stands on the plus side with probability one half: the distribution of the rank sum, by convolution. */
function exactP(rankSum: number, n: number): WilcoxonP {
  const most = n * (n + 1) / 2, probability = new Float64Array(most + 1);
  probability[0] = 1;
  for (let rank = 1, top = 0; rank <= n; rank++) {
    top += rank;
    for (let sum = top; sum >= 0; sum--) {
      probability[sum] = (probability[sum]! + (sum >= rank ? probability[sum - rank]! : 0)) / 2;
    }
  }
  let below = 0, above = 0;
  for (let sum = 0; sum <= rankSum; sum++) below += probability[sum]!;
  for (let sum = most; sum >= rankSum; sum--) above += probability[sum]!;
  return { twoSided: Math.min(1, 2 * Math.min(below, above)), greater: above };
}
