/**
 * Curriculum by Masking: hides salient patches; a schedule raises the hidden share from easy to hard. See
 * README.md in this folder for the method card.
 *
 * @module
 */
import { listNames, UsageError } from "../../errors.ts";
import { createFill, drawBatch, type FillKind, fillKinds, patchCount } from "../../masking/mod.ts";
import type { OptionTable, OptionValues, Range } from "../../options.ts";
import { findMeasure, LARGEST_SIZE, measures, patchSize, reverseRanks } from "../../salience/mod.ts";
import {
  createSchedule,
  DEFAULT_MAX,
  findSchedule,
  hold,
  type RatioSchedule,
  reverse,
  schedules,
} from "../../schedule/mod.ts";
import { defineMethod, makeMethod } from "../define.ts";
import type { TrainingMethod } from "../types.ts";
import { isFile, measuredSalience, movedSalience } from "./batch_salience.ts";
import { type StoredSalience, storedSalience } from "./stored_salience.ts";

const RATIO: Range = { min: 0, below: 1 };
const HAVE_MINIMUM: string = listNames(
  [...schedules].flatMap(([name, { defaultMin }]) => defaultMin === undefined ? [] : [name]),
);
const MEASURES: string = [...measures.keys()].join(", ");

// The types after "as" are for JSR, which reads the types of a package without inferring any.
const OPTIONS = {
  schedule: {
    kind: "choice",
    choices: [...schedules.keys()] as readonly string[],
    extensible: "schedule",
    default: "linear-repeat",
    help:
      "schedule of the masking ratio; linear-repeat has the published values, linear-cycle is truly linear",
  },
  max: {
    kind: "number",
    default: DEFAULT_MAX as number,
    range: RATIO as Range,
    help: "largest masking ratio",
  },
  min: {
    kind: "number",
    range: RATIO as Range,
    otherwise: "by schedule",
    help: `smallest masking ratio, for ${HAVE_MINIMUM}` as string,
  },
  hold: { kind: "integer", default: 1, range: { min: 1 }, help: "epochs for which each ratio is held" },
  reverse: { kind: "boolean", default: false, help: "run the schedule from hard to easy" },
  salience: {
    kind: "text",
    default: "sobel",
    isFile: isFile as (value: string) => boolean,
    extensible: "measure",
    help:
      `salience measure (${MEASURES}; uniform masks at random), or a .npy file of all training images as ` +
      "`cbm salience --dataset` writes it" as string,
  },
  inverse: {
    kind: "choice",
    choices: ["none", "ranks"],
    otherwise: "none",
    help: "ranks hides the least salient patches instead, the control for salience: each patch gets the " +
      "probability of the patch at the opposite rank",
  },
  patches: {
    kind: "integer",
    default: 4,
    range: { min: 1 },
    help: "patches per side; must divide the image",
  },
  size: {
    kind: "integer",
    range: { min: 1, max: LARGEST_SIZE as number },
    otherwise: "the images' own",
    help: "pixels per side at which salience is computed",
  },
  fill: {
    kind: "choice",
    choices: fillKinds as readonly FillKind[],
    default: "zero",
    help: "value of hidden pixels: zero (mid-grey), mean (of the image) or noise (standard normal)",
  },
  onTheFly: {
    kind: "boolean",
    otherwise: "false",
    help: "measure the salience of each augmented batch, instead of moving stored salience with the images",
  },
  dropHidden: {
    kind: "number",
    range: { above: 0, max: 1 },
    otherwise: "keep all",
    help: "detectors: ignore objects hidden by more than this fraction",
  },
} as const satisfies OptionTable;

/** Options of {@linkcode cbm}; the defaults are the published settings for CIFAR. */
export type CbmOptions = OptionValues<typeof OPTIONS>;

function ratioSchedule(options: CbmOptions, epochs: number): RatioSchedule {
  const { schedule, max, min, hold: epochsPerValue } = options;
  // Holding each ratio leaves fewer distinct values for the same number of epochs.
  const values = Math.ceil(epochs / epochsPerValue);
  const basic = createSchedule(schedule, { epochs: values, max, min });
  const held = epochsPerValue === 1 ? basic : hold(basic, epochsPerValue);
  return options.reverse ? reverse(held, epochs) : held;
}

/** Fills in the schedule's own minimum, and omits later options that have their neutral value. */
function complete(options: CbmOptions): CbmOptions {
  const lowest = findSchedule(options.schedule).defaultMin;
  const min = options.min ?? (lowest === undefined ? undefined : Math.min(lowest, options.max));
  const all = {
    ...options,
    min,
    onTheFly: options.onTheFly || undefined,
    inverse: options.inverse === "none" ? undefined : options.inverse,
  };
  return Object.fromEntries(Object.entries(all).sort()) as unknown as CbmOptions;
}

/** The registry's entry. */
export const cbmEntry = defineMethod({
  name: "cbm",
  summary: "Curriculum by Masking: hides salient patches, from few to many, in repeated cycles",
  options: OPTIONS,
  complete,
  salience: ({ salience }) => salience,
  create(options) {
    const { patches, salience, size, fill, dropHidden } = options;
    if (options.min !== undefined && findSchedule(options.schedule).defaultMin === undefined) {
      throw new UsageError(`The schedule "${options.schedule}" has no minimum: omit "min"`);
    }
    if (!isFile(salience)) findMeasure(salience);
    else if (options.onTheFly) {
      throw new UsageError(`Cannot both read salience from ${salience} and measure it on the fly: omit one`);
    }
    if (options.inverse === "ranks" && !isFile(salience) && findMeasure(salience).ignoresImages) {
      throw new UsageError(
        `"inverse" inverts salience, but the measure "${salience}" ignores the images: omit one`,
      );
    }
    ratioSchedule(options, 1); // rejects invalid options before anything is loaded

    const measuring = { measure: salience, patches, size };
    let ratioOf: RatioSchedule | undefined;
    let count = 0;
    let stored: StoredSalience | undefined;

    return {
      check(kind) {
        if (dropHidden === undefined || kind === "detector") return;
        throw new UsageError('The option "drop_hidden" of "cbm" is for detectors: omit it');
      },

      async prepare(context) {
        const [height, width] = context.dataset.shape;
        ratioOf = ratioSchedule(options, context.epochs);
        patchSize({ height, width }, patches); // the mask's grid must fit the image, whatever the salience size
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
        const weights = options.inverse === "ranks"
          ? reverseRanks(probabilities, patches ** 2)
          : probabilities;
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
  },
});

/**
 * Makes the method.
 *
 * @param given options that differ from the published settings
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
export const cbm = (given: Partial<CbmOptions> = {}): TrainingMethod => makeMethod(cbmEntry, given);
