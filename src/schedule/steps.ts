/** Steps of the published one-way curricula, which hold every ratio for four epochs. */
import { hold, holdLast } from "./compose.ts";
import type { RatioSchedule } from "./types.ts";

const PUBLISHED_STEP = 4;

/**
 * Returns the epochs per step: four, as published. With fewer than eight epochs there would be a single step,
 * for which the published formulas divide by zero; a step is then one epoch, so that a short training still
 * has a curriculum.
 */
export function stepLength(epochs: number): number {
  return epochs < 2 * PUBLISHED_STEP ? 1 : PUBLISHED_STEP;
}

/** Returns the number of whole steps of a training: K in the formulas. */
export function stepCount(epochs: number): number {
  return Math.floor(epochs / stepLength(epochs));
}

/** Returns a schedule that holds each of K steps for its epochs; any remaining epochs hold the last step. */
export function inSteps(step: RatioSchedule, epochs: number): RatioSchedule {
  return hold(holdLast(step, stepCount(epochs)), stepLength(epochs));
}
