/**
 * ResNet-18 on scenes, several classes in an image: a run on embedded data.
 *
 * Sigmoid cross-entropy, mean average precision. Everything but the task is the recipe of ResNet-18 on CIFAR-10,
 * shortened to 60 epochs.
 *
 *     deno task train --recipe multi-label-scenes --out runs/multi-label-scenes
 *     deno task reproduce --table main --profile paper --recipe multi-label-scenes
 *
 * Cost of a run: 2 × 2.222 GMAC × (3 × 2,000 + 500 images) × 60 epochs = 1.73e15 FLOP; at 117.4 GFLOP/s on a core
 * (ResNet-18 at 32 px, `rates.ts`) 4.1 hours.
 *
 * Published: the detection results of the paper are no classification, and no number of it is public as text; this
 * is its open question 3 (several classes in an image).
 */
import { CBM_040, configOf, type Recipe, sgd } from "../recipe.ts";

/** The recipe. */
export const multiLabelScenes: Recipe = {
  name: "multi-label-scenes",
  title: "ResNet-18 on scenes, several classes in an image",
  config: configOf({
    dataset: "scenes",
    model: "resnet18",
    method: CBM_040,
    epochs: 60,
    optimizer: sgd("0.0005"),
    learningRateSchedule: "step:at=32-52,factor=0.1",
  }),
  size: 64,
  classes: 10,
  images: { train: 2_000, test: 500 },
  macs: 2_221_675_520,
};
