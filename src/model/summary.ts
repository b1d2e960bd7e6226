/** A network's layers and the cost of its forward pass. */
import * as tf from "@tensorflow/tfjs-core";
import { observeKernels, type PrimitiveCall } from "../backend/ops/watch.ts";
import { RandomStream } from "../random.ts";
import type { ForwardOptions, Network } from "./types.ts";

/** One layer: the parameters that share a name up to its last dot, and their arithmetic. */
export interface LayerSummary {
  /** As in the state_dict, such as `layer1.0.conv1`. */
  readonly name: string;
  /** The output shape for one image, without the batch axis; undefined if it multiplies no matrices. */
  readonly output: readonly number[] | undefined;
  readonly parameters: number;
  /** Multiply-adds of convolutions and matrix products for one image. */
  readonly macs: number;
}

/** A network's layers and totals. */
export interface NetworkSummary {
  /** The resolved specification, as on the command line. */
  readonly name: string;
  readonly classes: number;
  /** Pixels per side. */
  readonly size: number;
  readonly parameters: number;
  /** Multiply-adds of one image's forward pass. */
  readonly macs: number;
  readonly layers: readonly LayerSummary[];
}

/**
 * A stream of zeros for networks whose weights are only counted, as millions of normal draws take seconds.
 */
export class NoDraws extends RandomStream {
  /** Makes the stream; it needs no name. */
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

/** Counts the trainable parameters. */
export function countParameters(network: Network): number {
  return network.parameters().values().reduce((sum, { size }) => sum + size, 0);
}

/**
 * Counts parameters and multiply-adds by running one image of zeros through a network on the running backend.
 *
 * Products of two results, as in attention, have no parameters: they are attributed to the module that
 * contains the preceding layer.
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

/** Returns a result's shape without the batch axis: that of an image, of a list of tokens, or of a vector. */
function shapeOfOne({ shape }: tf.Tensor): readonly number[] {
  return shape[0] === 1 ? shape.slice(1) : shape;
}
