/** The random streams of an epoch. */
import { type RandomState, type RandomStream, randomStream } from "../random.ts";

/** The states of the streams that a checkpoint within an epoch stores. */
export interface StreamStates {
  readonly masks: RandomState;
  readonly augmentation: RandomState;
}

/** The streams of one epoch. */
export interface EpochStreams {
  /** The stream of the recipe's augmentation, shared by all steps of the epoch. */
  readonly augmentation: RandomStream;
  /** The stream of the masks, shared by all steps of the epoch. */
  readonly masks: RandomStream;
  /** Creates a stream for a single step; a resumed run recreates it, so that it need not be stored. */
  ofStep(purpose: "augment" | "batch" | "dropout" | "select", step: number): RandomStream;
  /** Returns the states with which to resume the current epoch. */
  state(): StreamStates;
}

/**
 * Creates the streams of an epoch. Each purpose has its own, so that draws for one do not affect the others.
 *
 * @param epoch 0-based
 * @param stored the state of an interrupted epoch
 *
 * @example
 * ```ts
 * import { epochStreams } from "./streams.ts";
 *
 * const streams = epochStreams(1, 0), dropout = streams.ofStep("dropout", 3);
 * console.assert(dropout.uniform() === epochStreams(1, 0).ofStep("dropout", 3).uniform());
 * ```
 */
export function epochStreams(seed: number, epoch: number, stored?: StreamStates): EpochStreams {
  const stream = (purpose: string) => randomStream(seed, `${purpose}/epoch=${epoch}`);
  const augmentation = stream("augmentation"), masks = stream("masks");
  if (stored !== undefined) {
    augmentation.restore(stored.augmentation);
    masks.restore(stored.masks);
  }
  return {
    augmentation,
    masks,
    ofStep: (purpose, step) => stream(purpose).split(`step=${step}`),
    state: () => ({ masks: masks.state(), augmentation: augmentation.state() }),
  };
}

/** Draws the order in which an epoch visits the training images: each position once. */
export const epochOrder = (seed: number, epoch: number, images: number): Uint32Array =>
  randomStream(seed, `order/epoch=${epoch}`).permutation(images);
