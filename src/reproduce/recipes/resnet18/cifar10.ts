/**
 * ResNet-18 on CIFAR-10, as published with CBM.
 *
 * Ratios up to 0.4036 in 40 cycles of 5 epochs; SGD at 0.1, a tenth from epochs 32, 62 and 92, weight decay
 * 0.0005, batches of 64, no augmentation. The published code enlarges the images to 64 pixels before it measures
 * salience.
 *
 *     deno task train --recipe resnet18-cifar10 --data-dir DIR --out runs/resnet18-cifar10
 *     deno task reproduce --table main --profile paper --recipe resnet18-cifar10 --data-dir DIR
 *
 * Cost of a run: 2 × 0.5554 GMAC × (3 × 50,000 + 10,000 images) × 200 epochs = 3.55e16 FLOP; at 117.4 GFLOP/s on a
 * core (ResNet-18 at 32 px, `rates.ts`) 4 days.
 *
 * CBM's own number is not public as text. LeRaC's Table 2 (same laboratory and network, five runs): conventional
 * 89.20 ± 0.43, CBS 89.53 ± 0.22, LeRaC 89.56 ± 0.16; CurBench,
 * by another protocol: conventional 92.33 ± 0.16, CBS 90.94 ± 0.27, EfficientTrain 92.88 ± 0.23 %.
 */
import { curBench, CURBENCH_CIFAR10, leracTable2 } from "../../published.ts";
import { CBM_040, configOf, type Recipe, sgd, SGD_STEPS } from "../recipe.ts";

/** The recipe. */
export const resnet18Cifar10: Recipe = {
  name: "resnet18-cifar10",
  title: "ResNet-18 on CIFAR-10",
  config: configOf({
    dataset: "cifar10",
    model: "resnet18",
    method: `${CBM_040}:size=64`,
    epochs: 200,
    optimizer: sgd("0.0005"),
    learningRateSchedule: SGD_STEPS,
  }),
  size: 32,
  classes: 10,
  images: { train: 50_000, test: 10_000 },
  macs: 555_422_720,
  published: [
    ...leracTable2([89.20, 0.43], [89.53, 0.22], [89.56, 0.16]),
    ...curBench({ conventional: CURBENCH_CIFAR10, cbs: [90.94, 0.27], efficient_train: [92.88, 0.23] }),
  ],
};
