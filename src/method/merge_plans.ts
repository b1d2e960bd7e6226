import type { EpochPlan } from "./types.ts";

/** The share that is hidden where several methods each hide a share of their own, independently. */
function hiddenShare(ratios: readonly number[]): number {
  const hiding = ratios.filter((ratio) => ratio > 0);
  if (hiding.length <= 1) return hiding[0] ?? 0; // the very number: 1 − (1 − r) is another
  return 1 - hiding.reduce((kept, ratio) => kept * (1 - ratio), 1);
}

/** One plan of several methods' for the same epoch: only one of them decides the input size, and the magnitude. */
export function mergePlans(plans: readonly EpochPlan[]): EpochPlan {
  const inputSize = plans.find((plan) => plan.inputSize !== undefined)?.inputSize;
  const magnitude = plans.find((plan) => plan.magnitude !== undefined)?.magnitude;
  return {
    ratio: hiddenShare(plans.map(({ ratio }) => ratio)),
    ...(inputSize !== undefined && { inputSize }),
    ...(magnitude !== undefined && { magnitude }),
  };
}
