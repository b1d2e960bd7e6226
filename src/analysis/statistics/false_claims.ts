/**
 * The false-positive rate (p ≤ 0.05) of each interval in simulated experiments without an effect and with
 * large seed-to-seed variation: 4000 experiments each; see `tests/analysis/statistics/simulate_claims.ts`.
 */
export const FALSE_CLAIMS = [
  { seeds: 3, percentile: 0.167, reported: 0.03775 },
  { seeds: 5, percentile: 0.10375, reported: 0.03375 },
  { seeds: 10, percentile: 0.06175, reported: 0.03275 },
] as const;
