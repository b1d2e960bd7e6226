/** How a network is trained from scratch where nothing else is asked for. */

/** The settings of training that go with a network; field by field those of a run's configuration. */
export interface DefaultRecipe {
  readonly epochs: number;
  readonly batch: number;
  readonly optimizer: string;
  readonly learningRate: number;
  readonly learningRateSchedule: string;
  /** How slowly the averages move that are tested instead of the weights; null: there are none. */
  readonly ema: number | null;
}

/** CBM's of ResNet-18 and Wide-ResNet on CIFAR-10. */
export const SGD_ON_CIFAR: DefaultRecipe = {
  epochs: 200,
  batch: 64,
  optimizer: "sgd:momentum=0.9,weight_decay=0.0005",
  learningRate: 0.1,
  learningRateSchedule: "step:at=32-62-92,factor=0.1",
  ema: null,
};

/** CBM's on Tiny ImageNet, the nearest to ImageNet that its code has: that ImageNet takes the same is our choice. */
export const SGD_ON_IMAGENET: DefaultRecipe = {
  ...SGD_ON_CIFAR,
  epochs: 100,
  optimizer: "sgd:momentum=0.9,weight_decay=0.0001",
};

/** LeRaC's of CvT-13 from scratch on CIFAR, from the same laboratory: CBM's own is not known. */
export const ADAMAX_FROM_SCRATCH: DefaultRecipe = {
  epochs: 200,
  batch: 64,
  optimizer: "adamax",
  learningRate: 0.002,
  learningRateSchedule: "cosine:min=0.00005",
  ema: null,
};

/**
 * YOLOv5's for training from scratch, but for an update after each batch of 16, where its program gathers 64 images,
 * and fewer epochs.
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
 * A default recipe in one line.
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
