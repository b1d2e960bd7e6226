/**
 * CvT-13 pre-trained, on Sea Animals, as published with CBM.
 *
 * Weights of CvT-13 trained on ImageNet-1k at 224 pixels, a fresh last layer; ratios up to 0.6036 in 8 cycles of 5
 * epochs; Adamax at 0.0005 throughout, batches of 64, images at 224 pixels, no augmentation. The tenth that is
 * held out is a stratified division of our own, not scikit-learn's.
 *
 *     deno task train --recipe cvt13-pretrained-sea-animals --weights FILE --data-dir DIR --out runs/cvt13-pretrained-sea-animals
 *     deno task reproduce --table main --profile paper --recipe cvt13-pretrained-sea-animals --weights FILE --data-dir DIR
 *
 * Cost of a run: 2 × 4.566 GMAC × (3 × 12,340 + 1,371 images) × 40 epochs = 1.40e16 FLOP; at 43.4 GFLOP/s on a core
 * (CvT-13 at 224 px, `rates.ts`) 4 days.
 *
 * CBM's own number is not public as text. No other published number of this row is known here.
 */
import { CBM_060, configOf, type Recipe } from "../recipe.ts";
import { CVT_WEIGHTS, FINE_TUNING } from "./fine_tuning.ts";

/** The recipe. */
export const cvt13PretrainedSeaAnimals: Recipe = {
  name: "cvt13-pretrained-sea-animals",
  title: "CvT-13 pre-trained, on Sea Animals",
  config: configOf({
    dataset: "sea-animals",
    model: "cvt13",
    method: CBM_060,
    ...FINE_TUNING,
  }),
  size: 224,
  classes: 23,
  images: { train: 12_340, test: 1_371 },
  macs: 4_565_714_048,
  weightsFrom: CVT_WEIGHTS,
};
