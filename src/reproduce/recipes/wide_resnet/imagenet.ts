/**
 * Wide ResNet-50-2, torchvision's, on ImageNet (ILSVRC 2012).
 *
 * The abstract of CBM's paper names ImageNet among its sets, and says no more that is known here; the published code
 * has Tiny ImageNet alone. LeRaC, from the same laboratory, trains this network on the first 200 classes of ImageNet
 * (`imagenet:classes=200`) in crops of 224 pixels, with flips and jittered colours, by SGD at 0.1 in batches of 64 for
 * 100 to 200 epochs. The rest is ours: all classes, no augmentation, and of the published code for Wide-ResNet on Tiny
 * ImageNet the ratios (up to 0.4036 in 20 cycles of 5 epochs), 100 epochs, the rate's steps and weight decay 0.0001.
 *
 *     deno task train --recipe wide-resnet50-2-imagenet --data-dir DIR --out runs/wide-resnet50-2-imagenet
 *     deno task reproduce --table main --profile paper --recipe wide-resnet50-2-imagenet --data-dir DIR
 *
 * Cost of a run: 2 × 11.40 GMAC × (3 × 1,281,167 + 50,000 images) × 100 epochs = 8.88e18 FLOP; at 117.4 GFLOP/s on a
 * core (ResNet-18 at 32 px, `rates.ts`, whose convolutions are nearest in width) 875 days.
 *
 * CBM's own number is not public as text. No other published number of this row is known here.
 */
import { CBM_040, configOf, type Recipe, sgd, SGD_STEPS } from "../recipe.ts";

/** The recipe. */
export const wideResnet502Imagenet: Recipe = {
  name: "wide-resnet50-2-imagenet",
  title: "Wide ResNet-50-2 on ImageNet",
  config: configOf({
    dataset: "imagenet",
    model: "wide_resnet50_2",
    method: CBM_040,
    epochs: 100,
    optimizer: sgd("0.0001"),
    learningRateSchedule: SGD_STEPS,
  }),
  size: 224,
  classes: 1000,
  images: { train: 1_281_167, test: 50_000 },
  macs: 11_398_021_120,
};
