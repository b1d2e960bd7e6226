/**
 * CvT-13 pre-trained, on Tiny ImageNet, in LeRaC's 25 epochs.
 *
 * Published of LeRaC, from the same laboratory: weights of CvT-13 trained on ImageNet-1k at 224 pixels, Adamax at 0.0005
 * throughout, 25 epochs, batches of 64 (its text says 64 to 128), images at 64 pixels, no augmentation. Ours: CBM in
 * these settings, with its ratios up to 0.6036, in 5 cycles of 5 epochs; CBM's own code takes 40 epochs
 * (`cvt13-pretrained-tiny-imagenet`).
 *
 *     deno task train --recipe cvt13-pretrained-25-epochs-tiny-imagenet --weights FILE --data-dir DIR --out runs/cvt13-pretrained-25-epochs-tiny-imagenet
 *     deno task reproduce --table main --profile paper --recipe cvt13-pretrained-25-epochs-tiny-imagenet --weights FILE --data-dir DIR
 *
 * Cost of a run: 2 × 0.3511 GMAC × (3 × 100,000 + 10,000 images) × 25 epochs = 5.44e15 FLOP; at 32.6 GFLOP/s on a core
 * (CvT-13 at 64 px, `rates.ts`) 46.4 hours.
 *
 * LeRaC's Table 2 (these settings, five runs): conventional 70.71 ± 0.35, CBS 68.41 ± 0.13, LeRaC
 * 71.34 ± 0.08 %.
 */
import { leracTable2 } from "../../published.ts";
import { CBM_060, configOf, type Recipe } from "../recipe.ts";
import { CVT_WEIGHTS, FINE_TUNING } from "./fine_tuning.ts";

/** The recipe. */
export const cvt13Pretrained25EpochsTinyImagenet: Recipe = {
  name: "cvt13-pretrained-25-epochs-tiny-imagenet",
  title: "CvT-13 pre-trained, on Tiny ImageNet, in LeRaC's 25 epochs",
  config: configOf({
    dataset: "tiny-imagenet",
    model: "cvt13",
    method: CBM_060,
    ...FINE_TUNING,
    epochs: 25,
  }),
  size: 64,
  classes: 200,
  images: { train: 100_000, test: 10_000 },
  macs: 351_074_816,
  weightsFrom: CVT_WEIGHTS,
  published: leracTable2([70.71, 0.35], [68.41, 0.13], [71.34, 0.08]),
};
