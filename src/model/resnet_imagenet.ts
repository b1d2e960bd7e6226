/**
 * Residual networks in their ImageNet form, with torchvision's names and initialisation: a 7×7 stem of stride 2, max
 * pooling, four stages, global average pooling, one linear layer.
 *
 * ResNet-18 has basic blocks (He et al., 2016); Wide ResNet-50-2 has bottlenecks whose 3×3 convolutions are twice as
 * wide as ResNet-50's (Zagoruyko and Komodakis, 2016). In bottlenecks the 3×3 convolution has the stride.
 *
 * @module
 */
import { globalAveragePool, maxPool2d } from "../backend/ops/mod.ts";
import type { RandomStream } from "../random.ts";
import { SGD_ON_IMAGENET } from "./default_recipe.ts";
import { defineModel } from "./define.ts";
import { batchNormLayer } from "./layers/batch_norm.ts";
import { convolutionLayer, type ImageLayer, onMainPath } from "./layers/convolution.ts";
import { kaimingNormalByFanOut } from "./layers/initialise.ts";
import { linearLayer } from "./layers/linear.ts";
import { ParameterStore } from "./layers/parameter_store.ts";
import { lower, raise } from "./layers/precision.ts";
import { residualBlock, type ResidualBlockPlan } from "./layers/residual_block.ts";
import type { Model } from "./types.ts";

/** The number of logits, and the stream of the initial weights. */
export interface ImageNetOptions {
  readonly classes: number;
  readonly random: RandomStream;
}

interface Form {
  readonly name: string;
  /** Blocks in each stage. */
  readonly blocks: readonly number[];
  /** The convolutions of a block, by its stage's base width (64, 128, 256, 512) and stride. */
  readonly path: (width: number, stride: number) => ResidualBlockPlan["path"];
}

function imageNetForm({ name, blocks: counts, path: pathOf }: Form, options: ImageNetOptions): Model {
  const { classes, random } = options;
  const store = new ParameterStore(), initial = kaimingNormalByFanOut;
  const stemPlan = { inputs: 3, outputs: 64, size: 7, stride: 2, initial };
  const stem = onMainPath(convolutionLayer(store, "conv1", stemPlan, random));
  const stemNorm = batchNormLayer(store, "bn1", 64);
  const blocks: ImageLayer[] = [];
  let inputs = 64;
  for (const [stage, count] of counts.entries()) {
    for (let index = 0; index < count; index++) {
      const path = pathOf(64 << stage, stage > 0 && index === 0 ? 2 : 1);
      const plan = { inputs, path, shortcut: "downsample", initial };
      blocks.push(residualBlock(store, `layer${stage + 1}.${index}`, plan, random));
      inputs = path.at(-1)!.outputs;
    }
  }
  const head = linearLayer(store, "fc", { inputs, outputs: classes }, random);
  return {
    ...store.model(),
    name,
    classes,
    forward(images, options) {
      const first = stem(lower(images, options), options);
      const normalized = stemNorm(first, { training: options.training, relu: true });
      let x = maxPool2d(normalized, { size: 3, stride: 2, padding: 1 });
      for (const block of blocks) x = block(x, options);
      return head(globalAveragePool(raise(x, options)));
    },
  };
}

/**
 * Makes torchvision's ResNet-18 with fresh weights, for images of 224 px.
 *
 * @returns the model; 11,689,512 parameters with 1000 classes
 *
 * @example
 * ```ts
 * import { startBackend } from "../backend/mod.ts";
 * import { randomStream } from "../random.ts";
 * import { resnet18ImageNet } from "./resnet_imagenet.ts";
 *
 * await startBackend("cpu");
 * const model = resnet18ImageNet({ classes: 10, random: randomStream(1, "weights") });
 * console.assert(model.parameters().has("layer2.0.downsample.0.weight"));
 * ```
 */
export function resnet18ImageNet(options: ImageNetOptions): Model {
  return imageNetForm({
    name: "resnet18_imagenet",
    blocks: [2, 2, 2, 2],
    path: (width, stride) => [{ size: 3, outputs: width, stride }, { size: 3, outputs: width }],
  }, options);
}

/**
 * Makes torchvision's wide_resnet50_2 with fresh weights, for images of 224 px.
 *
 * @returns the model; 68,883,240 parameters with 1000 classes
 */
export function wideResnet50(options: ImageNetOptions): Model {
  return imageNetForm({
    name: "wide_resnet50_2",
    blocks: [3, 4, 6, 3],
    path: (width, stride) => [
      { size: 1, outputs: 2 * width },
      { size: 3, outputs: 2 * width, stride },
      { size: 1, outputs: 4 * width },
    ],
  }, options);
}

/** The entry of the registry for ResNet-18. */
export const resnet18ImageNetEntry = defineModel({
  name: "resnet18_imagenet",
  summary: "ResNet-18 in its ImageNet form, like torchvision's resnet18: 7×7 stem, max-pooling",
  kind: "classifier",
  size: 224,
  options: {},
  defaultRecipe: SGD_ON_IMAGENET,
  create: () => (classes, random) => resnet18ImageNet({ classes, random }),
});

/** The entry of the registry for Wide ResNet-50-2. */
export const wideResnet50Entry = defineModel({
  name: "wide_resnet50_2",
  summary:
    "Wide ResNet-50-2 for 224 px, like torchvision's; CBM's code calls another network Wide-ResNet-50 (wide_resnet)",
  kind: "classifier",
  size: 224,
  options: {},
  defaultRecipe: SGD_ON_IMAGENET,
  create: () => (classes, random) => wideResnet50({ classes, random }),
});
