/**
 * ResNet-18 in its CIFAR form: a 3×3 stem without max-pooling, four stages of two basic blocks, global average
 * pooling, one linear layer. Structure and initialisation as published with CBM; names are its state_dict's.
 *
 * @module
 */
import { globalAveragePool } from "../backend/ops/mod.ts";
import type { RandomStream } from "../random.ts";
import { SGD_ON_CIFAR } from "./default_recipe.ts";
import { defineModel } from "./define.ts";
import { batchNormLayer } from "./layers/batch_norm.ts";
import { convolutionLayer, type ImageLayer, onMainPath } from "./layers/convolution.ts";
import { kaimingNormalConv } from "./layers/initialise.ts";
import { linearLayer } from "./layers/linear.ts";
import { ParameterStore } from "./layers/parameter_store.ts";
import { lower, raise } from "./layers/precision.ts";
import { residualBlock } from "./layers/residual_block.ts";
import type { Model } from "./types.ts";

/** The structure of a ResNet-18. */
export interface ResNet18Options {
  readonly classes: number;
  /** Channels of the first stage; the others have twice, four and eight times as many. 64 as published. */
  readonly width?: number;
  /** The stream of the initial weights. */
  readonly random: RandomStream;
}

/**
 * Makes a ResNet-18 with fresh weights.
 *
 * A method's `afterConvolution` follows the stem and both convolutions of each block, 17 in all.
 *
 * @returns the model; 11,173,962 parameters with 10 classes and width 64
 *
 * @example
 * ```ts
 * import { startBackend } from "../backend/mod.ts";
 * import { randomStream } from "../random.ts";
 * import { resnet18 } from "./resnet.ts";
 *
 * await startBackend("cpu");
 * const model = resnet18({ classes: 10, width: 4, random: randomStream(1, "weights") });
 * console.assert(model.parameters().size === 62);
 * ```
 */
export function resnet18({ classes, width = 64, random }: ResNet18Options): Model {
  const store = new ParameterStore(), initial = kaimingNormalConv;
  const stem = onMainPath(
    convolutionLayer(store, "conv1_initial", { inputs: 3, outputs: width, size: 3, initial }, random),
  );
  const stemNorm = batchNormLayer(store, "bn1_initial", width);
  const blocks: ImageLayer[] = [];
  let inputs = width;
  for (let stage = 0; stage < 4; stage++) {
    const outputs = width << stage;
    for (let index = 0; index < 2; index++) {
      const stride = stage > 0 && index === 0 ? 2 : 1;
      const path = [{ size: 3, outputs, stride }, { size: 3, outputs }];
      const plan = { inputs, path, shortcut: "shortcut", initial };
      blocks.push(residualBlock(store, `layer${stage + 1}.${index}`, plan, random));
      inputs = outputs;
    }
  }
  const head = linearLayer(store, "linear", { inputs, outputs: classes, deviation: 0.01 }, random);
  return {
    ...store.model(),
    name: `resnet18:width=${width}`,
    classes,
    forward(images, options) {
      const first = stem(lower(images, options), options);
      let x = stemNorm(first, { training: options.training, relu: true });
      for (const block of blocks) x = block(x, options);
      return head(globalAveragePool(raise(x, options)));
    },
  };
}

/** The entry of the registry. */
export const resnet18Entry = defineModel({
  name: "resnet18",
  summary: "ResNet-18 in its CIFAR form: 3×3 stem, no max-pooling",
  kind: "classifier",
  size: 32,
  options: {
    width: {
      kind: "integer",
      default: 64,
      range: { min: 1, max: 1024 },
      help: "channels of the first stage",
    },
  },
  defaultRecipe: SGD_ON_CIFAR,
  create: ({ width }) => (classes, random) => resnet18({ classes, random, width }),
});
