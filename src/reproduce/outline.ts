/** The size of an experiment, as `reproduce --list` shows it. */
import type { Experiment } from "./experiment.ts";

/** The size of an experiment, known before any data is loaded. */
export interface Outline {
  readonly runs: number;
  /** The epochs of the shortest arm. */
  readonly epochs: number;
  /** The epochs of the longest arm. */
  readonly mostEpochs: number;
  readonly dataset: string;
  readonly model: string;
}

/** Writes numbers as one value, or as the least and the most: `30 to 150`. */
export function oneOrRange(values: readonly number[]): string {
  const least = Math.min(...values), most = Math.max(...values);
  return least === most ? String(least) : `${least} to ${most}`;
}

/**
 * Outlines an experiment.
 *
 * @example
 * ```ts
 * import { outline } from "./outline.ts";
 * import { findExperiment } from "./tables.ts";
 *
 * const { runs, epochs, mostEpochs } = outline(findExperiment("replication", "small"));
 * console.assert(runs === 126 && epochs === 30 && mostEpochs === 150);
 * ```
 */
export function outline({ arms, base, comparisons, seeds }: Experiment): Outline {
  // Some arms are made only when what they need is there; all are compared.
  const labels = new Set(comparisons.flatMap(({ treatment, control }) => [treatment, control]));
  const epochs = arms.map(({ config }) => config?.epochs ?? base.epochs);
  return {
    runs: labels.size * seeds.length,
    epochs: Math.min(...epochs),
    mostEpochs: Math.max(...epochs),
    dataset: base.dataset,
    model: base.model,
  };
}
