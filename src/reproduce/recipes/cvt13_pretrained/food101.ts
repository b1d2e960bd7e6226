/**
 * CvT-13 pre-trained, on Food-101, as published with CBM.
 *
 * Weights of CvT-13 trained on ImageNet-1k at 224 pixels, a fresh last layer; ratios up to 0.6036 in 8 cycles of 5
 * epochs; Adamax at 0.0005 throughout, batches of 64, images at 224 pixels, no augmentation.
 *
 *     deno task train --recipe cvt13-pretrained-food101 --weights FILE --data-dir DIR --out runs/cvt13-pretrained-food101
 *     deno task reproduce --table main --profile paper --recipe cvt13-pretrained-food101 --weights FILE --data-dir DIR
 *
 * Cost of a run: 2 × 4.566 GMAC × (3 × 75,750 + 25,250 images) × 40 epochs = 9.22e16 FLOP; at 43.4 GFLOP/s on a core
 * (CvT-13 at 224 px, `rates.ts`) 25 days.
 *
 * CBM's own number is not public as text. No other published number of this row is known here.
 */
import { CBM_060, configOf, type Recipe } from "../recipe.ts";
import { CVT_WEIGHTS, FINE_TUNING } from "./fine_tuning.ts";

/** The recipe. */
export const cvt13PretrainedFood101: Recipe = {
  name: "cvt13-pretrained-food101",
  title: "CvT-13 pre-trained, on Food-101",
  config: configOf({
    dataset: "food101:size=224",
    model: "cvt13",
    method: CBM_060,
    ...FINE_TUNING,
  }),
  size: 224,
  classes: 101,
  images: { train: 75_750, test: 25_250 },
  macs: 4_565_744_000,
  weightsFrom: CVT_WEIGHTS,
};
