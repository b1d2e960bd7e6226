/** The updates of Adamax and AdamW in one pass over each parameter. */
import type { Scalar } from "@tensorflow/tfjs-core";
import type { AdamKernels, AdamUpdate } from "../kernels.ts";
import { address, allocate, floats, program, writable } from "./runtime.ts";

/** Reads a number that is already in memory. */
const numberOf = (tensor: Scalar): number => floats(address(tensor), 1)[0]!;

/** Runs a kernel into new memory, as `sgdUpdate` does: the backend keeps packed copies of old matrices. */
function move(
  kernel: (...values: number[]) => void,
  { parameter, gradient, moments: { first, second } }: AdamUpdate,
  settings: readonly number[],
): void {
  const [moved, out] = allocate(parameter.shape);
  const [firstAt, secondAt] = [writable(first), writable(second)];
  kernel(address(parameter), address(gradient), firstAt, secondAt, out, parameter.size, ...settings);
  parameter.assign(moved);
  moved.dispose();
}

/** Adamax and AdamW for `Kernels`. */
export const adam: AdamKernels = {
  adamaxUpdates(updates, bias1) {
    const correction = numberOf(bias1);
    for (const update of updates) {
      const { learningRate, beta1, beta2, epsilon, weightDecay } = update.options;
      const settings = [-(learningRate / correction), weightDecay, beta1, 1 - beta1, beta2, epsilon];
      move(program().moveAdamax, update, settings);
    }
  },

  adamwUpdates(updates, { bias1, bias2 }) {
    const correction = numberOf(bias1), root = 1 / Math.sqrt(numberOf(bias2));
    for (const update of updates) {
      const { learningRate, beta1, beta2, epsilon, weightDecay } = update.options;
      const keep = 1 - learningRate * weightDecay;
      const settings = [
        -(learningRate / correction),
        keep,
        beta1,
        1 - beta1,
        beta2,
        1 - beta2,
        root,
        epsilon,
      ];
      move(program().moveAdamw, update, settings);
    }
  },
};
