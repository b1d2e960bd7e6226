/**
 * ResNet-18 in its CIFAR form: a 3×3 stem without max-pooling, four stages of two basic blocks, global average
 * pooling, one linear layer. Structure and initialisation as published with CBM; names are its state_dict's.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { globalAveragePool, linear } from "../backend/ops/mod.ts";
import type { RandomStream } from "../random.ts";
import { ParameterStore } from "./layers/parameter_store.ts";
import { type BatchNorm, batchNormLayer } from "./layers/batch_norm.ts";
import { kaimingNormalConv, normalLinear } from "./layers/initialise.ts";
import { convolve, lower, raise } from "./layers/precision.ts";
import type { ForwardOptions, Model } from "./types.ts";

/** What a ResNet-18 is made of. */
export interface ResNet18Options {
  readonly classes: number;
  /** Channels of the first stage; the others have twice, four and eight times as many. 64 as published. */
  readonly width?: number;
  /** Where the initial weights come from. */
  readonly random: RandomStream;
}

interface BasicBlock {
  readonly stride: number;
  readonly conv1: tf.Variable;
  readonly bn1: BatchNorm;
  readonly conv2: tf.Variable;
  readonly bn2: BatchNorm;
  readonly shortcut: { readonly conv: tf.Variable; readonly bn: BatchNorm } | undefined;
}

function basicBlock(
  store: ParameterStore,
  name: string,
  inputs: number,
  outputs: number,
  stride: number,
  random: RandomStream,
): BasicBlock {
  const conv = (path: string, size: number, from: number) =>
    store.parameter(`${name}.${path}.weight`, kaimingNormalConv([size, size, from, outputs], random), "conv");
  const conv1 = conv("conv1", 3, inputs);
  const bn1 = batchNormLayer(store, `${name}.bn1`, outputs);
  const conv2 = conv("conv2", 3, outputs);
  const bn2 = batchNormLayer(store, `${name}.bn2`, outputs);
  const shortcut = stride === 1 && inputs === outputs ? undefined : {
    conv: conv("shortcut.0", 1, inputs),
    bn: batchNormLayer(store, `${name}.shortcut.1`, outputs),
  };
  return { stride, conv1, bn1, conv2, bn2, shortcut };
}

function forwardBlock(x: tf.Tensor4D, block: BasicBlock, options: ForwardOptions): tf.Tensor4D {
  const { stride, shortcut } = block, { training } = options;
  const residual = shortcut === undefined
    ? x
    : shortcut.bn(convolve(x, shortcut.conv, { stride }, options), { training });
  const first = convolve(x, block.conv1, { stride, padding: 1 }, options);
  const hidden = block.bn1(first, { training, relu: true });
  const second = convolve(hidden, block.conv2, { padding: 1 }, options);
  return block.bn2(second, { training, relu: true, residual });
}

/**
 * Makes a ResNet-18 with fresh weights.
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
  const store = new ParameterStore();
  const stem = store.parameter("conv1_initial.weight", kaimingNormalConv([3, 3, 3, width], random), "conv");
  const stemNorm = batchNormLayer(store, "bn1_initial", width);
  const blocks: BasicBlock[] = [];
  let inputs = width;
  for (let stage = 0; stage < 4; stage++) {
    const outputs = width << stage;
    for (let index = 0; index < 2; index++) {
      const stride = stage > 0 && index === 0 ? 2 : 1;
      blocks.push(basicBlock(store, `layer${stage + 1}.${index}`, inputs, outputs, stride, random));
      inputs = outputs;
    }
  }
  const weight = store.parameter("linear.weight", normalLinear([inputs, classes], 0.01, random), "linear");
  const bias = store.parameter("linear.bias", tf.zeros([classes]));
  return {
    ...store.model(),
    name: `resnet18:width=${width}`,
    classes,
    forward(images, options) {
      const first = convolve(lower(images, options), stem, { padding: 1 }, options);
      let x = stemNorm(first, { training: options.training, relu: true });
      for (const block of blocks) x = forwardBlock(x, block, options);
      return linear(globalAveragePool(raise(x, options)), weight, bias);
    },
  };
}
