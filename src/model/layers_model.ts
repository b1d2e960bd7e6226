/**
 * The residual networks as TensorFlow.js LayersModels, for browsers and users of plain TensorFlow.js.
 *
 * @module
 */
import * as tfl from "@tensorflow/tfjs-layers";
import { listNames, UsageError } from "../errors.ts";
import { parseSpec } from "../spec.ts";
import { LayersGraph } from "./layers_model_graph.ts";
import type { Model } from "./types.ts";

type Tensor = tfl.SymbolicTensor;

/**
 * A map from images [B, H, W, 3] to logits; the state_dict's names determine the number and kind of blocks.
 */
type Network = (graph: LayersGraph, images: Tensor) => Tensor;

/** Adds conv1, bn1, relu, conv2 … and the sum with the input before the last relu. */
function residualBlock(graph: LayersGraph, x: Tensor, name: string, stride: number): Tensor {
  const convolutions = [1, 2, 3].filter((k) => graph.has(`${name}.conv${k}.weight`));
  // The stride is in the first convolution, or, in bottlenecks, in the second (3×3).
  const strided = convolutions.length === 3 ? 2 : 1;
  const shortcut = ["shortcut", "downsample"].find((path) => graph.has(`${name}.${path}.0.weight`));
  const residual = shortcut === undefined ? x : graph.norm(
    graph.convolution(x, `${name}.${shortcut}.0`, stride),
    `${name}.${shortcut}.1`,
  );
  const last = convolutions.reduce((hidden, k) => {
    const rectified = k === 1 ? hidden : graph.relu(hidden, `${name}.relu${k - 1}`);
    return graph.norm(
      graph.convolution(rectified, `${name}.conv${k}`, k === strided ? stride : 1),
      `${name}.bn${k}`,
    );
  }, x);
  return graph.relu(graph.add(last, residual, `${name}.add`), `${name}.relu`);
}

/**
 * Adds bn1, relu, conv1, bn2, relu, conv2, and the sum with the raw input; dropout applies only in training.
 */
function preActivationBlock(graph: LayersGraph, x: Tensor, name: string, stride: number): Tensor {
  const normalized = (hidden: Tensor, k: number) =>
    graph.relu(graph.norm(hidden, `${name}.bn${k}`), `${name}.relu${k}`);
  const first = graph.convolution(normalized(x, 1), `${name}.conv1`);
  const second = graph.convolution(normalized(first, 2), `${name}.conv2`, stride);
  const adapted = graph.has(`${name}.shortcut.0.weight`)
    ? graph.convolution(x, `${name}.shortcut.0`, stride)
    : x;
  return graph.add(second, adapted, `${name}.add`);
}

/**
 * Adds layer1, layer2 …, each with blocks 0, 1 …; from the second layer, the first block halves the sides.
 */
function stages(graph: LayersGraph, images: Tensor, block: typeof residualBlock): Tensor {
  let x = images;
  for (let stage = 1; graph.has(`layer${stage}.0.conv1.weight`); stage++) {
    for (let index = 0; graph.has(`layer${stage}.${index}.conv1.weight`); index++) {
      x = block(graph, x, `layer${stage}.${index}`, stage > 1 && index === 0 ? 2 : 1);
    }
  }
  return x;
}

const resnet18: Network = (graph, images) => {
  const stem = graph.relu(
    graph.norm(graph.convolution(images, "conv1_initial"), "bn1_initial"),
    "relu_initial",
  );
  return graph.head(stages(graph, stem, residualBlock), "linear");
};

const wideResnet: Network = (graph, images) => {
  const body = stages(graph, graph.convolution(images, "conv1_initial"), preActivationBlock);
  return graph.head(graph.relu(graph.norm(body, "bn1_final"), "relu_final"), "linear");
};

const imageNetForm: Network = (graph, images) => {
  const stem = graph.relu(graph.norm(graph.convolution(images, "conv1", 2), "bn1"), "relu");
  return graph.head(stages(graph, graph.maxPool(stem, "maxpool"), residualBlock), "fc");
};

const NETWORKS: ReadonlyMap<string, Network> = new Map([
  ["resnet18", resnet18],
  ["wide_resnet", wideResnet],
  ["resnet18_imagenet", imageNetForm],
  ["wide_resnet50_2", imageNetForm],
]);

/**
 * Checks that stock layers can express a model, before it is made.
 *
 * @param spec such as `"resnet18:width=16"`
 * @throws {UsageError} if they cannot
 */
export function checkLayersModel(spec: string): void {
  networkOf(spec);
}

function networkOf(spec: string): { name: string; network: Network } {
  const { name } = parseSpec(spec), network = NETWORKS.get(name);
  if (network !== undefined) return { name, network };
  throw new UsageError(
    `Cannot express ${name} in stock layers of TensorFlow.js: only ${listNames(NETWORKS.keys())}`,
  );
}

/**
 * Makes a LayersModel of stock layers that predicts the same logits. Layers have PyTorch's module names;
 * images are normalised float32 [B, H, W, 3] of any size.
 *
 * @param model not modified; its weights are copied
 * @throws {UsageError} if stock layers cannot express the model
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../backend/mod.ts";
 * import { randomStream } from "../random.ts";
 * import { toLayersModel } from "./layers_model.ts";
 * import { resnet18 } from "./resnet.ts";
 *
 * await startBackend("cpu");
 * const model = resnet18({ classes: 10, width: 2, random: randomStream(1, "weights") });
 * const layersModel = await toLayersModel(model);
 * console.assert(layersModel.getLayer("layer1.0.conv1").getWeights().length === 1);
 * const logits = layersModel.predict(tf.zeros([1, 8, 8, 3])) as tf.Tensor;
 * console.assert(logits.shape.join() === "1,10");
 * ```
 */
export async function toLayersModel(model: Model): Promise<tfl.LayersModel> {
  const { name, network } = networkOf(model.name);
  const graph = await LayersGraph.of(model), images = graph.input();
  return tfl.model({ name, inputs: images, outputs: network(graph, images) });
}
