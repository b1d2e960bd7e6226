/**
 * CvT-13 pre-trained, on CIFAR-10, in LeRaC's 25 epochs.
 *
 * Published of LeRaC, from the same laboratory: weights of CvT-13 trained on ImageNet-1k at 224 pixels, Adamax at 0.0005
 * throughout, 25 epochs, batches of 64 (its text says 64 to 128), images at 64 pixels, no augmentation. Ours: CBM in
 * these settings, with its ratios up to 0.4036, in 5 cycles of 5 epochs; CBM's own code takes 40 epochs
 * (`cvt13-pretrained-cifar10`).
 *
 *     deno task train --recipe cvt13-pretrained-25-epochs-cifar10 --weights FILE --data-dir DIR --out runs/cvt13-pretrained-25-epochs-cifar10
 *     deno task reproduce --table main --profile paper --recipe cvt13-pretrained-25-epochs-cifar10 --weights FILE --data-dir DIR
 *
 * Cost of a run: 2 × 0.351 GMAC × (3 × 50,000 + 10,000 images) × 25 epochs = 2.81e15 FLOP; at 32.6 GFLOP/s on a core
 * (CvT-13 at 64 px, `rates.ts`) 23.9 hours.
 *
 * LeRaC's Table 2 (these settings, five runs): conventional 93.56 ± 0.05, CBS 85.85 ± 0.15, LeRaC
 * 94.15 ± 0.03 %.
 */
import { leracTable2 } from "../../published.ts";
import { CBM_040, configOf, type Recipe } from "../recipe.ts";
import { CVT_WEIGHTS, FINE_TUNING } from "./fine_tuning.ts";

/** The recipe. */
export const cvt13Pretrained25EpochsCifar10: Recipe = {
  name: "cvt13-pretrained-25-epochs-cifar10",
  title: "CvT-13 pre-trained, on CIFAR-10, in LeRaC's 25 epochs",
  config: configOf({
    dataset: "cifar10:size=64",
    model: "cvt13",
    method: CBM_040,
    ...FINE_TUNING,
    epochs: 25,
  }),
  size: 64,
  classes: 10,
  images: { train: 50_000, test: 10_000 },
  macs: 351_001_856,
  weightsFrom: CVT_WEIGHTS,
  published: leracTable2([93.56, 0.05], [85.85, 0.15], [94.15, 0.03]),
};
