/** The updates of Adamax and AdamW in one pass over each parameter. */
import type { Scalar, Tensor, Variable } from "@tensorflow/tfjs-core";
import type { AdamKernels, Moments } from "../kernels.ts";
import { address, allocate, floats, program, writable } from "./runtime.ts";

/** Reads a number that is already in memory. */
const numberOf = (tensor: Scalar): number => floats(address(tensor), 1)[0]!;

/** Runs a kernel into new memory, as `sgdUpdate` does: the backend keeps packed copies of old matrices. */
function move(
  kernel: (...values: number[]) => void,
  parameter: Variable,
  gradient: Tensor,
  { first, second }: Moments,
  settings: readonly number[],
): void {
  const [moved, out] = allocate(parameter.shape);
  const [firstAt, secondAt] = [writable(first), writable(second)];
  kernel(address(parameter), address(gradient), firstAt, secondAt, out, parameter.size, ...settings);
  parameter.assign(moved);
  moved.dispose();
}

const adamaxUpdate: AdamKernels["adamaxUpdate"] = (parameter, gradient, moments, bias1, options) => {
  const { learningRate, beta1, beta2, epsilon, weightDecay } = options;
  const rate = learningRate / numberOf(bias1);
  const settings = [-rate, weightDecay, beta1, 1 - beta1, beta2, epsilon];
  move(program().moveAdamax, parameter, gradient, moments, settings);
};

const adamwUpdate: AdamKernels["adamwUpdate"] = (parameter, gradient, moments, biases, options) => {
  const { learningRate, beta1, beta2, epsilon, weightDecay } = options;
  const rate = learningRate / numberOf(biases.bias1);
  const root = 1 / Math.sqrt(numberOf(biases.bias2));
  const keep = 1 - learningRate * weightDecay;
  const settings = [-rate, keep, beta1, 1 - beta1, beta2, 1 - beta2, root, epsilon];
  move(program().moveAdamw, parameter, gradient, moments, settings);
};

/** Adamax and AdamW for `Kernels`. */
export const adam: AdamKernels = { adamaxUpdate, adamwUpdate };
