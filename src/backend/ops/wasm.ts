/** The kernels of the WebAssembly backend. */
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { KernelFactory } from "./kernels.ts";
import { normalizeInto } from "./stock/normalize_and_mask.ts";
import { adam } from "./wasm/adam.ts";
import { normalization } from "./wasm/batch_norm.ts";
import { convolution } from "./wasm/convolution.ts";
import { depthwise } from "./wasm/depthwise.ts";
import { activations } from "./wasm/gelu.ts";
import { matMul } from "./wasm/mat_mul.ts";
import { maxPool2dGradient } from "./wasm/pooling.ts";
import { rows } from "./wasm/layer_norm_softmax.ts";
import { address, allocate, floats, program, workspace, writable } from "./wasm/runtime.ts";

/** Builds the kernels of the wasm backend. */
export const wasmKernels: KernelFactory = (base) => ({
  ...convolution,
  ...normalization(base),
  ...depthwise,
  ...rows,
  ...activations,
  ...adam,
  matMul: matMul(base),
  maxPool2dGradient,

  /** Writes straight into the module's memory. */
  normalizeAndMask(bytes, shape, tables, mask) {
    const [output, out] = allocate<Tensor4D>(shape);
    normalizeInto(floats(out, bytes.length), bytes, shape, tables, mask);
    return output;
  },

  updateAverage(average, value, momentum) {
    const averages = floats(writable(average), average.size);
    const values = floats(address(value), value.size);
    for (let k = 0; k < averages.length; k++) {
      averages[k] = (1 - momentum) * averages[k]! + momentum * values[k]!;
    }
  },

  add(a, b) {
    const [output, out] = allocate(a.shape);
    program().sum(address(a), address(b), out, a.size);
    return output;
  },

  reluGradient(upstream, output) {
    const [gradient, out] = allocate(upstream.shape);
    program().positiveOnly(address(upstream), address(output), out, upstream.size);
    return gradient;
  },

  globalAveragePoolGradient(upstream, shape) {
    const [batch, height, width, channels] = shape;
    const [gradient, out] = allocate<Tensor4D>(shape);
    const [shares] = workspace(upstream.size * 4) as [number];
    const pixels = height * width;
    floats(shares, upstream.size).set(
      floats(address(upstream), upstream.size).map((value) => value / pixels),
    );
    program().repeatRuns(shares, out, batch, channels * 4, pixels);
    return gradient;
  },

  sgdUpdate(parameter, gradient, velocity, { learningRate, momentum, weightDecay, nesterov = false }) {
    // Into new memory: the backend's own matrix product keeps a packed copy of a matrix for as long as its memory
    // lives, and would go on with the old weights.
    const [moved, out] = allocate(parameter.shape);
    const { descend, descendMomentum, descendNesterov } = program();
    const at = velocity === undefined ? 0 : writable(velocity);
    const [from, g, count] = [address(parameter), address(gradient), parameter.size];
    if (velocity === undefined) {
      descend(from, g, out, count, -learningRate, weightDecay);
    } else {
      const step = nesterov ? descendNesterov : descendMomentum;
      step(from, g, at, out, count, -learningRate, weightDecay, momentum);
    }
    parameter.assign(moved);
    moved.dispose();
  },
});
