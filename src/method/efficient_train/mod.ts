/**
 * EfficientTrain: small images of low frequencies and weak augmentation first, whole images and strong ones later.
 * See README.md in this folder for the method card.
 *
 * @module
 */
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";
import { choiceOption, type Spec } from "../../spec.ts";
import { forClassifiers } from "../for_classifiers.ts";
import { spell } from "../spell.ts";
import type { MethodEntry, TrainingMethod } from "../types.ts";
import { lowFrequencyCrop } from "./low_frequency_crop.ts";
import { augmentBatch } from "./augment_batch.ts";
import { stageOfEpoch } from "./stages.ts";

export { lowFrequencyCrop } from "./low_frequency_crop.ts";
export { randAugment } from "./rand_augment/mod.ts";
export { type Stage, stageOfEpoch } from "./stages.ts";

/** What EfficientTrain can be told. */
export interface EfficientTrainOptions {
  /** Whether images are augmented, more strongly from stage to stage. */
  readonly augment: boolean;
}

/** The published settings. */
export const EFFICIENT_TRAIN_DEFAULTS: EfficientTrainOptions = { augment: true };

/**
 * Makes the method.
 *
 * @param given what differs from {@linkcode EFFICIENT_TRAIN_DEFAULTS}
 *
 * @example
 * ```ts
 * import { efficientTrain } from "./mod.ts";
 *
 * console.assert(efficientTrain({ augment: false }).name === "efficient_train:augment=false");
 * ```
 */
export function efficientTrain(given: Partial<EfficientTrainOptions> = {}): TrainingMethod {
  const options = { ...EFFICIENT_TRAIN_DEFAULTS, ...given };
  let epochs: number | undefined, side = 0, magnitude = 0;
  let crop: ((images: Tensor4D) => Tensor4D) | undefined;
  return {
    name: spell("efficient_train", { ...options }, { ...EFFICIENT_TRAIN_DEFAULTS }),
    check: forClassifiers(
      "efficient_train",
      "changes the size of images, and moves pixels without the boxes",
    ),
    prepare(context) {
      const [height, width] = context.dataset.shape;
      if (height !== width || height < 4) {
        throw new UsageError(
          `efficient_train needs square images of 4 pixels or more, not ${height}×${width}`,
        );
      }
      epochs = context.epochs;
      side = height;
      return Promise.resolve();
    },
    epoch(epoch) {
      if (epochs === undefined) {
        throw new UsageError("efficient_train: call prepare() before the first epoch");
      }
      const stage = stageOfEpoch(epoch, epochs, side);
      magnitude = stage.magnitude;
      crop = stage.inputSize === side ? undefined : lowFrequencyCrop(side, stage.inputSize);
      return {
        ratio: 0,
        inputSize: stage.inputSize,
        ...(options.augment ? { magnitude } : {}),
      };
    },
    ...(options.augment ? { augment: (batch, random) => augmentBatch(batch, magnitude, random) } : {}),
    batch: (batch) => crop === undefined ? batch : { ...batch, images: crop(batch.images) },
  };
}

function readOptions(spec: Spec): EfficientTrainOptions {
  return { augment: choiceOption(spec, "augment", "true", ["true", "false"]) === "true" };
}

/** The registry's entry. */
export const efficientTrainEntry: MethodEntry = {
  name: "efficient_train",
  summary: "EfficientTrain: low frequencies in smaller images first, RandAugment from weak to strong",
  options: { augment: "false leaves RandAugment out, true by default" },
  exclusive: ["the input size", "the strength of the augmentation"],
  create: (spec) => efficientTrain(readOptions(spec)),
  complete: (spec) => spell("efficient_train", { ...readOptions(spec) }),
};
