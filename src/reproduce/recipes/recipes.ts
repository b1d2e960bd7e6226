/** The recipes: one row of the paper's tables each. A new one is a file and a line here. */
import { listNames, UsageError } from "../../errors.ts";
import { cvt13Cifar10 } from "./cvt13/cifar10.ts";
import { cvt13Cifar100 } from "./cvt13/cifar100.ts";
import { cvt13Food101 } from "./cvt13/food101.ts";
import { cvt13TinyImagenet } from "./cvt13/tiny_imagenet.ts";
import { cvt13PretrainedAhe } from "./cvt13_pretrained/ahe.ts";
import { cvt13PretrainedCifar10 } from "./cvt13_pretrained/cifar10.ts";
import { cvt13PretrainedCifar100 } from "./cvt13_pretrained/cifar100.ts";
import { cvt13Pretrained25EpochsCifar100 } from "./cvt13_pretrained/cifar100_25_epochs.ts";
import { cvt13Pretrained25EpochsCifar10 } from "./cvt13_pretrained/cifar10_25_epochs.ts";
import { cvt13PretrainedFood101 } from "./cvt13_pretrained/food101.ts";
import { cvt13PretrainedSeaAnimals } from "./cvt13_pretrained/sea_animals.ts";
import { cvt13PretrainedSportBalls } from "./cvt13_pretrained/sport_balls.ts";
import { cvt13PretrainedTinyImagenet } from "./cvt13_pretrained/tiny_imagenet.ts";
import { cvt13Pretrained25EpochsTinyImagenet } from "./cvt13_pretrained/tiny_imagenet_25_epochs.ts";
import { multiLabelScenes } from "./multi_label/scenes.ts";
import { multiLabelVoc2007 } from "./multi_label/voc2007.ts";
import { multiLabelVoc2007Pretrained } from "./multi_label/voc2007_pretrained.ts";
import type { Recipe } from "./recipe.ts";
import { resnet18Cifar10 } from "./resnet18/cifar10.ts";
import { resnet18Cifar100 } from "./resnet18/cifar100.ts";
import { resnet18Food101 } from "./resnet18/food101.ts";
import { resnet18Imagenet } from "./resnet18/imagenet.ts";
import { resnet18TinyImagenet } from "./resnet18/tiny_imagenet.ts";
import { transferEmojiFinetuning } from "./transfer/emoji_finetuning.ts";
import { transferEmojiPretraining } from "./transfer/emoji_pretraining.ts";
import { wideResnetCifar10 } from "./wide_resnet/cifar10.ts";
import { wideResnetCifar100 } from "./wide_resnet/cifar100.ts";
import { wideResnetFood101 } from "./wide_resnet/food101.ts";
import { wideResnet502Imagenet } from "./wide_resnet/imagenet.ts";
import { wideResnetTinyImagenet } from "./wide_resnet/tiny_imagenet.ts";
import { yolov5nScenes } from "./yolov5/scenes.ts";
import { yolov5sVoc0712 } from "./yolov5/voc0712.ts";
import { yolov5sVoc0712Pretrained } from "./yolov5/voc0712_pretrained.ts";
import { yolov5nVoc2007 } from "./yolov5/voc2007.ts";

/** Every recipe, by model, then by data set. */
export const recipes: readonly Recipe[] = [
  resnet18Cifar10,
  resnet18Cifar100,
  resnet18TinyImagenet,
  resnet18Food101,
  resnet18Imagenet,
  wideResnetCifar10,
  wideResnetCifar100,
  wideResnetTinyImagenet,
  wideResnetFood101,
  wideResnet502Imagenet,
  cvt13Cifar10,
  cvt13Cifar100,
  cvt13TinyImagenet,
  cvt13Food101,
  cvt13PretrainedCifar10,
  cvt13PretrainedCifar100,
  cvt13PretrainedTinyImagenet,
  cvt13PretrainedFood101,
  cvt13PretrainedSeaAnimals,
  cvt13PretrainedAhe,
  cvt13PretrainedSportBalls,
  cvt13Pretrained25EpochsCifar10,
  cvt13Pretrained25EpochsCifar100,
  cvt13Pretrained25EpochsTinyImagenet,
  multiLabelScenes,
  multiLabelVoc2007,
  multiLabelVoc2007Pretrained,
  transferEmojiPretraining,
  transferEmojiFinetuning,
  yolov5nScenes,
  yolov5nVoc2007,
  yolov5sVoc0712,
  yolov5sVoc0712Pretrained,
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
  throw new UsageError(`Unknown recipe "${name}": there is ${listNames(recipes.map((one) => one.name))}`);
}
