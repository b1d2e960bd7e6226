/**
 * CvT-13 from scratch on Food-101.
 *
 * No settings of CBM for training CvT-13 from scratch are known here. Optimizer, rates and epochs are those of
 * LeRaC, from the same laboratory: Adamax at 0.002, half a cosine down to 0.00005, batches of 64. The ratios are
 * those that CBM has for the pre-trained network. The number of epochs is ours: LeRaC's is not known for this set.
 *
 *     deno task train --recipe cvt13-food101 --data-dir DIR --out runs/cvt13-food101
 *     deno task reproduce --table main --profile paper --recipe cvt13-food101 --data-dir DIR
 *
 * Cost of a run: 2 × 1.391 GMAC × (3 × 75,750 + 25,250 images) × 200 epochs = 1.41e17 FLOP; at 43.4 GFLOP/s on a
 * core (CvT-13 at 224 px, `rates.ts`) 37 days.
 *
 * CBM's own number is not public as text. No other published number of this row is known here.
 */
import { CBM_060, configOf, type Recipe } from "../recipe.ts";

/** The recipe. */
export const cvt13Food101: Recipe = {
  name: "cvt13-food101",
  title: "CvT-13 from scratch on Food-101",
  config: configOf({
    dataset: "food101:size=128",
    model: "cvt13",
    method: CBM_060,
    epochs: 200,
    optimizer: "adamax",
    learningRate: 0.002,
    learningRateSchedule: "cosine:min=0.00005",
  }),
  size: 128,
  classes: 101,
  images: { train: 75_750, test: 25_250 },
  macs: 1_391_424_896,
};
