/**
 * CvT-13 from scratch on CIFAR-10.
 *
 * No settings of CBM for training CvT-13 from scratch are known here. Optimizer, rates and epochs are those of
 * LeRaC, from the same laboratory: Adamax at 0.002, half a cosine down to 0.00005, batches of 64. The ratios are
 * those that CBM has for the pre-trained network. Images at 64 pixels are our choice, as CBM has them for the
 * pre-trained network; LeRaC's text says native resolution, 32 pixels, so that its numbers below are of another input.
 *
 *     deno task train --recipe cvt13-cifar10 --data-dir DIR --out runs/cvt13-cifar10
 *     deno task reproduce --table main --profile paper --recipe cvt13-cifar10 --data-dir DIR
 *
 * Cost of a run: 2 × 0.351 GMAC × (3 × 50,000 + 10,000 images) × 200 epochs = 2.25e16 FLOP; at 32.6 GFLOP/s on a
 * core (CvT-13 at 64 px, `rates.ts`) 8 days.
 *
 * CBM's own number is not public as text. LeRaC's Table 2 (same laboratory and network, five runs): conventional
 * 71.84 ± 0.37, CBS 72.64 ± 0.29, LeRaC 72.90 ± 0.28 %.
 */
import { leracTable2 } from "../../published.ts";
import { CBM_040, configOf, type Recipe } from "../recipe.ts";

/** The recipe. */
export const cvt13Cifar10: Recipe = {
  name: "cvt13-cifar10",
  title: "CvT-13 from scratch on CIFAR-10",
  config: configOf({
    dataset: "cifar10:size=64",
    model: "cvt13",
    method: CBM_040,
    epochs: 200,
    optimizer: "adamax",
    learningRate: 0.002,
    learningRateSchedule: "cosine:min=0.00005",
  }),
  size: 64,
  classes: 10,
  images: { train: 50_000, test: 10_000 },
  macs: 351_001_856,
  published: leracTable2([71.84, 0.37], [72.64, 0.29], [72.90, 0.28]),
};
