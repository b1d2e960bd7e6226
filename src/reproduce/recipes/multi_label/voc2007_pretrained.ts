/**
 * CvT-13 pre-trained, on VOC 2007, several classes in an image.
 *
 * The recipe of the other pre-trained rows, with sigmoid cross-entropy and mean average precision.
 *
 *     deno task train --recipe multi-label-voc2007-pretrained --weights FILE --data-dir DIR --out runs/multi-label-voc2007-pretrained
 *     deno task reproduce --table main --profile paper --recipe multi-label-voc2007-pretrained --weights FILE --data-dir DIR
 *
 * Cost of a run: 2 × 4.566 GMAC × (3 × 5,011 + 4,952 images) × 40 epochs = 7.30e15 FLOP; at 43.4 GFLOP/s on a core
 * (CvT-13 at 224 px, `rates.ts`) 46.7 hours.
 *
 * Published: the detection results of the paper are no classification, and no number of it is public as text; this
 * is its open question 3 (several classes in an image).
 */
import { CVT_WEIGHTS, FINE_TUNING } from "../cvt13_pretrained/fine_tuning.ts";
import { CBM_060, configOf, type Recipe } from "../recipe.ts";

/** The recipe. */
export const multiLabelVoc2007Pretrained: Recipe = {
  name: "multi-label-voc2007-pretrained",
  title: "CvT-13 pre-trained, on VOC 2007, several classes in an image",
  config: configOf({
    dataset: "voc2007:size=224",
    model: "cvt13",
    method: CBM_060,
    ...FINE_TUNING,
  }),
  size: 224,
  classes: 20,
  images: { train: 5_011, test: 4_952 },
  macs: 4_565_712_896,
  weightsFrom: CVT_WEIGHTS,
};
