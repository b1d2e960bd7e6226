/**
 * ResNet-18 in its ImageNet form on VOC 2007, several classes in an image.
 *
 * Sigmoid cross-entropy, mean average precision, difficult objects left out where they are alone. From scratch:
 * SGD at 0.01, for 0.1 is too much for so few images; the settings are ours.
 *
 *     deno task train --recipe multi-label-voc2007 --data-dir DIR --out runs/multi-label-voc2007
 *     deno task reproduce --table main --profile paper --recipe multi-label-voc2007 --data-dir DIR
 *
 * Cost of a run: 2 × 1.814 GMAC × (3 × 5,011 + 4,952 images) × 100 epochs = 7.25e15 FLOP; at 117.4 GFLOP/s on a core
 * (ResNet-18 at 32 px, `rates.ts`) 17.2 hours.
 *
 * Published: the detection results of the paper are no classification, and no number of it is public as text; this
 * is its open question 3 (several classes in an image).
 */
import { CBM_060, configOf, type Recipe, sgd } from "../recipe.ts";

/** The recipe. */
export const multiLabelVoc2007: Recipe = {
  name: "multi-label-voc2007",
  title: "ResNet-18 in its ImageNet form on VOC 2007, several classes in an image",
  config: configOf({
    dataset: "voc2007:size=224",
    model: "resnet18_imagenet",
    method: CBM_060,
    epochs: 100,
    optimizer: sgd("0.0005"),
    learningRate: 0.01,
    learningRateSchedule: "step:at=62-92,factor=0.1",
  }),
  size: 224,
  classes: 20,
  images: { train: 5_011, test: 4_952 },
  macs: 1_813_571_584,
};
