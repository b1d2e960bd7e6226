/**
 * Curriculum by Masking: salient patches are hidden, and a schedule moves the hidden share from easy to hard.
 * See README.md in this folder for the method card.
 *
 * @module
 */
import { UsageError } from "../../errors.ts";
import { createFill, drawBatch, type FillKind, fillKinds, patchCount } from "../../masking/mod.ts";
import { findMeasure, LARGEST_SIZE, patchSize, reverseRanks } from "../../salience/mod.ts";
import {
  createSchedule,
  DEFAULT_MAX,
  hold,
  type RatioSchedule,
  reverse,
  schedules,
} from "../../schedule/mod.ts";
import { choiceOption, numberOption, type Spec } from "../../spec.ts";
import { spell } from "../spell.ts";
import type { MethodEntry, TrainingMethod } from "../types.ts";
import { isFile, measuredSalience, movedSalience } from "./batch_salience.ts";
import { type StoredSalience, storedSalience } from "./stored_salience.ts";

const INVERSES = ["none", "ranks"] as const;

/** How probabilities are turned round; "none" leaves them as they are. */
export type Inverse = typeof INVERSES[number];

/** What CBM can be told. */
export interface CbmOptions {
  /** A schedule's name; "linear-repeat" as published. */
  readonly schedule: string;
  /** The largest masking ratio, 0 ≤ max < 1. */
  readonly max: number;
  /** The smallest ratio, where the schedule has one; the schedule's own default if left out. */
  readonly min?: number;
  /** Epochs for which each value of the schedule is held. */
  readonly hold: number;
  /** Whether the schedule runs from hard to easy. */
  readonly reverse: boolean;
  /** A salience measure's name, or a `.npy` file as `cbm salience` writes it; "uniform" masks at random. */
  readonly salience: string;
  /**
   * "ranks" hides the least salient patches instead of the most salient: each patch gets the probability of the patch
   * at the opposite rank. The control for salience.
   */
  readonly inverse?: Inverse;
  /** Patches per side. */
  readonly patches: number;
  /** Salience is computed on images of this size; the images' own if left out. */
  readonly size?: number;
  /** What shows in place of a hidden patch. */
  readonly fill: FillKind;
  /** Whether salience is that of the augmented batch, measured in each step; nothing is computed before. */
  readonly onTheFly?: boolean;
  /** Detectors: objects of which a larger share is hidden are not to be found, 0 < share ≤ 1; all are if left out. */
  readonly dropHidden?: number;
}

/** The published settings for CIFAR. */
export const CBM_DEFAULTS: CbmOptions = {
  schedule: "linear-repeat",
  max: DEFAULT_MAX,
  hold: 1,
  reverse: false,
  salience: "sobel",
  patches: 4,
  fill: "zero",
};

function ratioSchedule(options: CbmOptions, epochs: number): RatioSchedule {
  const { schedule, max, min, hold: epochsPerValue } = options;
  // A held schedule goes through fewer values in the same number of epochs.
  const values = Math.ceil(epochs / epochsPerValue);
  const basic = createSchedule(schedule, { epochs: values, max, min });
  const held = epochsPerValue === 1 ? basic : hold(basic, epochsPerValue);
  return options.reverse ? reverse(held, epochs) : held;
}

/**
 * Makes the method.
 *
 * @param given what differs from {@linkcode CBM_DEFAULTS}
 * @throws {UsageError} on an unknown schedule, measure or fill, or a ratio outside 0 ≤ r < 1
 *
 * @example
 * ```ts
 * import { cbm } from "./mod.ts";
 *
 * const random = cbm({ salience: "uniform", schedule: "constant", max: 0.4 });
 * console.assert(random.name === "cbm:schedule=constant,max=0.4,salience=uniform");
 * ```
 */
export function cbm(given: Partial<CbmOptions> = {}): TrainingMethod {
  const options: CbmOptions = { ...CBM_DEFAULTS, ...given };
  const { patches, salience, size, fill, dropHidden } = options;
  if (options.min !== undefined && schedules.get(options.schedule)?.defaultMin === undefined) {
    throw new UsageError(`The schedule "${options.schedule}" has no minimum: leave "min" out`);
  }
  if (!isFile(salience)) findMeasure(salience);
  else if (options.onTheFly) {
    throw new UsageError(`Salience cannot be read from ${salience} and measured on the fly: leave one out`);
  }
  if (options.inverse === "ranks" && !isFile(salience) && findMeasure(salience).ignoresImages) {
    throw new UsageError(
      `"inverse" turns salience round, and the measure "${salience}" does not look at images: leave one out`,
    );
  }
  if (dropHidden !== undefined && !(dropHidden > 0 && dropHidden <= 1)) {
    throw new UsageError(`Option "drop_hidden" of "cbm" must be above 0 and at most 1, not "${dropHidden}"`);
  }
  ratioSchedule(options, 1); // refuses wrong options before anything is loaded

  const measuring = { measure: salience, patches, size };
  let ratioOf: RatioSchedule | undefined;
  let count = 0;
  let stored: StoredSalience | undefined;

  return {
    name: nameOf(options),

    check(kind) {
      if (dropHidden === undefined || kind === "detector") return;
      throw new UsageError('The option "drop_hidden" of "cbm" is for detectors: leave it out');
    },

    async prepare(context) {
      const [height, width] = context.dataset.shape;
      ratioOf = ratioSchedule(options, context.epochs);
      patchSize({ height, width }, patches); // the mask's grid must fit the image, whatever size salience has
      stored = options.onTheFly ? undefined : await storedSalience(context, measuring);
    },

    epoch(epoch) {
      if (ratioOf === undefined) throw new UsageError("cbm: call prepare() before the first epoch");
      const ratio = ratioOf(epoch);
      count = patchCount(ratio, patches);
      return { ratio };
    },

    mask(batch, random) {
      if (count === 0) return undefined;
      const probabilities = stored === undefined ? measuredSalience(batch, measuring) : movedSalience(
        batch,
        stored.probabilities,
        batch.indices.map((index) => stored!.rowOf[index]!),
        measuring,
      );
      const weights = options.inverse === "ranks" ? reverseRanks(probabilities, patches ** 2) : probabilities;
      const kept = drawBatch(weights, { patches, count, random });
      const filled = createFill(fill, batch.images, { kept, patches }, batch.shape, random);
      return {
        kept,
        patches,
        ...(filled !== undefined && { fill: filled }),
        ...(dropHidden !== undefined && { dropHidden }),
      };
    },
  };
}

/** The method as written on the command line, with what differs from the defaults. */
const nameOf = (options: CbmOptions): string => spell("cbm", { ...options }, { ...CBM_DEFAULTS });

function readOptions(spec: Spec): CbmOptions {
  const ratio = { min: 0, max: 1 };
  const size = numberOption(spec, "size", 0, { min: 1, max: LARGEST_SIZE, integer: true });
  const min = numberOption(spec, "min", -1, ratio);
  const onTheFly = choiceOption(spec, "on_the_fly", "false", ["true", "false"]) === "true";
  const inverse = choiceOption(spec, "inverse", "none", INVERSES);
  const dropHidden = numberOption(spec, "drop_hidden", -1, { min: 0, max: 1 });
  return {
    schedule: spec.options.schedule ?? CBM_DEFAULTS.schedule,
    max: numberOption(spec, "max", CBM_DEFAULTS.max, ratio),
    ...(min < 0 ? {} : { min }),
    hold: numberOption(spec, "hold", 1, { min: 1, integer: true }),
    reverse: choiceOption(spec, "reverse", "false", ["true", "false"]) === "true",
    salience: spec.options.salience ?? CBM_DEFAULTS.salience,
    ...(inverse === "none" ? {} : { inverse }),
    patches: numberOption(spec, "patches", CBM_DEFAULTS.patches, { min: 1, integer: true }),
    ...(size === 0 ? {} : { size }),
    fill: choiceOption(spec, "fill", CBM_DEFAULTS.fill, fillKinds),
    ...(onTheFly ? { onTheFly } : {}),
    ...(dropHidden < 0 ? {} : { dropHidden }),
  };
}

/** Every option by name, the schedule's own minimum included. */
function complete(spec: Spec): string {
  const options = readOptions(spec);
  const lowest = schedules.get(options.schedule)?.defaultMin;
  const min = options.min ?? (lowest === undefined ? undefined : Math.min(lowest, options.max));
  const all = { ...options, ...(min === undefined ? {} : { min }) };
  return spell("cbm", Object.fromEntries(Object.entries(all).sort()));
}

/** The registry's entry. */
export const cbmEntry: MethodEntry = {
  name: "cbm",
  summary: "Curriculum by Masking: salient patches are hidden, from few to many, again and again",
  options: {
    schedule: "linear-repeat (default), linear-cycle, linear, log, exp, anti-linear or constant",
    max: `the largest masking ratio, ${DEFAULT_MAX} by default`,
    min: "the smallest masking ratio, 0.07 by default for linear-repeat",
    hold: "epochs for which each value is held, 1 by default",
    reverse: "true runs the schedule from hard to easy",
    salience: "sobel (default), variance, entropy, centre, uniform (random patches), or a .npy file of all " +
      "training images as `cbm salience --dataset` writes it (input-gradient among others)",
    inverse: "ranks hides the least salient patches instead: probabilities by reversed rank; none by default",
    patches: "patches per side, 4 by default",
    size: "pixels per side at which salience is computed, the images' own by default",
    fill: "zero (default, mid-grey), mean or noise",
    on_the_fly:
      "true measures the salience of each augmented batch; false (default) what was stored follows it",
    drop_hidden:
      "detectors: objects of which a larger share is hidden are not to be found; all are by default",
  },
  files: ({ options: { salience } }) => salience !== undefined && isFile(salience) ? ["salience"] : [],
  create: (spec) => cbm(readOptions(spec)),
  complete,
};
