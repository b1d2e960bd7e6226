/**
 * CvT-13 pre-trained, on Sport Balls, as published with CBM.
 *
 * Weights of CvT-13 trained on ImageNet-1k at 224 pixels, a fresh last layer; ratios up to 0.6036 in 8 cycles of 5
 * epochs; Adamax at 0.0005 throughout, batches of 64, images at 224 pixels, no augmentation. The set's own counts
 * are not published; the cost takes 7,328 images, nine tenths of them to train on.
 *
 *     deno task train --recipe cvt13-pretrained-sport-balls --weights FILE --data-dir DIR --out runs/cvt13-pretrained-sport-balls
 *     deno task reproduce --table main --profile paper --recipe cvt13-pretrained-sport-balls --weights FILE --data-dir DIR
 *
 * Cost of a run: 2 × 4.566 GMAC × (3 × 6,595 + 733 images) × 40 epochs = 7.49e15 FLOP; at 43.4 GFLOP/s on a core
 * (CvT-13 at 224 px, `rates.ts`) 48.0 hours.
 *
 * CBM's own number is not public as text. No other published number of this row is known here.
 */
import { CBM_060, configOf, type Recipe } from "../recipe.ts";
import { CVT_WEIGHTS, FINE_TUNING } from "./fine_tuning.ts";

/** The recipe. */
export const cvt13PretrainedSportBalls: Recipe = {
  name: "cvt13-pretrained-sport-balls",
  title: "CvT-13 pre-trained, on Sport Balls",
  config: configOf({
    dataset: "sport-balls",
    model: "cvt13",
    method: CBM_060,
    ...FINE_TUNING,
  }),
  size: 224,
  classes: 15,
  images: { train: 6_595, test: 733 },
  macs: 4_565_710_976,
  weightsFrom: CVT_WEIGHTS,
};
