/**
 * Transfer learning on embedded data: ResNet-18 of width 16, pre-trained on four styles of emoji, fine-tuned
 * on the fifth. The quick form of the paper's transfer learning, so nothing is published of it.
 *
 *     deno task cbm train --recipe transfer-emoji-pretraining --out runs/transfer-emoji-pretraining
 *     deno task cbm train --recipe transfer-emoji-finetuning --weights FILE --out runs/transfer-emoji-finetuning
 *
 * `reproduce --table transfer` does both by itself. Cost of a run, reckoned at 117.4 GFLOP/s on a core
 * (ResNet-18 at 32 px, `training_speeds.ts`):
 *
 *     recipe                         FLOP   one core
 *     transfer-emoji-pretraining  5.47e13  8 minutes
 *     transfer-emoji-finetuning   1.40e13  2 minutes
 *
 * - Pre-training is conventional, so that the weights favour no method.
 * - Fine-tuning: few images of a style that the network has not seen, a fresh last layer, and the published
 *   fine-tuning: Adamax at 0.0005, 40 epochs, ratios up to 0.6036.
 */
import { FINE_TUNING } from "./cvt13_pretrained.ts";
import { CBM_060, configOf, recipesOf, sgd } from "./recipe.ts";

/**
 * Four styles, shaded ones among them; the concepts are those of the fifth, divided alike into training and
 * test.
 */
export const PRETRAINING_EMOJI = "emoji:styles=emojione+noto+noto-v1+twemoji";

/** The fifth style, all flat; few training images, for which weights from elsewhere matter most. */
export const FINETUNING_EMOJI = "emoji:train=1000,styles=fluent";

const shared = configOf({ model: "resnet18:width=16" });

/** The recipes of transfer learning. */
// deno-fmt-ignore
export const transfer = recipesOf(shared, [
  { name: "transfer-emoji-pretraining", title: "ResNet-18 of width 16 on four styles of emoji",
    dataset: PRETRAINING_EMOJI, size: 32, macs: 35_046_656, label: "conventional", method: "conventional",
    epochs: 30, optimizer: sgd("0.0005"), learningRateSchedule: "step:at=16-26,factor=0.1" },
  { name: "transfer-emoji-finetuning",
    title: "ResNet-18 of width 16, pre-trained on four styles of emoji, on the fifth",
    dataset: FINETUNING_EMOJI, size: 32, macs: 35_046_656, method: CBM_060, ...FINE_TUNING,
    images: { train: 1_000, test: 2_000 },
    weightsFrom: "the weights of a run of transfer-emoji-pretraining (its checkpoint/weights.safetensors)" },
]);
