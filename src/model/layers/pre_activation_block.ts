/** The pre-activation residual block of Wide ResNets. */
import { add, dropout } from "../../backend/ops/mod.ts";
import type { RandomStream } from "../../random.ts";
import { batchNormLayer } from "./batch_norm.ts";
import { convolutionLayer, type ImageLayer, onMainPath } from "./convolution.ts";
import type { ParameterStore } from "./parameter_store.ts";
import { lower, raise } from "./precision.ts";
import { tidied } from "./tidy.ts";

/** The structure of a pre-activation block. */
export interface PreActivationPlan {
  readonly inputs: number;
  readonly outputs: number;
  /** Stride of the second convolution and the shortcut. */
  readonly stride: number;
  /** The share of values dropped between the convolutions. */
  readonly dropout: number;
}

/**
 * Makes a block: bn1, relu, conv1, dropout, bn2, relu, conv2, and the sum with the block's raw input, which a 1×1
 * convolution adapts where the shape changes. All convolutions have a bias.
 */
export function preActivationBlock(
  store: ParameterStore,
  name: string,
  { inputs, outputs, stride, dropout: rate }: PreActivationPlan,
  random: RandomStream,
): ImageLayer {
  const convolution = (path: string, from: number, size: number, step: number) => {
    const plan = { inputs: from, outputs, size, stride: step, bias: true };
    return convolutionLayer(store, `${name}.${path}`, plan, random);
  };
  const norm1 = batchNormLayer(store, `${name}.bn1`, inputs);
  const convolution1 = onMainPath(convolution("conv1", inputs, 3, 1));
  const norm2 = batchNormLayer(store, `${name}.bn2`, outputs);
  const convolution2 = onMainPath(convolution("conv2", outputs, 3, stride));
  const adapted = stride === 1 && inputs === outputs
    ? undefined
    : convolution("shortcut.0", inputs, 1, stride);
  return tidied((x, options) => {
    const { training } = options;
    const drops = training && rate > 0 && options.random !== undefined;
    const first = convolution1(norm1(x, { training, relu: true }), options);
    const kept = drops
      ? lower(dropout(raise(first, options), { rate, random: options.random }), options)
      : first;
    const second = convolution2(norm2(kept, { training, relu: true }), options);
    return add(second, adapted?.(x, options) ?? x);
  });
}
