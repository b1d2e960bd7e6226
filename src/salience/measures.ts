/** The registry of measures of salience. */
import { findDefinition, marked } from "../extension.ts";
import { centre } from "./centre.ts";
import { entropy } from "./entropy.ts";
import { sobel } from "./sobel.ts";
import type { SalienceMeasure } from "./types.ts";
import { uniform } from "./uniform.ts";
import { variance } from "./variance.ts";

/** A new measure is a file and one line here. */
const all = { sobel, variance, entropy, centre, uniform };

/** The name of a measure. */
export type MeasureName = keyof typeof all;

/** All measures by name. */
export const measures: ReadonlyMap<string, SalienceMeasure> = new Map(Object.entries(all));

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
