/** A table's experiment as the user wants it otherwise. */
import { UsageError } from "../errors.ts";
import { parseSpec } from "../spec.ts";
import type { Selection } from "../train/types.ts";
import type { Experiment } from "./experiment.ts";

/** What can be asked otherwise. */
export interface Overrides {
  readonly seeds?: readonly number[] | undefined;
  readonly epochs?: number | undefined;
  /** What chooses the reported epoch; "validation" holds training images out for it. */
  readonly select?: Selection | undefined;
  /** Another data set, all of its images. */
  readonly dataset?: string | undefined;
  /** A file that the arms start from which start from weights. */
  readonly weights?: string | undefined;
  /** More sentences for the report. */
  readonly notes?: readonly string[] | undefined;
}

function onDataset(experiment: Experiment, dataset: string): Experiment {
  // What is published is of the table's own data set.
  const { onOneDataset, severalTestSets, published: _, ...rest } = experiment;
  if (severalTestSets && onOneDataset === undefined) {
    throw new UsageError(`The table ${rest.name} compares data sets of its own: leave --dataset out`);
  }
  const { name } = parseSpec(dataset);
  return {
    ...rest,
    ...onOneDataset,
    name: `${rest.name}-${name}`,
    title: rest.titleOn(name),
    notes: [
      ...rest.notes,
      `All images of ${name} are used here: what is said of their number is of the table's own data set.`,
    ],
    base: { ...rest.base, dataset, trainSize: null, testSize: null },
  };
}

function fromWeights(experiment: Experiment, weights: string | undefined): Experiment {
  const { name, weightsFrom, arms } = experiment;
  if (weightsFrom === undefined && weights === undefined) return experiment;
  if (weightsFrom === undefined) {
    throw new UsageError(`The arms of ${name} do not start from weights that are given: leave --weights out`);
  }
  if (weights === undefined) {
    throw new UsageError(
      `The arms of ${name} start from weights: get ${weightsFrom}, and give --weights FILE`,
    );
  }
  return {
    ...experiment,
    arms: arms.map((arm) => arm.config?.replaceHead ? { ...arm, config: { ...arm.config, weights } } : arm),
  };
}

/**
 * Changes an experiment.
 *
 * @param experiment of {@linkcode findExperiment}
 * @returns the experiment; its name, and so its folder, says what of its runs is otherwise
 * @throws {UsageError} where weights are lacking, or something has no place in the table
 *
 * @example
 * ```ts
 * import { findExperiment } from "./tables.ts";
 * import { override } from "./override.ts";
 *
 * const short = override(findExperiment("main", "quick"), { epochs: 5, seeds: [7] });
 * console.assert(short.name === "main-quick-epochs5" && short.base.epochs === 5);
 * ```
 */
export function override(experiment: Experiment, overrides: Overrides): Experiment {
  const { seeds, epochs, select, dataset, weights, notes = [] } = overrides;
  const on = dataset === undefined ? experiment : onDataset(experiment, dataset);
  const { published, ...changed } = fromWeights(on, weights);
  return {
    ...changed,
    // Nothing is published of another number of epochs.
    ...(published === undefined || epochs !== undefined ? {} : { published }),
    name: [
      changed.name,
      ...(epochs === undefined ? [] : [`epochs${epochs}`]),
      ...(select === undefined || select === changed.base.select ? [] : [`by-${select}`]),
    ].join("-"),
    seeds: seeds ?? changed.seeds,
    notes: [...changed.notes, ...notes],
    base: {
      ...changed.base,
      ...(epochs === undefined ? {} : { epochs }),
      ...(select === undefined ? {} : { select }),
    },
  };
}
