/**
 * CvT-13 pre-trained, on CIFAR-100, in LeRaC's 25 epochs.
 *
 * Published of LeRaC, from the same laboratory: weights of CvT-13 trained on ImageNet-1k at 224 pixels, Adamax at 0.0005
 * throughout, 25 epochs, batches of 64 (its text says 64 to 128), images at 64 pixels, no augmentation. Ours: CBM in
 * these settings, with its ratios up to 0.6036, in 5 cycles of 5 epochs; CBM's own code takes 40 epochs
 * (`cvt13-pretrained-cifar100`).
 *
 *     deno task train --recipe cvt13-pretrained-25-epochs-cifar100 --weights FILE --data-dir DIR --out runs/cvt13-pretrained-25-epochs-cifar100
 *     deno task reproduce --table main --profile paper --recipe cvt13-pretrained-25-epochs-cifar100 --weights FILE --data-dir DIR
 *
 * Cost of a run: 2 × 0.351 GMAC × (3 × 50,000 + 10,000 images) × 25 epochs = 2.81e15 FLOP; at 32.6 GFLOP/s on a core
 * (CvT-13 at 64 px, `rates.ts`) 23.9 hours.
 *
 * LeRaC's Table 2 (these settings, five runs): conventional 77.80 ± 0.16, CBS 62.35 ± 0.48, LeRaC
 * 78.93 ± 0.05 %.
 */
import { leracTable2 } from "../../published.ts";
import { CBM_060, configOf, type Recipe } from "../recipe.ts";
import { CVT_WEIGHTS, FINE_TUNING } from "./fine_tuning.ts";

/** The recipe. */
export const cvt13Pretrained25EpochsCifar100: Recipe = {
  name: "cvt13-pretrained-25-epochs-cifar100",
  title: "CvT-13 pre-trained, on CIFAR-100, in LeRaC's 25 epochs",
  config: configOf({
    dataset: "cifar100:size=64",
    model: "cvt13",
    method: CBM_060,
    ...FINE_TUNING,
    epochs: 25,
  }),
  size: 64,
  classes: 100,
  images: { train: 50_000, test: 10_000 },
  macs: 351_036_416,
  weightsFrom: CVT_WEIGHTS,
  published: leracTable2([77.80, 0.16], [62.35, 0.48], [78.93, 0.05]),
};
