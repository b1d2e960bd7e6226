/** Every kernel of the native backend against the stock ones on plain JavaScript; skipped where it is not set up. */
import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { startCpu } from "../../src/backend/cpu.ts";
import type { Kernels } from "../../src/backend/ops/kernels.ts";
import { kernels } from "../../src/backend/ops/running.ts";
import { stockKernels } from "../../src/backend/ops/stock.ts";
import { filterGradientByTaps } from "../../src/backend/ops/tensorflow/filter_taps.ts";
import { startTensorflow } from "../../src/backend/tensorflow.ts";
import { randomStream } from "../../src/random.ts";
import { withoutNative } from "./required.ts";

const ignore = await withoutNative();
const stock = stockKernels(kernels);

/** Random numbers on the host, the same for both backends. */
function host(name: string, shape: number[]): () => tf.Tensor {
  const random = randomStream(7, name);
  const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal());
  return () => tf.tensor(values, shape);
}

/** Runs a function on the native backend with its kernels and on cpu with the stock ones; compares all results. */
async function expectEqual(compute: (k: Kernels) => readonly tf.Tensor[]): Promise<void> {
  await startTensorflow();
  const native = await read(compute(kernels()));
  await startCpu();
  const wanted = await read(compute(stock));
  assert.equal(native.length, wanted.length);
  for (const [index, { shape, values }] of native.entries()) {
    assert.deepEqual(shape, wanted[index]!.shape);
    const expected = wanted[index]!.values;
    const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
    const worst = values.reduce((most, value, k) => Math.max(most, Math.abs(value - expected[k]!)), 0);
    assert.ok(worst <= 2e-5 * scale, `result ${index} differs by ${worst}, at most ${scale}`);
  }
}

async function read(tensors: readonly tf.Tensor[]): Promise<{ shape: number[]; values: Float32Array }[]> {
  const results = [];
  for (const tensor of tensors) results.push({ shape: tensor.shape, values: await tensor.data<"float32">() });
  tf.dispose([...tensors]);
  return results;
}

const convolutions = [
  { size: [8, 8], filter: [3, 3], stride: 1, padding: 1 },
  { size: [8, 8], filter: [3, 3], stride: 2, padding: 1 },
  { size: [7, 9], filter: [3, 3], stride: 2, padding: 1 },
  { size: [8, 7], filter: [1, 1], stride: 2, padding: 0 },
  { size: [9, 9], filter: [3, 3], stride: 3, padding: 0 },
  { size: [9, 8], filter: [6, 6], stride: 2, padding: 2 },
  { size: [8, 8], filter: [7, 5], stride: 4, padding: 2 },
  { size: [5, 6], filter: [2, 2], stride: 1, padding: 1 },
] as const;

Deno.test(
  { name: "strided gradients equal the stock ones for many numbers of channels", ignore },
  async () => {
    for (const channels of [16, 24, 36, 40, 48, 56, 72, 80, 96, 112, 144, 240]) {
      const filter = host("filter", [3, 3, channels, 16]), upstream = host("upstream", [2, 4, 4, 16]);
      await expectEqual((k) => [
        k.conv2dInputGradient(
          upstream() as tf.Tensor4D,
          filter() as tf.Tensor4D,
          [2, 8, 8, channels],
          { stride: 2, padding: 1 },
        ),
      ]);
    }
  },
);

for (const { size: [height, width], filter: [rows, columns], stride, padding } of convolutions) {
  const name = `${height}×${width} pixels, ${rows}×${columns} filter, stride ${stride}, padding ${padding}`;
  Deno.test({ name: `conv2d and its gradients equal the stock ones: ${name}`, ignore }, async () => {
    const x = host("x", [2, height, width, 3]), filter = host("filter", [rows, columns, 3, 4]);
    const geometry = { stride, padding };
    const down = (input: number, taps: number) => Math.floor((input + 2 * padding - taps) / stride) + 1;
    const upstream = host("upstream", [2, down(height, rows), down(width, columns), 4]);
    await expectEqual((k) => {
      const [a, b, g] = [x(), filter(), upstream()] as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
      return [
        k.conv2d(a, b, geometry),
        k.conv2dInputGradient(g, b, a.shape, geometry),
        k.conv2dFilterGradient(a, g, b.shape, geometry),
      ];
    });
  });
}

for (
  const { size, filter, stride, padding } of [
    ...convolutions.filter(({ size, stride }) => size.every((side) => side % stride === 0)),
    { size: [1, 2], filter: [3, 3], stride: 1, padding: 1 },
    { size: [8, 8], filter: [6, 6], stride: 2, padding: 2 },
  ] as const
) {
  const [height, width] = size, [rows, columns] = filter;
  const name = `${height}×${width} pixels, ${rows}×${columns} filter, stride ${stride}, padding ${padding}`;
  Deno.test({ name: `filter gradients by taps equal the stock ones: ${name}`, ignore }, async () => {
    const down = (input: number, taps: number) => Math.floor((input + 2 * padding - taps) / stride) + 1;
    const x = host("x", [2, height, width, 32]);
    const upstream = host("upstream", [2, down(height, rows), down(width, columns), 32]);
    const geometry = { stride, padding }, shape = [rows, columns, 32, 32] as const;
    await expectEqual((k) => {
      const [a, g] = [x(), upstream()] as [tf.Tensor4D, tf.Tensor4D];
      return [
        k === stock
          ? k.conv2dFilterGradient(a, g, [...shape], geometry)
          : filterGradientByTaps(a, g, shape, geometry),
      ];
    });
    await startTensorflow();
    const [a, g] = [x(), upstream()] as [tf.Tensor4D, tf.Tensor4D];
    const [lowA, lowG] = [a, g].map((x) => kernels().toHalf(x, "bfloat16")) as [tf.Tensor4D, tf.Tensor4D];
    const low = filterGradientByTaps(lowA, lowG, shape, geometry);
    const [wanted] = await read([filterGradientByTaps(a, g, shape, geometry)]);
    const [got] = await read([kernels().toFloat32(low)]);
    const largest = wanted!.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    wanted!.values.forEach((value, i) => assert.ok(Math.abs(value - got!.values[i]!) < 0.02 * largest));
    tf.dispose([a, g, lowA, lowG, low]);
  });
}

Deno.test(
  { name: "10,000 steps with different learning rates do not fill the memory", ignore },
  async () => {
    await startTensorflow();
    const backend = tf.backend(), weight = tf.variable(tf.scalar(1)), velocity = tf.variable(tf.scalar(0));
    const gradient = tf.scalar(1);
    const step = (learningRate: number) =>
      kernels().sgdUpdate(weight, gradient, velocity, { learningRate, momentum: 0.5, weightDecay: 0 });
    let expected = 1, speed = 0;
    const steps = (from: number, count: number) => {
      for (let k = from; k < from + count; k++) {
        step(1 / k);
        speed = Math.fround(Math.fround(speed * 0.5) + 1);
        expected = Math.fround(expected - Math.fround(Math.fround(1 / k) * speed));
      }
    };
    steps(1, 5000);
    const before = backend.numDataIds();
    steps(5001, 5000);
    assert.equal(backend.numDataIds(), before);
    const got = (await weight.data())[0]!;
    assert.ok(Math.abs(got - expected) < 1e-4 * Math.abs(expected), `${got}, wanted ${expected}`);
    tf.dispose([weight, velocity, gradient]);
  },
);

Deno.test(
  { name: "conv2d of 1×1, 1024 channels to 512 and back, equals the stock one", ignore },
  async () => {
    for (const [inputs, outputs, stride] of [[1024, 512, 1], [512, 1024, 1], [512, 1024, 2]] as const) {
      const x = host("x", [1, 4, 2, inputs]), filter = host("filter", [1, 1, inputs, outputs]);
      const upstream = host("upstream", [1, 4 / stride, 2 / stride, outputs]),
        geometry = { stride, padding: 0 };
      await expectEqual((k) => {
        const [a, b, g] = [x(), filter(), upstream()] as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
        return [
          k.conv2d(a, b, geometry),
          k.conv2dInputGradient(g, b, a.shape, geometry),
          k.conv2dFilterGradient(a, g, b.shape, geometry),
        ];
      });
    }
  },
);

for (const relu of [false, true]) {
  for (const withResidual of [false, true]) {
    const name = `${relu ? "with" : "without"} relu, ${withResidual ? "with" : "without"} residual`;
    Deno.test(
      { name: `batch normalisation and its gradient equal the stock ones: ${name}`, ignore },
      async () => {
        const shape = [3, 4, 5, 6];
        const x = host("x", shape), residual = host("residual", shape), upstream = host("upstream", shape);
        const weight = host("weight", [6]), bias = host("bias", [6]);
        await expectEqual((k) => {
          const tail = { relu, residual: withResidual ? residual() as tf.Tensor4D : undefined };
          const [a, w, b] = [x() as tf.Tensor4D, weight() as tf.Tensor1D, bias() as tf.Tensor1D];
          const { output, mean, variance, saved } = k.batchNormTraining(a, w, b, 1e-5, tail);
          const context = { ...tail, x: a, output, weight: w, epsilon: 1e-5, saved };
          const gradient = k.batchNormGradient(upstream() as tf.Tensor4D, context);
          const positive = tf.add(tf.square(b), 0.1) as tf.Tensor1D;
          const inference = k.batchNormInference(a, w, b, w, positive, 1e-5, tail);
          const results = [output, mean, variance, inference, gradient.x, gradient.weight, gradient.bias];
          return gradient.residual === undefined ? results : [...results, gradient.residual];
        });
      },
    );
  }
}

Deno.test({ name: "batch statistics of many values are exact to float32's rounding", ignore }, async () => {
  await startTensorflow();
  const [values, channels] = [64 * 32 * 32, 4];
  const x = tf.add(host("many", [values, channels])(), 0.3);
  const data = await x.data();
  const mean = new Float64Array(channels), variance = new Float64Array(channels);
  data.forEach((value, k) => mean[k % channels]! += value / values);
  data.forEach((value, k) => variance[k % channels]! += (value - mean[k % channels]!) ** 2 / (values - 1));
  const tail = { relu: false, residual: undefined };
  const input = tf.reshape(x, [64, 32, 32, channels]) as tf.Tensor4D;
  const found = kernels().batchNormTraining(input, tf.ones([channels]), tf.zeros([channels]), 1e-5, tail);
  // Running sums, as TensorFlow takes them, are off by 1e-5 here.
  (await found.mean.data()).forEach((value, k) => assert.ok(Math.abs(value - mean[k]!) < 5e-7));
  (await found.variance.data()).forEach((value, k) => assert.ok(Math.abs(value - variance[k]!) < 2e-6));
});

Deno.test({ name: "the variance of a single value per channel is not NaN", ignore }, async () => {
  await expectEqual((k) => {
    const tail = { relu: false, residual: undefined };
    const one = tf.tensor4d([1, 2], [1, 1, 1, 2]);
    const { output, mean, variance } = k.batchNormTraining(one, tf.ones([2]), tf.zeros([2]), 1e-5, tail);
    return [output, mean, variance];
  });
});

Deno.test({ name: "relu, its gradient and add equal the stock ones", ignore }, async () => {
  const a = host("a", [4, 5]), b = host("b", [4, 5]);
  await expectEqual((k) => [k.relu(a()), k.reluGradient(a(), k.relu(b())), k.add(a(), b())]);
});

const settings = [
  { learningRate: 0.1, momentum: 0.9, weightDecay: 5e-4 },
  { learningRate: 0.1, momentum: 0.9, weightDecay: 0 },
  { learningRate: 0.1, momentum: 0.001, weightDecay: 0.1 },
  { learningRate: 0.1, momentum: 0.9, weightDecay: 5e-4, nesterov: true },
  { learningRate: 0.1, momentum: 0, weightDecay: 5e-4 },
] as const;

for (const options of settings) {
  Deno.test(
    { name: `five steps of SGD equal the stock ones: ${JSON.stringify(options)}`, ignore },
    async () => {
      const start = host("weights", [3, 4]), gradient = host("gradient", [3, 4]);
      await expectEqual((k) => {
        const weights = tf.variable(start());
        const velocity = options.momentum === 0 ? undefined : tf.variable(tf.zeros([3, 4]));
        for (let step = 0; step < 5; step++) k.sgdUpdate(weights, gradient(), velocity, options);
        return velocity === undefined ? [weights] : [weights, velocity];
      });
    },
  );
}

Deno.test({
  name: "a step of SGD leaves copies of the weights and the gradient unchanged, and leaks no tensor",
  ignore,
}, async () => {
  await startTensorflow();
  const options = { learningRate: 0.1, momentum: 0.9, weightDecay: 5e-4 };
  const weights = tf.variable(tf.ones([3])), velocity = tf.variable(tf.zeros([3]));
  const gradient = tf.ones([3]);
  kernels().sgdUpdate(weights, gradient, velocity, options);
  const copy = weights.clone(), before = await copy.data();
  const tensors = tf.memory().numTensors;
  for (let step = 0; step < 3; step++) kernels().sgdUpdate(weights, gradient, velocity, options);
  assert.equal(tf.memory().numTensors, tensors);
  assert.deepEqual(await copy.data(), before);
  assert.deepEqual([...await gradient.data()], [1, 1, 1]);
  assert.notDeepEqual(await weights.data(), before);
});

Deno.test(
  { name: "a tensor copied from the host keeps its values when the host's memory is overwritten", ignore },
  async () => {
    await startTensorflow();
    const memory = new ArrayBuffer(4096);
    // At every place that an array can begin: where it is aligned, TensorFlow would share the memory.
    for (let at = 0; at < 256; at += 4) {
      const values = new Float32Array(memory, at, 64).fill(1);
      const copy = kernels().copyFromHost(values, [8, 8]);
      values.fill(2);
      assert.deepEqual(new Set(await copy.data()), new Set([1]), `at byte ${at}`);
      copy.dispose();
    }
  },
);
