/**
 * The share of simulated experiments without any effect in which each interval claims one (p ≤ 0.05), where seeds vary
 * much: 4000 experiments each, made by `tests/analysis/statistics/simulate_claims.ts`, which says how.
 */
export const FALSE_CLAIMS = [
  { seeds: 3, percentile: 0.167, reported: 0.03775 },
  { seeds: 5, percentile: 0.10375, reported: 0.03375 },
  { seeds: 10, percentile: 0.06175, reported: 0.03275 },
] as const;
