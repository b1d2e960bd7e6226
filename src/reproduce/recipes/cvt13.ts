/**
 * CvT-13 from scratch with Curriculum by Masking (CBM).
 *
 * No settings of CBM for training CvT-13 from scratch are known here. Optimizer, rates and epochs are those
 * of LeRaC, from the same laboratory: Adamax at 0.002, half a cosine down to 0.00005, batches of 64, no
 * augmentation. The masking ratios are those that CBM has for the pre-trained network: up to 0.4036 on
 * CIFAR-10 and 0.6036 elsewhere.
 *
 *     deno task cbm train --recipe cvt13-cifar10 --data-dir DIR --out runs/cvt13-cifar10
 *     deno task cbm reproduce --table main --profile paper --recipe cvt13-cifar10 --data-dir DIR
 *
 * Cost of a run, reckoned at 32.6 GFLOP/s on a core (CvT-13 at 64 px, `training_speeds.ts`) and for Food-101 at 43.4
 * GFLOP/s (at 224 px), and published accuracies in percent. CBM's own numbers are not public as text. LeRaC's
 * Table 2 is of the same laboratory and network, five runs:
 *
 *     recipe                      FLOP   one core  conventional           CBS         LeRaC
 *     cvt13-cifar10            2.25e16   8.0 days  71.84 ± 0.37  72.64 ± 0.29  72.90 ± 0.28
 *     cvt13-cifar100           2.25e16   8.0 days  41.87 ± 0.16  44.48 ± 0.40  43.46 ± 0.18
 *     cvt13-tiny-imagenet      3.26e16  11.6 days  33.38 ± 0.27  33.56 ± 0.36  33.95 ± 0.28
 *     cvt13-food101            1.41e17  37.5 days
 *
 * - CIFAR: images at 64 pixels are our choice, as CBM has them for the pre-trained network. LeRaC's text says
 *   native resolution, 32 pixels, so its numbers above are of another input.
 * - Food-101: the number of epochs is ours; LeRaC's is not known for this set.
 */
import { leracTable2 } from "../published.ts";
import { CBM_040, CBM_060, configOf, recipesOf } from "./recipe.ts";

const shared = configOf({
  model: "cvt13",
  method: CBM_060,
  epochs: 200,
  optimizer: "adamax",
  learningRate: 0.002,
  learningRateSchedule: "cosine:min=0.00005",
});

/** The recipes of CvT-13 from scratch. */
// deno-fmt-ignore
export const cvt13 = recipesOf(shared, [
  { name: "cvt13-cifar10", title: "CvT-13 from scratch on CIFAR-10",
    dataset: "cifar10:size=64", size: 64, macs: 351_001_856, method: CBM_040,
    published: leracTable2([71.84, 0.37], [72.64, 0.29], [72.90, 0.28]) },
  { name: "cvt13-cifar100", title: "CvT-13 from scratch on CIFAR-100",
    dataset: "cifar100:size=64", size: 64, macs: 351_036_416,
    published: leracTable2([41.87, 0.16], [44.48, 0.40], [43.46, 0.18]) },
  { name: "cvt13-tiny-imagenet", title: "CvT-13 from scratch on Tiny ImageNet",
    dataset: "tiny-imagenet", size: 64, macs: 351_074_816, epochs: 150,
    published: leracTable2([33.38, 0.27], [33.56, 0.36], [33.95, 0.28]) },
  { name: "cvt13-food101", title: "CvT-13 from scratch on Food-101",
    dataset: "food101:size=128", size: 128, macs: 1_391_424_896 },
]);
