/** Stock layers of TensorFlow.js with a model's weights, each named like its PyTorch module. */
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import type { Model } from "./types.ts";

/** A model's variables in our layouts, which match those of stock layers: HWIO and [in, out]. */
type Values = ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

/** A builder that connects stock layers. */
export class LayersGraph {
  readonly #values: Values;

  private constructor(values: Values) {
    this.#values = values;
  }

  /** Reads a model's variables, which the model still owns. */
  static async of(model: Model): Promise<LayersGraph> {
    const values = new Map<string, { shape: number[]; data: Float32Array }>();
    for (const entry of model.entries()) {
      if (entry.layout === "counter") continue;
      const { name, variable } = entry;
      values.set(name, { shape: [...variable.shape], data: new Float32Array(await variable.data()) });
    }
    return new LayersGraph(values);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** Makes the input: images of any size, [B, H, W, 3]. */
  input(): tfl.SymbolicTensor {
    return tfl.input({ shape: [null, null, 3], name: "images" });
  }

  /**
   * Adds a convolution with PyTorch's padding of half the kernel. "same" is equivalent at stride 1 only: at
   * other strides it pads only right and bottom, which is a different network.
   */
  convolution(x: tfl.SymbolicTensor, name: string, stride = 1): tfl.SymbolicTensor {
    const [size = 1, , , filters = 0] = this.#values.get(`${name}.weight`)!.shape;
    const padded = stride > 1 && size > 1 ? this.pad(x, (size - 1) / 2, `${name}.pad`) : x;
    const useBias = this.has(`${name}.bias`);
    const layer = tfl.layers.conv2d({
      name,
      filters,
      kernelSize: size,
      strides: stride,
      padding: padded === x && stride === 1 ? "same" : "valid",
      useBias,
      kernelInitializer: "zeros",
    });
    return this.#apply(layer, padded, [`${name}.weight`, ...(useBias ? [`${name}.bias`] : [])]);
  }

  /** Adds a batch normalisation with the running statistics and PyTorch's ε. */
  norm(x: tfl.SymbolicTensor, name: string): tfl.SymbolicTensor {
    const layer = tfl.layers.batchNormalization({ name, epsilon: 1e-5, momentum: 0.9 });
    const parts = ["weight", "bias", "running_mean", "running_var"];
    return this.#apply(layer, x, parts.map((part) => `${name}.${part}`));
  }

  relu(x: tfl.SymbolicTensor, name: string): tfl.SymbolicTensor {
    return tfl.layers.reLU({ name }).apply(x) as tfl.SymbolicTensor;
  }

  add(x: tfl.SymbolicTensor, y: tfl.SymbolicTensor, name: string): tfl.SymbolicTensor {
    return tfl.layers.add({ name }).apply([x, y]) as tfl.SymbolicTensor;
  }

  pad(x: tfl.SymbolicTensor, by: number, name: string): tfl.SymbolicTensor {
    return tfl.layers.zeroPadding2d({ name, padding: by }).apply(x) as tfl.SymbolicTensor;
  }

  /**
   * Adds a 3×3 max-pooling of stride 2; inputs are not negative, so zero padding does not change the maximum.
   */
  maxPool(x: tfl.SymbolicTensor, name: string): tfl.SymbolicTensor {
    const layer = tfl.layers.maxPooling2d({ name, poolSize: 3, strides: 2, padding: "valid" });
    return layer.apply(this.pad(x, 1, `${name}.pad`)) as tfl.SymbolicTensor;
  }

  /** Adds the mean over all pixels, and the logits. */
  head(x: tfl.SymbolicTensor, name: string): tfl.SymbolicTensor {
    const means = tfl.layers.globalAveragePooling2d({ name: "mean" }).apply(x) as tfl.SymbolicTensor;
    const units = this.#values.get(`${name}.bias`)!.shape[0]!;
    const layer = tfl.layers.dense({ name, units, kernelInitializer: "zeros" });
    return this.#apply(layer, means, [`${name}.weight`, `${name}.bias`]);
  }

  #apply(layer: tfl.layers.Layer, x: tfl.SymbolicTensor, names: readonly string[]): tfl.SymbolicTensor {
    const output = layer.apply(x) as tfl.SymbolicTensor;
    const weights = names.map((name) => {
      const { data, shape } = this.#values.get(name)!;
      return tf.tensor(data, [...shape]);
    });
    layer.setWeights(weights);
    tf.dispose(weights);
    return output;
  }
}
