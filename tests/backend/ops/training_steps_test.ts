/** Many steps of a small network: no leaks, falling loss, reproducible numbers. */
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { valueAndGradients } from "../../../src/backend/autograd.ts";
import * as ops from "../../../src/backend/ops/mod.ts";
import type { BackendName } from "../../../src/backend/mod.ts";
import { noise, noiseVariable, testOnEachBackend } from "../each_backend.ts";

const STEPS: Readonly<Record<BackendName, number>> = { tensorflow: 100, webgpu: 10, wasm: 500, cpu: 20 };

interface Trained {
  readonly losses: number[];
  /** Tensors after the first and after the last step. */
  readonly tensors: readonly [number, number];
  readonly weights: Float32Array;
}

const variable = (initial: () => tf.Tensor) => tf.tidy(() => tf.variable(initial()));

async function train(steps: number): Promise<Trained> {
  const parameters = new Map<string, tf.Variable>([
    ["conv", noiseVariable([3, 3, 3, 4], 1)],
    ["conv2", noiseVariable([3, 3, 4, 8], 2)],
    ["shortcut", noiseVariable([1, 1, 4, 8], 3)],
    ["weight", variable(() => tf.ones([8]))],
    ["bias", variable(() => tf.zeros([8]))],
    ["linear", noiseVariable([8, 2], 4)],
  ]);
  const buffers = {
    runningMean: variable(() => tf.zeros([8])),
    runningVariance: variable(() => tf.ones([8])),
  };
  const velocities = new Map<string, tf.Variable>();
  const parameter = (name: string) => parameters.get(name)!;
  const images = Uint8Array.from(noise(4 * 8 * 8 * 3, 5), (value) => Math.floor((value + 1) * 128));
  const targets = tf.tensor2d([1, 0, 0, 1, 1, 0, 0, 1], [4, 2]);

  const loss = () => {
    const x = ops.normalizeAndMask(images, [4, 8, 8, 3]);
    const hidden = ops.relu(ops.conv2d(x, parameter("conv"), { padding: 1 }));
    const residual = ops.conv2d(hidden, parameter("shortcut"), { stride: 2 });
    const state = { weight: parameter("weight"), bias: parameter("bias"), ...buffers };
    const second = ops.conv2d(hidden, parameter("conv2"), { stride: 2, padding: 1 });
    const y = ops.batchNorm(second, state, { training: true, relu: true, residual });
    const logits = ops.linear(ops.globalAveragePool(y), parameter("linear"));
    return ops.softmaxCrossEntropy(logits, targets);
  };
  const losses: number[] = [];
  let first = 0;
  for (let step = 0; step < steps; step++) {
    const { value, gradients } = valueAndGradients(loss, parameters);
    ops.sgdStep(parameters, gradients, velocities, { learningRate: 0.05, momentum: 0.9, weightDecay: 5e-4 });
    losses.push((await value.data())[0]!);
    tf.dispose([value, ...gradients.values()]);
    if (step === 0) first = tf.memory().numTensors;
  }
  const last = tf.memory().numTensors;
  const weights = await parameter("conv").data<"float32">();
  tf.dispose([targets, ...parameters.values(), ...velocities.values(), ...Object.values(buffers)]);
  return { losses, tensors: [first, last], weights };
}

testOnEachBackend("many training steps leak no tensor, and the loss falls", async (backend) => {
  await train(1); // a backend may keep constants of its own
  const before = tf.memory().numTensors;
  const { losses, tensors } = await train(STEPS[backend]);
  assert.equal(tensors[1], tensors[0]);
  assert.equal(tf.memory().numTensors, before);
  assert.ok(losses.at(-1)! < 0.8 * losses[0]!, `${losses[0]} → ${losses.at(-1)}`);
});

testOnEachBackend("the same training twice gives the same numbers, bit for bit", async (backend) => {
  // A graphics device adds up in a different order.
  if (backend === "webgpu") return;
  const [once, again] = [await train(10), await train(10)];
  assert.deepEqual(again.losses, once.losses);
  assert.deepEqual(again.weights, once.weights);
});
