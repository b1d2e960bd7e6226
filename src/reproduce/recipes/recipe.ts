/**
 * A recipe: one row of the paper's tables, a model on a data set, trained with Curriculum by Masking as
 * published.
 */
import { UsageError } from "../../errors.ts";
import { DEFAULT_CONFIG, type RunConfig } from "../../experiment/config.ts";
import type { PublishedRow } from "../published.ts";
import { imageSetOf } from "./image_sets.ts";

/**
 * One row of the paper's tables: what is trained on what, what it costs, and which accuracies are published.
 */
export interface Recipe {
  /** As in `train --recipe resnet18-cifar10`. */
  readonly name: string;
  readonly title: string;
  /** Complete; its method is CBM with the published ratios. */
  readonly config: RunConfig;
  /** Pixels per side of the network's input. */
  readonly size: number;
  readonly classes: number;
  /** Images of the published set. */
  readonly images: { readonly train: number; readonly test: number };
  /** Multiply-adds of one image's forward pass, 1 MAC = 2 FLOP. */
  readonly macs: number;
  /**
   * The source of the initial weights, for recipes that need them; such a recipe is started with `--weights`.
   */
  readonly weightsFrom?: string | undefined;
  /** Published accuracies in percent by method. */
  readonly published?: readonly PublishedRow[] | undefined;
}

/** A recipe as its table writes it: the settings that differ from the table's other rows, and the facts. */
export interface RecipeRow extends
  Partial<RunConfig>,
  Pick<
    Recipe,
    "name" | "title" | "size" | "macs" | "weightsFrom" | "published"
  > {
  readonly dataset: string;
  /** Trained on, where that is not the whole published set. */
  readonly images?: Recipe["images"];
}

/** CBM's ratios for CIFAR-10: its defaults. */
export const CBM_040 = "cbm";
/**
 * The same with salience measured on images enlarged to 64 × 64 pixels, as the published code does for CIFAR.
 */
export const CBM_040_AT_64 = `${CBM_040}:size=64`;
/** CBM's ratios where it masks more, up to 0.6036. */
export const CBM_060 = "cbm:max=0.6036067977500615,min=0.1";

/** The published schedule of SGD's rates, over 200 epochs or 100. */
export const SGD_STEPS = "step:at=32-62-92,factor=0.1";
/** Returns SGD as published, with a weight decay. */
export const sgd = (weightDecay: string): string => `sgd:momentum=0.9,weight_decay=${weightDecay}`;

/** Completes a configuration with the published recipe of ResNet-18 on CIFAR-10. */
export const configOf = (given: Partial<RunConfig>): RunConfig => ({
  ...DEFAULT_CONFIG,
  label: "cbm",
  ...given,
});

/**
 * Turns a table of rows into recipes.
 *
 * @param shared the settings of every row that does not say otherwise
 * @param rows one for each recipe
 *
 * @example
 * ```ts
 * import { configOf, recipesOf } from "./recipe.ts";
 *
 * const [recipe] = recipesOf(configOf({ model: "resnet18", epochs: 200 }), [
 *   { name: "mine", title: "Mine", dataset: "cifar10", size: 32, macs: 555_422_720, epochs: 100 },
 * ]);
 * console.assert(recipe!.config.epochs === 100 && recipe!.images.train === 50_000);
 * ```
 */
export function recipesOf(shared: RunConfig, rows: readonly RecipeRow[]): Recipe[] {
  return rows.map(({ name, title, size, macs, images, weightsFrom, published, ...settings }) => {
    const set = imageSetOf(settings.dataset);
    return {
      name,
      title,
      config: { ...shared, ...settings },
      size,
      classes: set.classes,
      images: images ?? set.images,
      macs,
      weightsFrom,
      published,
    };
  });
}

/**
 * Counts the arithmetic of one run in FLOP: forward and backward passes, taken as three forward ones, over
 * the training images, and a forward pass over the test images, in every epoch.
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
 * Completes a recipe's configuration with the weights that it starts from, if any.
 *
 * @param weights the file, `.safetensors`, `.pth` or `.pt`
 * @throws {UsageError} if the recipe needs weights and none are given
 */
export function recipeConfig({ name, config, weightsFrom }: Recipe, weights?: string): RunConfig {
  if (weightsFrom === undefined) return config;
  if (weights !== undefined) return { ...config, weights, replaceHead: true };
  throw new UsageError(
    `The recipe "${name}" starts from weights: get ${weightsFrom} and give it as --weights FILE`,
  );
}
