/**
 * Wide-ResNet-50 (WRN-52-2) on Tiny ImageNet, as published with CBM.
 *
 * Ratios up to 0.4036 in 20 cycles of 5 epochs; SGD at 0.1, a tenth from epochs 32, 62 and 92, weight decay
 * 0.0001, batches of 64, no augmentation. Images at 64 pixels; the published code leaves out a last batch that is
 * not full, which is trained on here.
 *
 *     deno task train --recipe wide-resnet-tiny-imagenet --data-dir DIR --out runs/wide-resnet-tiny-imagenet
 *     deno task reproduce --table main --profile paper --recipe wide-resnet-tiny-imagenet --data-dir DIR
 *
 * Cost of a run: 2 × 1.877 GMAC × (3 × 100,000 + 10,000 images) × 100 epochs = 1.16e17 FLOP; at 54.5 GFLOP/s on a
 * core (WRN-52-2 at 32 px, `rates.ts`) 25 days.
 *
 * CBM's own number is not public as text. LeRaC's Table 2 (same laboratory and network, five runs): conventional
 * 55.97 ± 0.30, CBS 48.30 ± 1.53, LeRaC 56.48 ± 0.60 %.
 */
import { leracTable2 } from "../../published.ts";
import { CBM_040, configOf, type Recipe, sgd, SGD_STEPS } from "../recipe.ts";

/** The recipe. */
export const wideResnetTinyImagenet: Recipe = {
  name: "wide-resnet-tiny-imagenet",
  title: "Wide-ResNet-50 (WRN-52-2) on Tiny ImageNet",
  config: configOf({
    dataset: "tiny-imagenet",
    model: "wide_resnet",
    method: CBM_040,
    epochs: 100,
    optimizer: sgd("0.0001"),
    learningRateSchedule: SGD_STEPS,
  }),
  size: 64,
  classes: 200,
  images: { train: 100_000, test: 10_000 },
  macs: 1_876_648_960,
  published: leracTable2([55.97, 0.30], [48.30, 1.53], [56.48, 0.60]),
};
