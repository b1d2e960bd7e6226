/** What the WebAssembly backend does its own way. */
import type { Kernels } from "./kernels.ts";
import { convolution } from "./wasm/convolution.ts";
import { normalization } from "./wasm/batch_norm.ts";
import { address, allocate, floats, program, writable } from "./wasm/runtime.ts";

/** Overrides for `tf.getBackend() === "wasm"`. */
export const wasmKernels: Partial<Kernels> = {
  ...convolution,
  ...normalization,

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

  sgdUpdate(parameter, gradient, velocity, { learningRate, momentum, weightDecay, nesterov = false }) {
    const weight = writable(parameter);
    const { descend, descendMomentum, descendNesterov } = program();
    if (velocity === undefined) {
      descend(weight, address(gradient), parameter.size, -learningRate, weightDecay);
      return;
    }
    const step = nesterov ? descendNesterov : descendMomentum;
    const at = writable(velocity);
    step(weight, address(gradient), at, parameter.size, -learningRate, weightDecay, momentum);
  },
};
