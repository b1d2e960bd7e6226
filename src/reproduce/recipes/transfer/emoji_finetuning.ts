/**
 * ResNet-18 of width 16, pre-trained on four styles of emoji, on the fifth.
 *
 * Few images of a style that the network has not seen, a fresh last layer, and the published fine-tuning: Adamax
 * at 0.0005, 40 epochs, ratios up to 0.6036.
 *
 *     deno task train --recipe transfer-emoji-finetuning --weights FILE --out runs/transfer-emoji-finetuning
 *
 * Cost of a run: 2 × 0.03505 GMAC × (3 × 1,000 + 2,000 images) × 40 epochs = 1.40e13 FLOP; at 117.4 GFLOP/s on a
 * core (ResNet-18 at 32 px, `rates.ts`) 2 minutes.
 *
 * Published: nothing; the quick form of the paper's transfer learning.
 */
import { FINE_TUNING } from "../cvt13_pretrained/fine_tuning.ts";
import { CBM_060, configOf, type Recipe } from "../recipe.ts";
import { FINETUNING_EMOJI } from "./styles.ts";

/** The recipe. */
export const transferEmojiFinetuning: Recipe = {
  name: "transfer-emoji-finetuning",
  title: "ResNet-18 of width 16, pre-trained on four styles of emoji, on the fifth",
  config: configOf({
    dataset: FINETUNING_EMOJI,
    model: "resnet18:width=16",
    method: CBM_060,
    ...FINE_TUNING,
  }),
  size: 32,
  classes: 10,
  images: { train: 1_000, test: 2_000 },
  macs: 35_046_656,
  weightsFrom: "the weights of a run of transfer-emoji-pretraining (its checkpoint/weights.safetensors)",
};
