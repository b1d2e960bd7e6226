/** The script that {@linkcode verifyAddon} runs in a separate process: `verify_addon.ts FOLDER`. */
import * as tf from "@tensorflow/tfjs-core";
import { executeMany, float, integers } from "../ops/tensorflow/execute.ts";
import { tryTensorflow } from "../tensorflow.ts";
import { readAddon } from "./location.ts";

/** Throws unless two rows of numbers are equal within float32 rounding. */
function expectClose(what: string, actual: ArrayLike<number>, expected: readonly number[]): void {
  const close = expected.every((value, index) => Math.abs(value - (actual[index] ?? NaN)) < 1e-4);
  if (!close || actual.length !== expected.length) {
    throw new Error(`${what} gives ${Array.from(actual)}, not ${expected}`);
  }
}

if (import.meta.main) {
  const addon = await readAddon(Deno.args[0] ?? ".");
  if (addon === undefined) throw new Error("No addon is set up");
  const { binding, isUsingGpuDevice } = await tryTensorflow(addon);
  await tf.setBackend("tensorflow");
  const a = tf.tensor2d([1, 2, 3, 4], [2, 2]);
  expectClose("matMul", await tf.matMul(a, a).data(), [7, 10, 15, 22]);
  const image = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
  const loss = (filter: tf.Tensor) => tf.conv2d(image, filter.as4D(2, 2, 1, 1), 1, "valid").square().sum();
  // The window sums are 12, 16, 24 and 28; the gradient is twice each sum times the pixel under the weight.
  const gradient = tf.grad(loss)(tf.ones([2, 2, 1, 1]));
  expectClose("the gradient of conv2d", await gradient.data(), [560, 720, 1040, 1200]);
  if (addon.operations !== undefined && !isUsingGpuDevice) {
    const x = tf.tensor2d([1, 20, 3, 40], [2, 2]), ones = tf.ones([2]);
    const settings = { epsilon: float(0), activation: integers(0), with_residual: false };
    const [y, mean, variance] = executeMany("CbmBatchNorm", [x, ones, ones, x], settings, 4);
    expectClose("our batch normalisation", await y!.data(), [0, 0, 2, 2]);
    expectClose("its mean", await mean!.data(), [2, 30]);
    expectClose("its variance", await variance!.data(), [1, 100]);
    const [next] = executeMany("CbmAverage", [ones, mean!], { momentum: float(0.5) }, 1);
    expectClose("our moving average", await next!.data(), [1.5, 15.5]);
    const sgd = tf.tensor2d([0.1, 0, 0, 0], [1, 4]);
    const [moved] = executeMany("CbmSgd", [ones, ones, mean!, sgd], { N: integers(1) }, 2);
    expectClose("our SGD", await moved!.data(), [0.8, -2]);
    const window = { size: integers(3), stride: integers(1), padding: integers(0) };
    const pooled = [image, tf.tensor4d([9], [1, 1, 1, 1]), tf.ones([1, 1, 1, 1])];
    const [routed] = executeMany("CbmMaxPoolGrad", pooled, window, 1);
    expectClose("our gradient of max pooling", await routed!.data(), [0, 0, 0, 0, 0, 0, 0, 0, 1]);
  }
  console.log(JSON.stringify({ tensorflow: binding.TF_Version, gpu: isUsingGpuDevice }));
}
