/** Changes that a user makes to a table's experiment. */
import { UsageError } from "../errors.ts";
import { readableSpec } from "../extension.ts";
import { parseSpec } from "../spec.ts";
import type { Selection } from "../train/types.ts";
import type { Experiment } from "./experiment.ts";

/** The parts of an experiment that a user can change; those left out stay. */
export interface Overrides {
  /** Methods that become further arms, beside the table's own. */
  readonly methods?: readonly string[] | undefined;
  /** Another network, optimizer, learning-rate schedule or augmentation for all arms that do not name their own. */
  readonly model?: string | undefined;
  readonly optimizer?: string | undefined;
  readonly learningRateSchedule?: string | undefined;
  readonly augment?: readonly string[] | undefined;
  readonly seeds?: readonly number[] | undefined;
  readonly epochs?: number | undefined;
  /** The rule that chooses the reported epoch; "validation" holds out training images for it. */
  readonly select?: Selection | undefined;
  /** Another data set, of which all images are used. */
  readonly dataset?: string | undefined;
  /** The file for the arms that start from weights. */
  readonly weights?: string | undefined;
  /** More sentences for the report. */
  readonly notes?: readonly string[] | undefined;
}

function onDataset(experiment: Experiment, dataset: string): Experiment {
  // Published numbers are of the table's own data set.
  const { onOneDataset, severalTestSets, published: _, ...rest } = experiment;
  if (severalTestSets && onOneDataset === undefined) {
    throw new UsageError(`The table ${rest.name} has its own data sets: omit --dataset`);
  }
  const { name } = parseSpec(dataset);
  return {
    ...rest,
    ...onOneDataset,
    name: `${rest.name}-${name}`,
    title: rest.titleOn(name),
    notes: [
      ...rest.notes,
      `All images of ${name} are used here; the numbers of images in these notes refer to the table's own data set.`,
    ],
    base: { ...rest.base, dataset, trainSize: null, testSize: null },
  };
}

function fromWeights(experiment: Experiment, weights: string | undefined): Experiment {
  const { name, weightsFrom, arms } = experiment;
  if (weightsFrom === undefined && weights === undefined) return experiment;
  if (weightsFrom === undefined) {
    throw new UsageError(`No arm of the table ${name} starts from given weights: omit --weights`);
  }
  if (weights === undefined) {
    throw new UsageError(
      `The arms of the table ${name} start from weights: get ${weightsFrom}, and give --weights FILE`,
    );
  }
  return {
    ...experiment,
    arms: arms.map((arm) => arm.config?.replaceHead ? { ...arm, config: { ...arm.config, weights } } : arm),
  };
}

/** Adds arms, each compared with conventional training and with CBM where the table has them. */
function withMethods(experiment: Experiment, methods: readonly string[]): Experiment {
  if (methods.length === 0) return experiment;
  const { name, arms, comparisons, severalTestSets } = experiment;
  if (severalTestSets) {
    throw new UsageError(
      `The arms of the table ${name} use several data sets: choose one with --dataset to add --method`,
    );
  }
  const added = methods.map((method) => ({ label: readableSpec(method), method }));
  const controls = arms.map(({ label }) => label).filter((label) =>
    label === "conventional" || label === "cbm"
  );
  return {
    ...experiment,
    arms: [...arms, ...added],
    comparisons: [
      ...comparisons,
      ...added.flatMap(({ label }) => controls.map((control) => ({ treatment: label, control }))),
    ],
  };
}

/**
 * Changes an experiment.
 *
 * @param experiment such as {@linkcode findExperiment} gives
 * @returns the experiment, whose name, and so its folder, says how its runs differ from the table's
 * @throws {UsageError} if weights are missing, or the table has no place for a change
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
  const { seeds, epochs, select, dataset, weights, methods = [], notes = [] } = overrides;
  const { model, optimizer, learningRateSchedule, augment } = overrides;
  const on = dataset === undefined ? experiment : onDataset(experiment, dataset);
  const { published, ...changed } = withMethods(fromWeights(on, weights), methods);
  const recipe = { model, optimizer, learningRateSchedule, augment };
  const other = Object.fromEntries(Object.entries(recipe).filter(([, value]) => value !== undefined));
  const isOther = epochs !== undefined || Object.keys(other).length > 0;
  return {
    ...changed,
    // Nothing is published of another recipe.
    published: isOther ? undefined : published,
    name: [
      changed.name,
      ...(epochs === undefined ? [] : [`epochs${epochs}`]),
      ...Object.values(other).map((value) => fileName(readableSpec(String(value)))),
      ...(methods.length === 0 ? [] : [`with-${fileName(methods.map(readableSpec).join("-"))}`]),
      ...(select === undefined || select === changed.base.select ? [] : [`by-${select}`]),
    ].join("-"),
    seeds: seeds ?? changed.seeds,
    notes: [...changed.notes, ...notes],
    base: {
      ...changed.base,
      ...other,
      epochs: epochs ?? changed.base.epochs,
      select: select ?? changed.base.select,
    },
  };
}

/** Writes a specification as part of a folder's name. */
const fileName = (text: string): string =>
  text.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "").slice(0, 60);
