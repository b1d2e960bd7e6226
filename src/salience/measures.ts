/** The registry of measures of salience. */
import { findDefinition, marked } from "../extension.ts";
import { centre } from "./centre.ts";
import { entropy } from "./entropy.ts";
import { sobel } from "./sobel.ts";
import type { SalienceMeasure } from "./types.ts";
import { uniform } from "./uniform.ts";
import { variance } from "./variance.ts";

/** All measures by name. A new one is a file and one line here. */
export const measures: ReadonlyMap<string, SalienceMeasure> = new Map(
  [sobel, variance, entropy, centre, uniform].map((measure) => [measure.name, measure]),
);

/**
 * Returns the measure of a name.
 *
 * @throws {UsageError} on an unknown name; the message lists the known ones
 */
export function findMeasure(name: string): SalienceMeasure {
  return findDefinition("measure", name, measures.values());
}

/**
 * Declares a salience measure.
 *
 * @param definition its name, one line on it, a version that changes with its numbers, and what scores the patches
 *
 * @example
 * ```ts
 * import { defineMeasure } from "./measures.ts";
 *
 * const corner = defineMeasure({
 *   name: "corner",
 *   summary: "the first patch alone",
 *   version: 1,
 *   scorer: () => (_pixels, _start, scores) => void (scores[0] = 1),
 * });
 * console.assert(corner.name === "corner");
 * ```
 */
export const defineMeasure = (definition: SalienceMeasure): SalienceMeasure => marked("measure", definition);
