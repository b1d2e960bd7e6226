/** Chooses the images that a run trains on, holds out, and tests on. */
import { holdOut, subsetIndices } from "../data/subset.ts";
import type { Dataset, Split } from "../data/types.ts";
import { UsageError } from "../errors.ts";
import type { RunConfig } from "./config.ts";

/** Indices into the splits of a data set, ascending. */
export interface ChosenImages {
  readonly train: Uint32Array;
  /** Indices into the training split; empty unless the run selects on them. */
  readonly validation: Uint32Array;
  readonly test: Uint32Array;
}

/** All runs of a comparison must see the same images, so the choice does not depend on a run's seed. */
const CHOICE_SEED = 0;

function choose(split: Split, count: number | null): Uint32Array {
  if (count === null) return Uint32Array.from({ length: split.size }, (_, index) => index);
  return subsetIndices(split, count, CHOICE_SEED).sort();
}

/**
 * Chooses a run's images.
 *
 * @throws {UsageError} if more images are requested than exist, or too few are left to train on
 */
export function chooseImages(dataset: Dataset, config: RunConfig): ChosenImages {
  const test = choose(dataset.test, config.testSize);
  const all = choose(dataset.train, config.trainSize);
  const parts = config.select === "validation"
    ? holdOut(dataset.train, config.validationShare, CHOICE_SEED, all)
    : { rest: all, heldOut: new Uint32Array(0) };
  if (parts.rest.length < 2) {
    throw new UsageError(
      `Cannot train on ${parts.rest.length} images: raise trainSize or lower validationShare`,
    );
  }
  return { train: parts.rest, validation: parts.heldOut, test };
}
