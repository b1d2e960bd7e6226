import type { EpochPlan } from "./types.ts";

/** Computes the hidden share when several methods each hide a share independently. */
function hiddenShare(ratios: readonly number[]): number {
  const hiding = ratios.filter((ratio) => ratio > 0);
  if (hiding.length <= 1) return hiding[0] ?? 0; // exact: 1 − (1 − r) rounds differently
  return 1 - hiding.reduce((kept, ratio) => kept * (1 - ratio), 1);
}

/**
 * Merges several methods' plans for one epoch; at most one sets the input size, and at most one the
 * magnitude.
 */
export function mergePlans(plans: readonly EpochPlan[]): EpochPlan {
  const inputSize = plans.find((plan) => plan.inputSize !== undefined)?.inputSize;
  const magnitude = plans.find((plan) => plan.magnitude !== undefined)?.magnitude;
  return {
    ratio: hiddenShare(plans.map(({ ratio }) => ratio)),
    ...(inputSize !== undefined && { inputSize }),
    ...(magnitude !== undefined && { magnitude }),
  };
}
