/**
 * Wide-ResNet-50 (WRN-52-2) on CIFAR-100, as published with CBM.
 *
 * Ratios up to 0.4036 in 40 cycles of 5 epochs; SGD at 0.1, a tenth from epochs 32, 62 and 92, weight decay
 * 0.0001, batches of 64, no augmentation. The published code enlarges the images to 64 pixels before it measures
 * salience.
 *
 *     deno task train --recipe wide-resnet-cifar100 --data-dir DIR --out runs/wide-resnet-cifar100
 *     deno task reproduce --table main --profile paper --recipe wide-resnet-cifar100 --data-dir DIR
 *
 * Cost of a run: 2 × 0.4692 GMAC × (3 × 50,000 + 10,000 images) × 200 epochs = 3.00e16 FLOP; at 54.5 GFLOP/s on a
 * core (WRN-52-2 at 32 px, `rates.ts`) 6 days.
 *
 * CBM's own number is not public as text. LeRaC's Table 2 (same laboratory and network, five runs): conventional
 * 68.14 ± 0.16, CBS 65.73 ± 0.36, LeRaC 69.38 ± 0.26 %.
 */
import { leracTable2 } from "../../published.ts";
import { CBM_040, configOf, type Recipe, sgd, SGD_STEPS } from "../recipe.ts";

/** The recipe. */
export const wideResnetCifar100: Recipe = {
  name: "wide-resnet-cifar100",
  title: "Wide-ResNet-50 (WRN-52-2) on CIFAR-100",
  config: configOf({
    dataset: "cifar100",
    model: "wide_resnet",
    method: `${CBM_040}:size=64`,
    epochs: 200,
    optimizer: sgd("0.0001"),
    learningRateSchedule: SGD_STEPS,
  }),
  size: 32,
  classes: 100,
  images: { train: 50_000, test: 10_000 },
  macs: 469_168_640,
  published: leracTable2([68.14, 0.16], [65.73, 0.36], [69.38, 0.26]),
};
