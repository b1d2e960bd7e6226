/** The random streams of an epoch. */
import { type RandomState, type RandomStream, randomStream } from "../random.ts";

/** What a checkpoint within an epoch stores of them. */
export interface StreamStates {
  readonly masks: RandomState;
  readonly augmentation: RandomState;
}

/** The streams of one epoch. */
export interface EpochStreams {
  /** Of the recipe's augmentation, all steps of the epoch in turn. */
  readonly augmentation: RandomStream;
  /** Of the masks, all steps of the epoch in turn. */
  readonly masks: RandomStream;
  /** A stream of one step alone: it begins anew when a run is resumed there, so nothing of it is stored. */
  ofStep(purpose: "augment" | "batch" | "dropout" | "select", step: number): RandomStream;
  /** What to go on with in the running epoch. */
  state(): StreamStates;
}

/**
 * Makes the streams of an epoch. Each purpose has its own, so that what one draws changes no other.
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

/** The order in which an epoch goes through the training images: their places, each once. */
export const epochOrder = (seed: number, epoch: number, images: number): Uint32Array =>
  randomStream(seed, `order/epoch=${epoch}`).permutation(images);
