/**
 * CvT-13 pre-trained, on AHE, as published with CBM.
 *
 * Weights of CvT-13 trained on ImageNet-1k at 224 pixels, a fresh last layer; ratios up to 0.6036 in 8 cycles of 5
 * epochs; Adamax at 0.0005 throughout, batches of 64, images at 128 pixels, no augmentation. The photos have 64
 * pixels and are enlarged to 128, as published.
 *
 *     deno task train --recipe cvt13-pretrained-ahe --weights FILE --data-dir DIR --out runs/cvt13-pretrained-ahe
 *     deno task reproduce --table main --profile paper --recipe cvt13-pretrained-ahe --weights FILE --data-dir DIR
 *
 * Cost of a run: 2 × 1.391 GMAC × (3 × 10,130 + 1,404 images) × 40 epochs = 3.54e15 FLOP; at 43.4 GFLOP/s on a core
 * (CvT-13 at 224 px, `rates.ts`) 22.7 hours.
 *
 * CBM's own number is not public as text. No other published number of this row is known here.
 */
import { CBM_060, configOf, type Recipe } from "../recipe.ts";
import { CVT_WEIGHTS, FINE_TUNING } from "./fine_tuning.ts";

/** The recipe. */
export const cvt13PretrainedAhe: Recipe = {
  name: "cvt13-pretrained-ahe",
  title: "CvT-13 pre-trained, on AHE",
  config: configOf({
    dataset: "ahe",
    model: "cvt13",
    method: CBM_060,
    ...FINE_TUNING,
  }),
  size: 128,
  classes: 10,
  images: { train: 10_130, test: 1_404 },
  macs: 1_391_389_952,
  weightsFrom: CVT_WEIGHTS,
};
