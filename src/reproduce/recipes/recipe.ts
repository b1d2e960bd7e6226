/** A recipe: one row of the paper's tables, a model on a data set, trained with Curriculum by Masking as published. */
import { UsageError } from "../../errors.ts";
import { DEFAULT_CONFIG, type RunConfig } from "../../experiment/config.ts";
import type { PublishedRow } from "../published.ts";

/** One row: what is trained on what, and what is known of it. */
export interface Recipe {
  /** As in `train --recipe resnet18-cifar10`. */
  readonly name: string;
  readonly title: string;
  /** Complete; its method is CBM with the published ratios. */
  readonly config: RunConfig;
  /** Pixels per side of what the network is shown. */
  readonly size: number;
  readonly classes: number;
  /** Images of the published set. */
  readonly images: { readonly train: number; readonly test: number };
  /** Multiply-adds of one image's forward pass, 1 MAC = 2 FLOP. */
  readonly macs: number;
  /** Where initial weights come from that the recipe cannot do without; it is started with `--weights`. */
  readonly weightsFrom?: string;
  /** Published accuracies in percent by method. */
  readonly published?: readonly PublishedRow[];
}

/** CBM's ratios for CIFAR-10: its defaults. */
export const CBM_040 = "cbm";
/** CBM's ratios where it masks more, up to 0.6036. */
export const CBM_060 = "cbm:max=0.6036067977500615,min=0.1";

/** The published schedule of SGD's rates, over 200 epochs or 100. */
export const SGD_STEPS = "step:at=32-62-92,factor=0.1";
export const sgd = (weightDecay: string): string => `sgd:momentum=0.9,weight_decay=${weightDecay}`;

/** Completes a configuration with the published recipe of ResNet-18 on CIFAR-10. */
export const configOf = (given: Partial<RunConfig>): RunConfig => ({
  ...DEFAULT_CONFIG,
  label: "cbm",
  ...given,
});

/**
 * The arithmetic of one run in FLOP: forward and backward passes, taken as three forward ones, over the training
 * images, and a forward pass over the test images, in every epoch.
 *
 * @example
 * ```ts
 * import { trainingFlop } from "./recipe.ts";
 * import { findRecipe } from "./recipes.ts";
 *
 * console.assert(trainingFlop(findRecipe("resnet18-cifar10")).toExponential(1) === "3.6e+16");
 * ```
 */
export function trainingFlop({ macs, images, config }: Recipe): number {
  return 2 * macs * config.epochs * (3 * images.train + images.test);
}

/**
 * A recipe's configuration, from weights where it needs such.
 *
 * @param weights the file, `.safetensors`, `.pth` or `.pt`
 * @throws {UsageError} where the recipe needs weights and none are given
 */
export function recipeConfig({ name, config, weightsFrom }: Recipe, weights?: string): RunConfig {
  if (weightsFrom === undefined) return config;
  if (weights !== undefined) return { ...config, weights, replaceHead: true };
  throw new UsageError(
    `The recipe "${name}" starts from weights: get ${weightsFrom} and give it as --weights FILE`,
  );
}
