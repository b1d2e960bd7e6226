/** The steps of the published one-way curricula: every ratio lasts four epochs. */
import { hold, holdLast } from "./compose.ts";
import type { RatioSchedule } from "./types.ts";

const PUBLISHED_STEP = 4;

/**
 * How many epochs one step lasts: four, as published. Under eight epochs that would leave a single step, for
 * which the published formulas divide by zero; there a step is one epoch, so that a short training still has a
 * curriculum.
 */
export function stepLength(epochs: number): number {
  return epochs < 2 * PUBLISHED_STEP ? 1 : PUBLISHED_STEP;
}

/** How many whole steps a training has: K of the formulas. */
export function stepCount(epochs: number): number {
  return Math.floor(epochs / stepLength(epochs));
}

/** The schedule of a list of K steps, each held for its epochs; epochs that are left over hold the last step. */
export function inSteps(step: RatioSchedule, epochs: number): RatioSchedule {
  return hold(holdLast(step, stepCount(epochs)), stepLength(epochs));
}
