/**
 * ResNet-18 in its ImageNet form on ImageNet (ILSVRC 2012).
 *
 * The abstract of CBM's paper names ImageNet among its sets, and says no more that is known here; the published code
 * has Tiny ImageNet alone. So all settings are ours: those of the published code for ResNet-18 on Tiny ImageNet (ratios up
 * to 0.6036 in 20 cycles of 5 epochs; SGD at 0.1, a tenth from epochs 32, 62 and 92, weight decay 0.0001, batches of
 * 64, no augmentation), and torchvision's form of the network for images at 224 pixels.
 *
 *     deno task train --recipe resnet18-imagenet --data-dir DIR --out runs/resnet18-imagenet
 *     deno task reproduce --table main --profile paper --recipe resnet18-imagenet --data-dir DIR
 *
 * Cost of a run: 2 × 1.814 GMAC × (3 × 1,281,167 + 50,000 images) × 100 epochs = 1.41e18 FLOP; at 117.4 GFLOP/s on a
 * core (ResNet-18 at 32 px, `rates.ts`) 139 days.
 *
 * CBM's own number is not public as text. No other published number of this row is known here.
 */
import { CBM_060, configOf, type Recipe, sgd, SGD_STEPS } from "../recipe.ts";

/** The recipe. */
export const resnet18Imagenet: Recipe = {
  name: "resnet18-imagenet",
  title: "ResNet-18 in its ImageNet form on ImageNet",
  config: configOf({
    dataset: "imagenet",
    model: "resnet18_imagenet",
    method: CBM_060,
    epochs: 100,
    optimizer: sgd("0.0001"),
    learningRateSchedule: SGD_STEPS,
  }),
  size: 224,
  classes: 1000,
  images: { train: 1_281_167, test: 50_000 },
  macs: 1_814_073_344,
};
