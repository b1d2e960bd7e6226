/**
 * ResNet-18 of width 16 on four styles of emoji: what the next recipe starts from.
 *
 * Conventional training, so that the weights favour no method. `reproduce --table transfer` does both by itself.
 *
 *     deno task train --recipe transfer-emoji-pretraining --out runs/transfer-emoji-pretraining
 *
 * Cost of a run: 2 × 0.03505 GMAC × (3 × 8,000 + 2,000 images) × 30 epochs = 5.47e13 FLOP; at 117.4 GFLOP/s on a
 * core (ResNet-18 at 32 px, `rates.ts`) 8 minutes.
 *
 * Published: nothing; the quick form of the paper's transfer learning.
 */
import { configOf, type Recipe, sgd } from "../recipe.ts";
import { PRETRAINING_EMOJI } from "./styles.ts";

/** The recipe. */
export const transferEmojiPretraining: Recipe = {
  name: "transfer-emoji-pretraining",
  title: "ResNet-18 of width 16 on four styles of emoji",
  config: configOf({
    label: "conventional",
    dataset: PRETRAINING_EMOJI,
    model: "resnet18:width=16",
    method: "conventional",
    epochs: 30,
    optimizer: sgd("0.0005"),
    learningRateSchedule: "step:at=16-26,factor=0.1",
  }),
  size: 32,
  classes: 10,
  images: { train: 8_000, test: 2_000 },
  macs: 35_046_656,
};
