/** The recipes: one row of the paper's tables each. A new one is a row in its model's file. */
import { UsageError } from "../../errors.ts";
import { chooseOne } from "../../suggest.ts";
import { cvt13 } from "./cvt13.ts";
import { cvt13Pretrained } from "./cvt13_pretrained.ts";
import { multiLabel } from "./multi_label.ts";
import type { Recipe } from "./recipe.ts";
import { resnet18 } from "./resnet18.ts";
import { transfer } from "./transfer.ts";
import { wideResnet } from "./wide_resnet.ts";
import { yolov5 } from "./yolov5.ts";

/** Every recipe, by model, then by data set. */
export const recipes: readonly Recipe[] = [
  ...resnet18,
  ...wideResnet,
  ...cvt13,
  ...cvt13Pretrained,
  ...multiLabel,
  ...transfer,
  ...yolov5,
];

/**
 * Finds a recipe.
 *
 * @param name such as `resnet18-cifar10`
 * @throws {UsageError} that lists the known
 *
 * @example
 * ```ts
 * import { findRecipe } from "./recipes.ts";
 *
 * console.assert(findRecipe("cvt13-pretrained-ahe").size === 128);
 * ```
 */
export function findRecipe(name: string): Recipe {
  const recipe = recipes.find((one) => one.name === name);
  if (recipe !== undefined) return recipe;
  throw new UsageError(
    `Unknown recipe "${name}": ${chooseOne(name, recipes.map((one) => one.name))}`,
  );
}
