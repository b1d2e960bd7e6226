/** What a network is made of and what its forward pass costs. */
import * as tf from "@tensorflow/tfjs-core";
import { observeKernels, type PrimitiveCall } from "../backend/ops/watch.ts";
import { RandomStream } from "../random.ts";
import type { ForwardOptions, Network } from "./types.ts";

/** One layer: parameters of one name up to its last dot, and the arithmetic with them. */
export interface LayerSummary {
  /** As in the state_dict, such as `layer1.0.conv1`. */
  readonly name: string;
  /** Its result for one image, without the batch's axis; undefined where it multiplies no matrices. */
  readonly output: readonly number[] | undefined;
  readonly parameters: number;
  /** Multiply-adds of convolutions and matrix products for one image. */
  readonly macs: number;
}

/** A network's layers and totals. */
export interface NetworkSummary {
  /** As written on the command line, resolved. */
  readonly name: string;
  readonly classes: number;
  /** Pixels per side. */
  readonly size: number;
  readonly parameters: number;
  /** Multiply-adds of one image's forward pass. */
  readonly macs: number;
  readonly layers: readonly LayerSummary[];
}

/** Draws for networks whose weights are counted, not used: always 0, as millions of normal numbers take seconds. */
export class NoDraws extends RandomStream {
  /** Needs no name. */
  constructor() {
    super("");
  }
  /** 0. */
  override normal(): number {
    return 0;
  }
  /** 0. */
  override uniform(): number {
    return 0;
  }
}

/** A classifier or a detector. */
type Runnable = Network & { forward(images: tf.Tensor4D, options: ForwardOptions): tf.Tensor | tf.Tensor[] };

const parentOf = (name: string) => name.slice(0, Math.max(0, name.lastIndexOf(".")));

/** How many numbers an optimizer moves. */
export function countParameters(network: Network): number {
  return network.parameters().values().reduce((sum, { size }) => sum + size, 0);
}

/**
 * Runs one image of zeros through a network on the running backend and counts.
 *
 * Products of two results, as in attention, have no parameters: they are booked to the module around the layer before.
 *
 * @param network a classifier or a detector
 * @param size pixels per side of the image
 *
 * @example
 * ```ts
 * import { startBackend } from "../backend/mod.ts";
 * import { createModel } from "./mod.ts";
 * import { NoDraws, summarizeNetwork } from "./summary.ts";
 *
 * await startBackend("wasm");
 * const model = createModel("resnet18:width=16", 10, new NoDraws());
 * const { parameters, macs } = await summarizeNetwork(model, 32);
 * console.log(parameters, macs); // 701466, 35143680
 * ```
 */
export async function summarizeNetwork(network: Runnable, size: number): Promise<NetworkSummary> {
  const layers = new Map<string, LayerSummary>(), products = new Map<string, LayerSummary>();
  const layerOf = new Map<object, string>();
  for (const [parameter, variable] of network.parameters()) {
    const name = parentOf(parameter), before = layers.get(name)?.parameters ?? 0;
    layers.set(name, { name, output: undefined, parameters: before + variable.size, macs: 0 });
    layerOf.set(variable.dataId, name);
  }
  let last = "";
  const see = ({ args, result, flops }: PrimitiveCall) => {
    if (flops === 0) return;
    const weights = args.find((value) =>
      value instanceof tf.Tensor && layerOf.has(value.dataId)
    ) as tf.Tensor;
    if (weights === undefined) {
      const before = products.get(last)?.macs ?? 0;
      products.set(last, {
        name: parentOf(last),
        output: undefined,
        parameters: 0,
        macs: before + flops / 2,
      });
    } else {
      last = layerOf.get(weights.dataId)!;
      layers.set(last, { ...layers.get(last)!, output: shapeOfOne(result as tf.Tensor), macs: flops / 2 });
    }
  };
  await observeKernels(see, () => {
    tf.tidy(() => void network.forward(tf.zeros([1, size, size, 3]), { training: false }));
    return Promise.resolve();
  });
  const rows = [...layers.values()].flatMap((layer) => [layer, products.get(layer.name) ?? []].flat());
  const macs = rows.reduce((sum, layer) => sum + layer.macs, 0);
  const { name, classes } = network;
  return { name, classes, size, parameters: countParameters(network), macs, layers: rows };
}

/** A result's shape without the batch's axis: of an image, of tokens one below the other, or of a vector. */
function shapeOfOne({ shape }: tf.Tensor): readonly number[] {
  return shape[0] === 1 ? shape.slice(1) : shape;
}
