/**
 * Curriculum by Masking: hides salient patches; a schedule raises the hidden share from easy to hard. See
 * README.md in this folder for the method card.
 *
 * @module
 */
import { UsageError } from "../../errors.ts";
import { checkRatio, patchCount } from "../../masking/mod.ts";
import { findMeasure, patchSize } from "../../salience/mod.ts";
import { createSchedule, findSchedule, hold, type RatioSchedule, reverse } from "../../schedule/mod.ts";
import { defineMethod, makeMethod } from "../define.ts";
import type { TrainingMethod } from "../types.ts";
import { isFile, movedSalience } from "./batch_salience.ts";
import { cbmMask } from "./mask.ts";
import { type CbmOptions, OPTIONS } from "./options.ts";
import { type StoredSalience, storedSalience } from "./stored_salience.ts";

export { cbmMask, type CbmMaskOptions } from "./mask.ts";
export type { CbmOptions } from "./options.ts";

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
  complete: (options) => complete(options as CbmOptions),
  salience: ({ salience }) => salience,
  create(given) {
    const options = given as CbmOptions, { patches, salience, size, dropHidden } = options;
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
    let ratio = 0;
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
        ratio = ratioOf(epoch);
        checkRatio(ratio);
        return { ratio };
      },

      mask(batch, random) {
        if (patchCount(ratio, patches) === 0) return undefined;
        const probabilities = stored && movedSalience(
          batch,
          stored.probabilities,
          batch.indices.map((index) => stored!.rowOf[index]!),
          measuring,
        );
        const mask = cbmMask(batch.images, batch.shape, { ...options, ratio, probabilities }, random);
        return { ...mask, ...(dropHidden !== undefined && { dropHidden }) };
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
