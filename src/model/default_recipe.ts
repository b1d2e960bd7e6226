/** Default recipes for training a network from scratch. */

/** A network's default training settings; fields match those of a run's configuration. */
export interface DefaultRecipe {
  readonly epochs: number;
  readonly batch: number;
  readonly optimizer: string;
  readonly learningRate: number;
  readonly learningRateSchedule: string;
  /** EMA decay; evaluation uses the averaged weights. null disables EMA. */
  readonly ema: number | null;
}

/** CBM's recipe for ResNet-18 and Wide-ResNet on CIFAR-10. */
export const SGD_ON_CIFAR: DefaultRecipe = {
  epochs: 200,
  batch: 64,
  optimizer: "sgd:momentum=0.9,weight_decay=0.0005",
  learningRate: 0.1,
  learningRateSchedule: "step:at=32-62-92,factor=0.1",
  ema: null,
};

/**
 * CBM's recipe for Tiny ImageNet, the closest to ImageNet in its code; using it for ImageNet is our choice.
 */
export const SGD_ON_IMAGENET: DefaultRecipe = {
  ...SGD_ON_CIFAR,
  epochs: 100,
  optimizer: "sgd:momentum=0.9,weight_decay=0.0001",
};

/** LeRaC's recipe for CvT-13 from scratch on CIFAR, from the same laboratory; CBM's own is not known. */
export const ADAMAX_FROM_SCRATCH: DefaultRecipe = {
  epochs: 200,
  batch: 64,
  optimizer: "adamax",
  learningRate: 0.002,
  learningRateSchedule: "cosine:min=0.00005",
  ema: null,
};

/**
 * YOLOv5's recipe for training from scratch, except that we update after each batch of 16, where its program
 * accumulates 64 images, and train for fewer epochs.
 */
export const YOLOV5_FROM_SCRATCH: DefaultRecipe = {
  epochs: 50,
  batch: 16,
  optimizer: "sgd:momentum=0.937,weight_decay=0.0005,nesterov=true,decayed=weights",
  learningRate: 0.01,
  learningRateSchedule: "yolov5:last=0.01,warmup=3,bias=0.1",
  ema: 0.9999,
};

/**
 * Describes a default recipe in one line.
 *
 * @example
 * ```ts
 * import { ADAMAX_FROM_SCRATCH, describeRecipe } from "./default_recipe.ts";
 *
 * const line = "200 epochs in batches of 64, adamax at 0.002, cosine:min=0.00005";
 * console.assert(describeRecipe(ADAMAX_FROM_SCRATCH) === line);
 * ```
 */
export function describeRecipe(recipe: DefaultRecipe): string {
  const { epochs, batch, optimizer, learningRate, learningRateSchedule, ema } = recipe;
  const average = ema === null ? "" : `, ema ${ema}`;
  return `${epochs} epochs in batches of ${batch}, ${optimizer} at ${learningRate}, ${learningRateSchedule}${average}`;
}
