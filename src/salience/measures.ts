/** The registry of measures of salience. */
import { listNames, UsageError } from "../errors.ts";
import { centre } from "./centre.ts";
import { entropy } from "./entropy.ts";
import { sobel } from "./sobel.ts";
import type { SalienceMeasure } from "./types.ts";
import { uniform } from "./uniform.ts";
import { variance } from "./variance.ts";

/** All measures by name. */
export const measures: ReadonlyMap<string, SalienceMeasure> = new Map(
  [sobel, variance, entropy, centre, uniform].map((measure) => [measure.name, measure]),
);

/**
 * Returns the measure of a name.
 *
 * @throws {UsageError} on an unknown name; the message lists the known ones
 */
export function findMeasure(name: string): SalienceMeasure {
  const measure = measures.get(name);
  if (measure !== undefined) return measure;
  throw new UsageError(`Unknown measure "${name}": choose one of ${listNames(measures.keys())}`);
}
