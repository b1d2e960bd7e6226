/**
 * Wide residual networks for small images, WRN-d-k (Zagoruyko and Komodakis, 2016): a 3×3 stem, three stages of
 * pre-activation blocks, batch normalisation, global average pooling, one linear layer.
 *
 * CBM's "Wide-ResNet-50" is WRN-52-2 with dropout 0.3. As in its published code, every convolution has a
 * bias, the stride is in each block's second convolution, the last normalisation has momentum 0.9, and all
 * weights are initialised as in PyTorch. Names are its state_dict's.
 *
 * @module
 */
import { globalAveragePool } from "../backend/ops/mod.ts";
import { UsageError } from "../errors.ts";
import type { RandomStream } from "../random.ts";
import { SGD_ON_CIFAR } from "./default_recipe.ts";
import { defineModel } from "./define.ts";
import { batchNormLayer } from "./layers/batch_norm.ts";
import { convolutionLayer, type ImageLayer, onMainPath } from "./layers/convolution.ts";
import { linearLayer } from "./layers/linear.ts";
import { ParameterStore } from "./layers/parameter_store.ts";
import { preActivationBlock } from "./layers/pre_activation_block.ts";
import { lower, raise } from "./layers/precision.ts";
import type { Model } from "./types.ts";

/** The structure of a Wide ResNet. */
export interface WideResNetOptions {
  readonly classes: number;
  /** d = 6·n + 4 for n blocks in each stage; 52 as published with CBM. */
  readonly depth?: number;
  /** k: the stages have 16·k, 32·k and 64·k channels; 2 as published with CBM. */
  readonly widen?: number;
  /** The share of values dropped within each block in training, 0.3 as published with CBM. */
  readonly dropout?: number;
  /** The stream of the initial weights. */
  readonly random: RandomStream;
}

/**
 * Makes a Wide ResNet with fresh weights.
 *
 * A method's `afterConvolution` follows the stem, each block's first convolution before the dropout, and its second
 * before the sum.
 *
 * @returns the model; 3,023,306 parameters with 10 classes, depth 52 and twice the width
 * @throws {UsageError} if the depth is not 6·n + 4
 *
 * @example
 * ```ts
 * import { startBackend } from "../backend/mod.ts";
 * import { randomStream } from "../random.ts";
 * import { wideResnet } from "./wide_resnet.ts";
 *
 * await startBackend("cpu");
 * const model = wideResnet({ classes: 10, depth: 10, widen: 1, random: randomStream(1, "weights") });
 * console.assert(model.parameters().has("layer3.0.conv2.bias"));
 * ```
 */
export function wideResnet(options: WideResNetOptions): Model {
  const { classes, depth = 52, widen = 2, dropout = 0.3, random } = options;
  const count = blocksPerStage(depth);
  const store = new ParameterStore();
  const stemPlan = { inputs: 3, outputs: 16, size: 3, bias: true };
  const stem = onMainPath(convolutionLayer(store, "conv1_initial", stemPlan, random));
  const blocks: ImageLayer[] = [];
  let inputs = 16;
  for (let stage = 0; stage < 3; stage++) {
    const outputs = widen * 16 << stage;
    for (let index = 0; index < count; index++) {
      const stride = stage > 0 && index === 0 ? 2 : 1;
      const plan = { inputs, outputs, stride, dropout };
      blocks.push(preActivationBlock(store, `layer${stage + 1}.${index}`, plan, random));
      inputs = outputs;
    }
  }
  const norm = batchNormLayer(store, "bn1_final", inputs, { momentum: 0.9 });
  const head = linearLayer(store, "linear", { inputs, outputs: classes }, random);
  return {
    ...store.model(),
    name: nameOf({ depth, widen, dropout }),
    classes,
    forward(images, options) {
      let x = stem(lower(images, options), options);
      for (const block of blocks) x = block(x, options);
      const last = norm(x, { training: options.training, relu: true });
      return head(globalAveragePool(raise(last, options)));
    },
  };
}

function blocksPerStage(depth: number): number {
  const count = (depth - 4) / 6;
  if (Number.isInteger(count) && count >= 1) return count;
  const below = 6 * Math.max(1, Math.floor(count)) + 4;
  throw new UsageError(
    `Cannot build a Wide ResNet of depth ${depth}: it must be 6·n + 4, such as ${below} or ${below + 6}`,
  );
}

type Shape = Required<Pick<WideResNetOptions, "depth" | "widen" | "dropout">>;

const nameOf = ({ depth, widen, dropout }: Shape) =>
  `wide_resnet:depth=${depth},widen=${widen},dropout=${dropout}`;

/** The entry of the registry. */
export const wideResnetEntry = defineModel({
  name: "wide_resnet",
  summary: "Wide ResNet for small images; its defaults are WRN-52-2, CBM's Wide-ResNet-50",
  kind: "classifier",
  size: 32,
  options: {
    depth: { kind: "integer", default: 52, range: { min: 10, max: 1000 }, help: "layers, 6·n + 4" },
    widen: {
      kind: "integer",
      default: 2,
      range: { min: 1, max: 64 },
      help: "width, as a multiple of a plain ResNet's width",
    },
    dropout: {
      kind: "number",
      default: 0.3,
      range: { min: 0, max: 0.99 },
      help: "dropout probability within each block in training",
    },
  },
  defaultRecipe: SGD_ON_CIFAR,
  create(shape) {
    blocksPerStage(shape.depth);
    return (classes, random) => wideResnet({ ...shape, classes, random });
  },
});
