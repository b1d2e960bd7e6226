/**
 * Training methods and what they are made of: salience, schedules of the masking ratio, masks. Functions such as
 * {@linkcode cutoutBatch}, {@linkcode mixupBatch} and {@linkcode cbmMask} do what a method does, for a training loop of
 * your own.
 *
 * @example
 * ```ts
 * import { createSchedule, hold, reverse, scheduleRatios } from "./methods.ts";
 *
 * const rising = createSchedule("linear", { epochs: 3, max: 0.4, min: 0 });
 * console.assert(scheduleRatios(reverse(rising, 3), 3).join() === "0.4,0.2,0");
 * console.assert(scheduleRatios(hold(rising, 2), 4).join() === "0,0,0.2,0.2");
 * ```
 *
 * @module
 */

// Salience
export * from "./salience/mod.ts";
export { inputGradient, inputGradientSalience, type InputGradientTask } from "./train/input_gradient.ts";
export type { ImageSize } from "./io/image_size.ts";

// Schedules of the masking ratio
export * from "./schedule/mod.ts";

// Masks
export * from "./masking/mod.ts";
export { applyMask } from "./backend/ops/apply_mask.ts";

// Methods
export * from "./method/mod.ts";
export type { Spec } from "./spec.ts";

// Random numbers
export { RandomStream, randomStream } from "./random.ts";
