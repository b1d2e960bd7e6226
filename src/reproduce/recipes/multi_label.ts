/**
 * Several classes in an image: sigmoid cross-entropy, mean average precision.
 *
 * This is the paper's open question 3; its detection results are no classification, and none of its numbers
 * is public as text. So no number to expect is known.
 *
 *     deno task cbm train --recipe multi-label-scenes --out runs/multi-label-scenes
 *     deno task cbm reproduce --table main --profile paper --recipe multi-label-scenes
 *
 * The rows on VOC 2007 take `--data-dir DIR`, and the last one `--weights FILE`. Cost of a run, reckoned at
 * 117.4 GFLOP/s on a core (ResNet-18 at 32 px, `training_speeds.ts`), and of CvT-13 at 43.4 GFLOP/s (at 224 px):
 *
 *     recipe                              px     FLOP    one core
 *     multi-label-scenes                  64  1.73e15   4.1 hours  embedded data
 *     multi-label-voc2007                224  7.25e15  17.2 hours  ResNet-18 in its ImageNet form
 *     multi-label-voc2007-pretrained     224  7.30e15  46.7 hours  CvT-13
 *
 * - Scenes: the recipe of ResNet-18 on CIFAR-10, shortened to 60 epochs.
 * - VOC 2007: difficult objects are left out where they are alone. From scratch by SGD at 0.01, as 0.1 is too
 *   much for so few images; the settings are ours. Pre-trained: the published fine-tuning of CvT-13
 *   (`cvt13_pretrained.ts`).
 */
import { CVT_WEIGHTS, FINE_TUNING } from "./cvt13_pretrained.ts";
import { CBM_040, CBM_060, configOf, recipesOf, sgd } from "./recipe.ts";

const shared = configOf({ optimizer: sgd("0.0005") });

/** The recipes of several classes in an image. */
// deno-fmt-ignore
export const multiLabel = recipesOf(shared, [
  { name: "multi-label-scenes", title: "ResNet-18 on scenes, several classes per image",
    dataset: "scenes", size: 64, macs: 2_221_675_520, model: "resnet18", method: CBM_040,
    epochs: 60, learningRateSchedule: "step:at=32-52,factor=0.1" },
  { name: "multi-label-voc2007",
    title: "ResNet-18 in its ImageNet form on VOC 2007, several classes per image",
    dataset: "voc2007:size=224", size: 224, macs: 1_813_571_584, model: "resnet18_imagenet", method: CBM_060,
    epochs: 100, learningRate: 0.01, learningRateSchedule: "step:at=62-92,factor=0.1" },
  { name: "multi-label-voc2007-pretrained",
    title: "CvT-13 pre-trained, on VOC 2007, several classes per image",
    dataset: "voc2007:size=224", size: 224, macs: 4_565_712_896, model: "cvt13", method: CBM_060,
    ...FINE_TUNING, weightsFrom: CVT_WEIGHTS },
]);
