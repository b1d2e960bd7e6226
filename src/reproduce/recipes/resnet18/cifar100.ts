/**
 * ResNet-18 on CIFAR-100, as published with CBM.
 *
 * Ratios up to 0.4036 in 40 cycles of 5 epochs; SGD at 0.1, a tenth from epochs 32, 62 and 92, weight decay
 * 0.0005, batches of 64, no augmentation. The published code enlarges the images to 64 pixels before it measures
 * salience.
 *
 *     deno task train --recipe resnet18-cifar100 --data-dir DIR --out runs/resnet18-cifar100
 *     deno task reproduce --table main --profile paper --recipe resnet18-cifar100 --data-dir DIR
 *
 * Cost of a run: 2 × 0.5555 GMAC × (3 × 50,000 + 10,000 images) × 200 epochs = 3.56e16 FLOP; at 117.4 GFLOP/s on a
 * core (ResNet-18 at 32 px, `rates.ts`) 4 days.
 *
 * CBM's own number is not public as text. LeRaC's Table 2 (same laboratory and network, five runs): conventional
 * 65.28 ± 0.16, CBS 66.41 ± 0.21, LeRaC 66.02 ± 0.17; CurBench,
 * by another protocol: conventional 69.97 ± 0.27, CBS 63.67 ± 0.37, EfficientTrain 69.40 ± 0.20 %.
 */
import { curBench, leracTable2 } from "../../published.ts";
import { CBM_040, configOf, type Recipe, sgd, SGD_STEPS } from "../recipe.ts";

/** The recipe. */
export const resnet18Cifar100: Recipe = {
  name: "resnet18-cifar100",
  title: "ResNet-18 on CIFAR-100",
  config: configOf({
    dataset: "cifar100",
    model: "resnet18",
    method: `${CBM_040}:size=64`,
    epochs: 200,
    optimizer: sgd("0.0005"),
    learningRateSchedule: SGD_STEPS,
  }),
  size: 32,
  classes: 100,
  images: { train: 50_000, test: 10_000 },
  macs: 555_468_800,
  published: [
    ...leracTable2([65.28, 0.16], [66.41, 0.21], [66.02, 0.17]),
    ...curBench({ conventional: [69.97, 0.27], cbs: [63.67, 0.37], efficient_train: [69.40, 0.20] }),
  ],
};
