/**
 * ResNet-18 on Tiny ImageNet, as published with CBM.
 *
 * Ratios up to 0.6036 in 20 cycles of 5 epochs; SGD at 0.1, a tenth from epochs 32, 62 and 92, weight decay
 * 0.0001, batches of 64, no augmentation. Images at 64 pixels; the published code leaves out a last batch that is
 * not full, which is trained on here.
 *
 *     deno task train --recipe resnet18-tiny-imagenet --data-dir DIR --out runs/resnet18-tiny-imagenet
 *     deno task reproduce --table main --profile paper --recipe resnet18-tiny-imagenet --data-dir DIR
 *
 * Cost of a run: 2 × 2.222 GMAC × (3 × 100,000 + 10,000 images) × 100 epochs = 1.38e17 FLOP; at 117.4 GFLOP/s on a
 * core (ResNet-18 at 32 px, `rates.ts`) 14 days.
 *
 * CBM's own number is not public as text. LeRaC's Table 2 (same laboratory and network, five runs): conventional
 * 57.41 ± 0.05, CBS 55.49 ± 0.20, LeRaC 57.86 ± 0.20; CurBench,
 * by another protocol: conventional 51.41 ± 1.74, CBS 45.67 ± 0.25, EfficientTrain 51.76 ± 0.42 %.
 */
import { curBench, leracTable2 } from "../../published.ts";
import { CBM_060, configOf, type Recipe, sgd, SGD_STEPS } from "../recipe.ts";

/** The recipe. */
export const resnet18TinyImagenet: Recipe = {
  name: "resnet18-tiny-imagenet",
  title: "ResNet-18 on Tiny ImageNet",
  config: configOf({
    dataset: "tiny-imagenet",
    model: "resnet18",
    method: CBM_060,
    epochs: 100,
    optimizer: sgd("0.0001"),
    learningRateSchedule: SGD_STEPS,
  }),
  size: 64,
  classes: 200,
  images: { train: 100_000, test: 10_000 },
  macs: 2_221_772_800,
  published: [
    ...leracTable2([57.41, 0.05], [55.49, 0.20], [57.86, 0.20]),
    ...curBench({ conventional: [51.41, 1.74], cbs: [45.67, 0.25], efficient_train: [51.76, 0.42] }),
  ],
};
