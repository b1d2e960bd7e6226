/** Operations of our own on native TensorFlow, against the same arithmetic in float64. */
import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { cast } from "../../src/backend/ops/tensorflow/cast.ts";
import { ownBatchNorm } from "../../src/backend/ops/tensorflow/own_batch_norm.ts";
import { hasOwnConvolution, ownConvolution } from "../../src/backend/ops/tensorflow/own_convolution.ts";
import { findNativeAddon, OPERATIONS } from "../../src/backend/setup/location.ts";
import { startTensorflow } from "../../src/backend/tensorflow.ts";
import { noise } from "./each_backend.ts";
import { withoutNative } from "./required.ts";

const ignore = await withoutNative() || (await findNativeAddon())?.source === "prebuilt";
const EPSILON = 1e-3;

Deno.test({ name: "setup builds our operations into the addon", ignore }, async () => {
  assert.equal((await findNativeAddon())?.operations, OPERATIONS, "run `deno task cbm setup` again");
  const wanted = Deno.env.get("CBM_OWN_OPERATIONS") !== "0" && OPERATIONS;
  assert.equal((await startTensorflow()).details.ownOperations, wanted);
});

type Activation = "none" | "relu" | "silu";

/** Batch normalisation and its gradients by definition; the relu's mask is given, as rounding may change it. */
function expected(
  x: Float64Array,
  upstream: Float64Array,
  residual: Float64Array | undefined,
  weight: Float64Array,
  bias: Float64Array,
  activation: Activation,
  isPositive: (i: number) => boolean,
) {
  const channels = weight.length, rows = x.length / channels;
  const mean = new Float64Array(channels), variance = new Float64Array(channels);
  x.forEach((value, i) => mean[i % channels]! += value / rows);
  x.forEach((value, i) => variance[i % channels]! += (value - mean[i % channels]!) ** 2 / rows);
  const deviation = (c: number) => Math.sqrt(variance[c]! + EPSILON);
  const standard = x.map((value, i) => (value - mean[i % channels]!) / deviation(i % channels));
  const z = standard.map((value, i) =>
    value * weight[i % channels]! + bias[i % channels]! + (residual?.[i] ?? 0)
  );
  const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));
  const output = z.map((value) =>
    activation === "none" ? value : activation === "relu" ? Math.max(0, value) : value * sigmoid(value)
  );
  const slope = z.map((value, i) => {
    if (activation === "none") return 1;
    if (activation === "relu") return isPositive(i) ? 1 : 0;
    return sigmoid(value) * (1 + value * (1 - sigmoid(value)));
  });
  const through = upstream.map((value, i) => value * slope[i]!);
  const forBias = new Float64Array(channels), forWeight = new Float64Array(channels);
  through.forEach((value, i) => {
    forBias[i % channels]! += value;
    forWeight[i % channels]! += value * standard[i]!;
  });
  const forX = through.map((value, i) => {
    const c = i % channels;
    return weight[c]! / deviation(c) *
      (value - forBias[c]! / rows - standard[i]! * forWeight[c]! / rows);
  });
  const unbiased = variance.map((value) => value * rows / Math.max(rows - 1, 1));
  return { output, mean, unbiased, forX, forWeight, forBias, forResidual: through };
}

/** Asserts that no value is off by more than a share of the largest. */
async function expectNear(what: string, got: tf.Tensor, want: Float64Array, tolerance: number) {
  const values = await got.data(), largest = want.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  assert.equal(values.length, want.length);
  const off = want.reduce((most, value, i) => {
    const error = Math.abs(value - values[i]!);
    return Number.isNaN(error) ? Infinity : Math.max(most, error);
  }, 0);
  assert.ok(off <= tolerance * largest, `${what} is off by ${off} of ${largest}`);
}

/** Narrow and wide rows, odd row counts, and more rows than fit one task. */
const SHAPES = [[2, 3, 5, 1], [3, 7, 1, 6], [8, 16, 16, 16], [2, 9, 9, 40], [4, 8, 8, 67]]
  .concat(
    [[16, 80, 80, 16], [5, 4, 4, 512]],
  ) as [number, number, number, number][];

for (const half of [false, true]) {
  const [type, tolerance] = half ? ["bfloat16", 8e-3] : ["float32", 2e-6];
  for (const activation of ["none", "relu", "silu"] as const) {
    for (const withResidual of activation === "silu" ? [false] : [false, true]) {
      const tail = withResidual ? `${activation} and a residual` : activation;
      Deno.test({
        name: `our batch normalisation of ${type} with ${tail} is as exact as its numbers`,
        ignore,
      }, async () => {
        await startTensorflow();
        for (const shape of SHAPES) {
          const channels = shape[3], size = shape.reduce((a, b) => a * b, 1);
          // Means that are not small beside deviations.
          const offset = (i: number) => 1 + (i % channels) / channels;
          const made = (seed: number, add: (i: number) => number = () => 0) => {
            const full = tf.tensor4d(noise(size, seed).map((value, i) => value + add(i)), shape);
            return half ? cast.toHalf(full, "bfloat16") as tf.Tensor4D : full;
          };
          const exact = async (tensor: tf.Tensor) =>
            Float64Array.from(await (half ? cast.toFloat32(tensor) : tensor).data());
          const x = made(1, offset), upstream = made(2), residual = withResidual ? made(3) : undefined;
          const weight = tf.tensor1d(noise(channels, 4).map((value) => 1 + value / 2));
          const bias = tf.tensor1d(noise(channels, 5));
          const own = ownBatchNorm, relu = activation === "relu";
          const trained = activation === "silu"
            ? own.batchNormSiluTraining(x, weight, bias, EPSILON)
            : own.batchNormTraining(x, weight, bias, EPSILON, { relu, residual });
          const positive = await exact(trained.output);
          const want = expected(
            await exact(x),
            await exact(upstream),
            residual && await exact(residual),
            Float64Array.from(weight.dataSync()),
            Float64Array.from(bias.dataSync()),
            activation,
            (i) => positive[i]! > 0,
          );
          const context = { x, output: trained.output, weight, bias, epsilon: EPSILON, saved: trained.saved };
          const gradient = activation === "silu"
            ? { ...own.batchNormSiluGradient(upstream, context), residual: undefined }
            : own.batchNormGradient(upstream, { ...context, relu, residual });
          const full = (tensor: tf.Tensor) => half ? cast.toFloat32(tensor) : tensor;
          const at = `of [${shape}]`;
          await expectNear(`the output ${at}`, full(trained.output), want.output, tolerance);
          await expectNear(`the mean ${at}`, trained.mean, want.mean, 2e-7);
          await expectNear(`the variance ${at}`, trained.variance, want.unbiased, 1e-6);
          await expectNear(`x's gradient ${at}`, full(gradient.x), want.forX, 2 * tolerance);
          await expectNear(`the weight's gradient ${at}`, gradient.weight, want.forWeight, 5 * tolerance);
          await expectNear(`the bias's gradient ${at}`, gradient.bias, want.forBias, 5 * tolerance);
          if (gradient.residual !== undefined) {
            await expectNear(
              `the residual's gradient ${at}`,
              full(gradient.residual),
              want.forResidual,
              tolerance,
            );
          }
          if (activation === "silu") continue;
          // By the statistics of this batch, which are given this time: what training mode gives.
          const biased = tf.mul(trained.variance, 1 - channels / size) as tf.Tensor1D;
          const again = own.batchNormInference(x, weight, bias, trained.mean, biased, EPSILON, {
            relu,
            residual,
          });
          await expectNear(`the output in inference ${at}`, full(again), want.output, 2 * tolerance);
        }
      });
    }
  }
}

/** Whether our own convolutions are available: not on every processor, and they can be switched off. */
async function usesOwnConvolutions(): Promise<boolean> {
  if (Deno.env.get("CBM_OWN_OPERATIONS") === "0" || Deno.build.arch !== "x86_64") return false;
  await startTensorflow();
  return hasOwnConvolution(tf.zeros([1, 1, 1, 8]), [1, 1, 8, 8]);
}

/** A convolution and its gradients, by definition. */
function convolved(
  x: Float64Array,
  filter: Float64Array,
  upstream: Float64Array,
  [batch, height, width, channels]: Shape,
  [size, , , outputs]: Shape,
  { stride, padding }: { stride: number; padding: number },
) {
  const side = (pixels: number) => Math.floor((pixels + 2 * padding - size) / stride) + 1;
  const [rows, columns] = [side(height), side(width)];
  const output = new Float64Array(batch * rows * columns * outputs);
  const forX = new Float64Array(x.length), forFilter = new Float64Array(filter.length);
  for (let pixel = 0; pixel < batch * rows * columns; pixel++) {
    const column = pixel % columns, row = Math.floor(pixel / columns) % rows;
    const image = Math.floor(pixel / columns / rows);
    for (let tap = 0; tap < size * size; tap++) {
      const i = row * stride - padding + Math.floor(tap / size), j = column * stride - padding + tap % size;
      if (i < 0 || j < 0 || i >= height || j >= width) continue;
      for (let channel = 0; channel < channels; channel++) {
        const from = ((image * height + i) * width + j) * channels + channel;
        for (let o = 0; o < outputs; o++) {
          const at = (tap * channels + channel) * outputs + o, to = pixel * outputs + o;
          output[to]! += x[from]! * filter[at]!;
          forX[from]! += upstream[to]! * filter[at]!;
          forFilter[at]! += upstream[to]! * x[from]!;
        }
      }
    }
  }
  return { output, forX, forFilter, shape: [batch, rows, columns, outputs] as Shape };
}

type Shape = [number, number, number, number];

/** Images, filter, stride and padding: few and many pixels, channels that do not fill a vector, borders, gaps. */
const CONVOLUTIONS = [
  [[3, 9, 7, 16], [1, 1, 16, 33], 1, 0],
  [[4, 33, 31, 8], [1, 1, 8, 16], 1, 0],
  [[2, 7, 9, 20], [1, 1, 20, 17], 2, 0],
  [[2, 8, 6, 16], [1, 1, 16, 8], 3, 1],
  [[2, 10, 10, 24], [3, 3, 24, 75], 1, 1],
  [[3, 11, 6, 9], [3, 3, 9, 130], 2, 1],
  [[2, 9, 13, 8], [5, 5, 8, 32], 2, 2],
  [[2, 8, 8, 8], [6, 6, 8, 16], 2, 2],
  [[1, 5, 4, 64], [3, 3, 64, 8], 1, 2],
  [[2, 12, 12, 8], [2, 2, 8, 8], 3, 0],
  [[1, 1, 1, 8], [3, 3, 8, 8], 1, 1],
  [[2, 40, 3, 48], [3, 3, 48, 96], 1, 1],
  // Pixels that the filter never reaches, filters that extend beyond one border, nothing but border.
  [[2, 5, 5, 16], [2, 2, 16, 16], 2, 0],
  [[2, 8, 8, 16], [3, 3, 16, 16], 2, 0],
  [[2, 4, 4, 16], [2, 2, 16, 16], 2, 1],
  [[2, 8, 7, 8], [3, 3, 8, 8], 3, 0],
  [[1, 20, 1, 8], [1, 1, 8, 16], 8, 3],
  // Sums in several parts, of several groups of outputs; long sums.
  [[4, 30, 30, 8], [3, 3, 8, 80], 1, 1],
  [[1, 6, 6, 256], [3, 3, 256, 64], 1, 1],
  [[0, 6, 6, 8], [3, 3, 8, 8], 1, 1],
] as [Shape, Shape, number, number][];

const unused = ignore || !await usesOwnConvolutions();

Deno.test(
  { name: "our convolutions and their gradients are as exact as float32", ignore: unused },
  async () => {
    await startTensorflow();
    for (const [images, filters, stride, padding] of CONVOLUTIONS) {
      const values = (shape: Shape, seed: number) =>
        tf.tensor4d(noise(shape.reduce((a, b) => a * b), seed), shape);
      const x = values(images, 1), filter = values(filters, 2), geometry = { stride, padding };
      const output = ownConvolution.conv2d(x, filter, geometry);
      const upstream = values(output.shape, 3);
      const exact = [x, filter, upstream].map((tensor) => Float64Array.from(tensor.dataSync()));
      const want = convolved(exact[0]!, exact[1]!, exact[2]!, images, filters, geometry);
      const at = `of [${images}] by [${filters}], stride ${stride}, padding ${padding}`;
      assert.deepEqual(output.shape, want.shape);
      await expectNear(`the output ${at}`, output, want.output, 2e-6);
      const forX = ownConvolution.conv2dInputGradient(upstream, filter, images, geometry);
      await expectNear(`x's gradient ${at}`, forX, want.forX, 2e-6);
      const forFilter = ownConvolution.conv2dFilterGradient(x, upstream, filters, geometry);
      await expectNear(`the filter's gradient ${at}`, forFilter, want.forFilter, 2e-6);
    }
  },
);

Deno.test({ name: "our convolutions reject shapes that do not fit", ignore: unused }, async () => {
  await startTensorflow();
  const x = tf.zeros<tf.Rank.R4>([1, 4, 4, 8]), filter = tf.zeros<tf.Rank.R4>([3, 3, 9, 8]);
  const apart = /do not match/, dense = { stride: 1, padding: 0 };
  assert.throws(() => ownConvolution.conv2d(x, filter, dense), apart);
  assert.throws(() => ownConvolution.conv2d(x, tf.zeros([5, 5, 8, 8]), dense), apart);
  assert.throws(
    () => ownConvolution.conv2dInputGradient(x, tf.zeros([3, 3, 8, 8]), [1, 9, 9, 8], dense),
    apart,
  );
  assert.throws(() => ownConvolution.conv2dFilterGradient(x, x, [3, 3, 8, 8], dense), apart);
});

/** A hash of the operations' results for the same numbers. */
const PROGRAM = `
import * as tf from "@tensorflow/tfjs-core";
import { startTensorflow } from "./src/backend/tensorflow.ts";
import {
  adamaxStep, adamwStep, addChannelBias, batchNormSilu, biasGelu, conv2d, freshAdamState, layerNorm, maxPool2d, sgdStep,
} from "./src/backend/ops/mod.ts";
import { differentiable, valueAndGradients } from "./src/backend/autograd.ts";
import { sha256Hex } from "./src/io/hash.ts";
await startTensorflow();
const x = tf.randomNormal([16, 40, 40, 24], 0, 1, "float32", 1);
const state = {
  weight: tf.variable(tf.ones([24])), bias: tf.variable(tf.zeros([24])),
  runningMean: tf.variable(tf.zeros([24])), runningVariance: tf.variable(tf.ones([24])),
};
const filter = tf.variable(tf.randomNormal([3, 3, 24, 24], 0, 0.1, "float32", 2));
const wide = tf.variable(tf.randomNormal([1, 1, 24, 75], 0, 0.1, "float32", 3));
const ones = (size) => tf.variable(tf.ones([size])), noise = tf.randomNormal([75], 0, 1, "float32", 4);
const [scale, shift, hidden, last] = [ones(75), ones(75), tf.variable(noise), ones(75)];
const parameters = new Map(Object.entries({
  weight: state.weight, bias: state.bias, filter, wide, scale, shift, hidden, last,
}));
// Its upstream gradient differs from value to value.
const squares = differentiable((x) => tf.mean(tf.square(x)).asScalar(), (_, x) => [tf.mul(x, 1 / x.size)]);
const { value, gradients } = valueAndGradients(() => {
  const once = batchNormSilu(conv2d(x, filter, { stride: 2, padding: 1 }), state, { training: true });
  const mixed = conv2d(maxPool2d(once, { size: 3, stride: 1, padding: 1 }), wide);
  const kinds = ["gelu", "quickgelu"].reduce((x, kind) => biasGelu(x, hidden, kind), layerNorm(mixed, scale, shift));
  return squares(layerNorm(addChannelBias(kinds, last), scale, shift));
}, parameters);
sgdStep(parameters, gradients, new Map(), { learningRate: 0.1, momentum: 0.9, weightDecay: 0.01 });
const adam = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };
adamaxStep(parameters, gradients, freshAdamState(parameters), adam);
adamwStep(parameters, gradients, freshAdamState(parameters), adam);
const all = [value, ...gradients.values(), ...parameters.values(), state.runningVariance];
console.log(sha256Hex(...all.map((tensor) => new Uint8Array(tensor.dataSync().slice().buffer))));
`;

Deno.test(
  {
    name: "our operations give the same bits with any number of their threads, on AVX-512 as on AVX2",
    ignore,
  },
  async () => {
    const ways = [["1", "2"], ["2", "2"], ["5", "2"], ["2", "1"]];
    const hashes = await Promise.all(ways.map(async ([threads, generation]) => {
      const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["eval", "--quiet", "--no-check", PROGRAM],
        cwd: new URL("../..", import.meta.url),
        // TensorFlow's own sums depend on the number of threads.
        env: {
          CBM_KERNEL_THREADS: threads!,
          CBM_KERNEL_GENERATION: generation!,
          TF_NUM_INTRAOP_THREADS: "1",
        },
      }).output();
      return new TextDecoder().decode(stdout) || new TextDecoder().decode(stderr);
    }));
    assert.match(hashes[0]!, /^[0-9a-f]{64}\n$/);
    assert.deepEqual(new Set(hashes).size, 1);
  },
);
