/**
 * EfficientTrain: starts with small low-frequency images and weak augmentation, ends with full images and
 * strong augmentation. See README.md in this folder for the method card.
 *
 * @module
 */
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";
import type { OptionTable, OptionValues } from "../../options.ts";
import { defineMethod, makeMethod } from "../define.ts";
import { forClassifiers } from "../for_classifiers.ts";
import type { MethodDefinition, TrainingMethod } from "../types.ts";
import { lowFrequencyCrop } from "./low_frequency_crop.ts";
import { randAugmentBatch } from "./rand_augment/mod.ts";
import { efficientTrainStage } from "./stages.ts";

export { lowFrequencyCrop } from "./low_frequency_crop.ts";
export { randAugment, randAugmentBatch } from "./rand_augment/mod.ts";
export { type EfficientTrainStage, efficientTrainStage } from "./stages.ts";

const OPTIONS = {
  augment: { kind: "boolean", default: true, help: "RandAugment, stronger from stage to stage" },
} as const satisfies OptionTable;

/** The registry's entry. */
export const efficientTrainEntry: MethodDefinition<typeof OPTIONS> = defineMethod({
  name: "efficient_train",
  summary: "EfficientTrain: low frequencies in smaller images first, RandAugment from weak to strong",
  options: OPTIONS,
  exclusive: ["the input size", "the strength of the augmentation"],
  create(options) {
    let epochs: number | undefined, side = 0, magnitude = 0;
    let crop: ((images: Tensor4D) => Tensor4D) | undefined;
    return {
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
        const stage = efficientTrainStage(epoch, epochs, side);
        magnitude = stage.magnitude;
        crop = stage.inputSize === side ? undefined : lowFrequencyCrop(side, stage.inputSize);
        return {
          ratio: 0,
          inputSize: stage.inputSize,
          ...(options.augment ? { magnitude } : {}),
        };
      },
      ...(options.augment
        ? {
          augment: ({ images, shape, ...batch }, random) => ({
            ...batch,
            shape,
            images: randAugmentBatch(images, shape, magnitude, random),
            altered: true, // geometry cannot describe the change
          }),
        }
        : {}),
      batch: (batch) => crop === undefined ? batch : { ...batch, images: crop(batch.images) },
    };
  },
});

/** Options of {@linkcode efficientTrain}. */
export type EfficientTrainOptions = OptionValues<typeof OPTIONS>;

/**
 * Makes the method.
 *
 * @param given options that differ from the published settings
 *
 * @example
 * ```ts
 * import { efficientTrain } from "./mod.ts";
 *
 * console.assert(efficientTrain({ augment: false }).name === "efficient_train:augment=false");
 * ```
 */
export const efficientTrain = (given: Partial<EfficientTrainOptions> = {}): TrainingMethod =>
  makeMethod(efficientTrainEntry, given);
