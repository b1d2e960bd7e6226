/**
 * CvT-13 from scratch on Tiny ImageNet.
 *
 * No settings of CBM for training CvT-13 from scratch are known here. Optimizer, rates and epochs are those of
 * LeRaC, from the same laboratory: Adamax at 0.002, half a cosine down to 0.00005, batches of 64. The ratios are
 * those that CBM has for the pre-trained network.
 *
 *     deno task train --recipe cvt13-tiny-imagenet --data-dir DIR --out runs/cvt13-tiny-imagenet
 *     deno task reproduce --table main --profile paper --recipe cvt13-tiny-imagenet --data-dir DIR
 *
 * Cost of a run: 2 × 0.3511 GMAC × (3 × 100,000 + 10,000 images) × 150 epochs = 3.26e16 FLOP; at 32.6 GFLOP/s on a
 * core (CvT-13 at 64 px, `rates.ts`) 12 days.
 *
 * CBM's own number is not public as text. LeRaC's Table 2 (same laboratory and network, five runs): conventional
 * 33.38 ± 0.27, CBS 33.56 ± 0.36, LeRaC 33.95 ± 0.28 %.
 */
import { leracTable2 } from "../../published.ts";
import { CBM_060, configOf, type Recipe } from "../recipe.ts";

/** The recipe. */
export const cvt13TinyImagenet: Recipe = {
  name: "cvt13-tiny-imagenet",
  title: "CvT-13 from scratch on Tiny ImageNet",
  config: configOf({
    dataset: "tiny-imagenet",
    model: "cvt13",
    method: CBM_060,
    epochs: 150,
    optimizer: "adamax",
    learningRate: 0.002,
    learningRateSchedule: "cosine:min=0.00005",
  }),
  size: 64,
  classes: 200,
  images: { train: 100_000, test: 10_000 },
  macs: 351_074_816,
  published: leracTable2([33.38, 0.27], [33.56, 0.36], [33.95, 0.28]),
};
