/** Operations of our own on rows, and Adam's, on native TensorFlow, against the same arithmetic in float64. */
import gammainc from "@stdlib/math-base-special-gammainc";
import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { adamaxStep, adamwStep, freshAdamState } from "../../src/backend/ops/mod.ts";
import { ownRows } from "../../src/backend/ops/tensorflow/own_rows.ts";
import { findNativeAddon } from "../../src/backend/setup/location.ts";
import { startTensorflow } from "../../src/backend/tensorflow.ts";
import { noise } from "./each_backend.ts";
import { withoutNative } from "./required.ts";

const ignore = await withoutNative() || (await findNativeAddon())?.source === "prebuilt" ||
  Deno.env.get("CBM_OWN_OPERATIONS") === "0";

type Shape = [rows: number, columns: number];

/** One value, fewer columns than a vector has lanes, leftovers, many rows and columns. */
const SHAPES: Shape[] = [[1, 1], [5, 7], [3, 16], [17, 67], [1000, 64], [1088, 384], [37, 1536], [4099, 3]];

const random = ([rows, columns]: Shape, seed: number, offset = 0) =>
  tf.tensor2d(noise(rows * columns, seed).map((value) => 3 * value + offset), [rows, columns]);

const vector = (columns: number, seed: number) => tf.tensor1d(noise(columns, seed).map((x) => 1 + x / 2));

const exact = (tensor: tf.Tensor): Float64Array => Float64Array.from(tensor.dataSync<"float32">());

/** Fails where one value is off by more than so much of the largest. */
function expectNear(what: string, got: tf.Tensor, want: Float64Array, tolerance: number): void {
  const values = got.dataSync<"float32">();
  const largest = want.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  assert.equal(values.length, want.length);
  for (const [i, value] of want.entries()) {
    const off = Math.abs(value - values[i]!);
    assert.ok(off <= tolerance * largest, `${what}: ${values[i]} in place of ${value}, at most ${largest}`);
  }
}

/** Sums the columns of rows in float64. */
function summed(values: Float64Array, columns: number): Float64Array {
  const sums = new Float64Array(columns);
  values.forEach((value, i) => sums[i % columns]! += value);
  return sums;
}

/** The normal distribution function, and its derivative. */
const distribution = (x: number) => {
  const tail = gammainc(x * x / 2, 0.5, true, true) / 2;
  return x < 0 ? tail : 1 - tail;
};
const density = (x: number) => Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** The kinds of GELU and their derivatives. */
const GELU = {
  gelu: {
    value: (x: number) => x * distribution(x),
    slope: (x: number) => distribution(x) + x * density(x),
  },
  quickgelu: {
    value: (x: number) => x * sigmoid(1.702 * x),
    slope(x: number) {
      const s = sigmoid(1.702 * x);
      return s * (1 + 1.702 * x * (1 - s));
    },
  },
};

Deno.test({ name: "our layer normalisation and its gradients are as exact as float32", ignore }, async () => {
  await startTensorflow();
  const epsilon = 1e-5;
  for (const shape of SHAPES) {
    const [rows, columns] = shape, at = `of [${shape}]`;
    const x = random(shape, 1, 2),
      upstream = random(shape, 2),
      [weight, bias] = [3, 4].map((seed) => vector(columns, seed)) as [tf.Tensor1D, tf.Tensor1D];
    const { output, saved } = ownRows.layerNorm(x, weight, bias, epsilon);
    const gradient = ownRows.layerNormGradient(upstream, weight, saved);
    const [values, g, w, b] = [x, upstream, weight, bias].map(exact) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const standard = new Float64Array(values.length), forX = new Float64Array(values.length);
    for (let r = 0; r < rows; r++) {
      const each = (f: (i: number, c: number) => number) => {
        let sum = 0;
        for (let c = 0; c < columns; c++) sum += f(r * columns + c, c);
        return sum / columns;
      };
      const mean = each((i) => values[i]!);
      const deviation = Math.sqrt(each((i) => (values[i]! - mean) ** 2) + epsilon);
      for (let c = 0; c < columns; c++) {
        standard[r * columns + c] = (values[r * columns + c]! - mean) / deviation;
      }
      const level = each((i, c) => g[i]! * w[c]!), slope = each((i, c) => g[i]! * w[c]! * standard[i]!);
      for (let c = 0; c < columns; c++) {
        const i = r * columns + c;
        forX[i] = (g[i]! * w[c]! - level - standard[i]! * slope) / deviation;
      }
    }
    const wanted = standard.map((value, i) => value * w[i % columns]! + b[i % columns]!);
    expectNear(`the output ${at}`, output, wanted, 2e-6);
    // Of one column nothing is left but what rounding leaves.
    if (columns > 1) expectNear(`x's gradient ${at}`, gradient.x, forX, 2e-6);
    expectNear(
      `the weight's gradient ${at}`,
      gradient.weight,
      summed(standard.map((v, i) => v * g[i]!), columns),
      2e-6,
    );
    expectNear(`the bias's gradient ${at}`, gradient.bias, summed(g, columns), 5e-7);
  }
});

Deno.test(
  { name: "our biases and GELU after them, with gradients, are as exact as float32", ignore },
  async () => {
    await startTensorflow();
    for (const shape of SHAPES) {
      const [, columns] = shape, at = `of [${shape}]`;
      const x = random(shape, 1), upstream = random(shape, 2), bias = vector(columns, 3);
      const [values, g, b] = [x, upstream, bias].map(exact) as [Float64Array, Float64Array, Float64Array];
      const z = values.map((value, i) => value + b[i % columns]!);
      expectNear(`x with a bias ${at}`, ownRows.addBias(x, bias), z, 1e-7);
      expectNear(`column sums ${at}`, ownRows.columnSums(x), summed(values, columns), 5e-7);
      for (const kind of ["gelu", "quickgelu"] as const) {
        const { output, saved } = ownRows.biasGelu(x, bias, kind, true);
        const alone = ownRows.biasGelu(x, bias, kind, false);
        const gradient = ownRows.biasGeluGradient(upstream, saved!);
        const { value, slope } = GELU[kind], forX = z.map((at, i) => g[i]! * slope(at));
        expectNear(`${kind} ${at}`, output, z.map(value), 5e-7);
        assert.deepEqual(alone.output.dataSync(), output.dataSync());
        assert.equal(alone.saved, undefined);
        expectNear(`x's gradient through ${kind} ${at}`, gradient.x, forX, 1e-6);
        expectNear(`the bias's gradient through ${kind} ${at}`, gradient.bias, summed(forX, columns), 1e-6);
      }
    }
  },
);

Deno.test({ name: "our GELU takes any number", ignore }, async () => {
  await startTensorflow();
  const points = [-1e30, -200, -13.3, -5, -1e-20, 0, 1e-20, 5, 13.3, 200, 1e30, NaN];
  const x = tf.tensor2d(points, [points.length, 1]), none = tf.zeros<tf.Rank.R1>([1]);
  const { output, saved } = ownRows.biasGelu(x, none, "gelu", true);
  const values = output.dataSync(), slopes = saved!.dataSync();
  for (const [i, point] of points.entries()) {
    const wanted = GELU.gelu.value(point);
    if (Number.isNaN(point)) assert.ok(Number.isNaN(values[i]) && Number.isNaN(slopes[i]));
    // In the tail too: not a share of the largest value.
    else {assert.ok(
        Math.abs(values[i]! - wanted) <= 2e-5 * Math.abs(wanted) + 1e-37,
        `${point}: ${values[i]}`,
      );}
    if (Math.abs(point) > 100) assert.equal(slopes[i], point > 0 ? 1 : 0);
  }
});

Deno.test({ name: "our steps of Adamax and AdamW are as exact as float32", ignore }, async () => {
  await startTensorflow();
  // More values than one call moves, and a tail behind whole vectors.
  const sizes = [3, 1_500_000, 700_001, 16, 1_000_003];
  for (const [step, decoupled] of [[adamaxStep, false], [adamwStep, true]] as const) {
    const options = {
      learningRate: new Map(sizes.map((_, i) => [`p${i}`, 0.1 / (i + 1)])),
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-3,
      weightDecay: 0.05,
    };
    const parameters = new Map(sizes.map((size, i) => [`p${i}`, tf.variable(tf.tensor1d(noise(size, i)))]));
    const state = freshAdamState(parameters);
    const weights = [...parameters.values()].map(exact);
    const firsts = sizes.map((size) => new Float64Array(size)),
      seconds = sizes.map((size) => new Float64Array(size));
    for (let t = 1; t <= 3; t++) {
      const gradients = new Map(sizes.map((size, i) => [`p${i}`, tf.tensor1d(noise(size, 10 * t + i))]));
      step(parameters, gradients, state, options);
      const { beta1, beta2, epsilon, weightDecay } = options;
      for (const [i, w] of weights.entries()) {
        const given = exact(gradients.get(`p${i}`)!), m = firsts[i]!, v = seconds[i]!;
        const learningRate = options.learningRate.get(`p${i}`)!, rate = learningRate / (1 - beta1 ** t);
        for (let k = 0; k < w.length; k++) {
          const g = decoupled ? given[k]! : given[k]! + weightDecay * w[k]!;
          m[k] = beta1 * m[k]! + (1 - beta1) * g;
          if (decoupled) {
            v[k] = beta2 * v[k]! + (1 - beta2) * g * g;
            const size = Math.sqrt(v[k]! / (1 - beta2 ** t)) + epsilon;
            w[k] = (1 - learningRate * weightDecay) * w[k]! - rate * m[k]! / size;
          } else {
            v[k] = Math.max(beta2 * v[k]!, Math.abs(g) + epsilon);
            w[k] = w[k]! - rate * m[k]! / v[k]!;
          }
        }
      }
      tf.dispose([...gradients.values()]);
    }
    for (const [i, w] of weights.entries()) {
      const moments = state.moments.get(`p${i}`)!;
      expectNear(`parameter ${i}`, parameters.get(`p${i}`)!, w, 1e-6);
      expectNear(`first moment ${i}`, moments.first, firsts[i]!, 1e-6);
      expectNear(`second moment ${i}`, moments.second, seconds[i]!, 1e-6);
    }
  }
});

Deno.test({ name: "our operations on rows refuse what does not fit", ignore }, async () => {
  await startTensorflow();
  const x = tf.zeros<tf.Rank.R2>([4, 3]), wide = tf.zeros<tf.Rank.R1>([4]), fit = tf.zeros<tf.Rank.R1>([3]);
  const apart = /has 4 values, not 3|does not have as many values as x|has 12 values, not 15/;
  assert.throws(() => ownRows.addBias(x, wide), apart);
  assert.throws(() => ownRows.layerNorm(x, fit, wide, 1e-5), apart);
  assert.throws(() => ownRows.biasGelu(x, wide, "gelu", true), apart);
  assert.throws(() => ownRows.biasGeluGradient(tf.zeros([5, 3]), x), apart);
  const { saved } = ownRows.layerNorm(x, fit, fit, 1e-5);
  assert.throws(() => ownRows.layerNormGradient(tf.zeros([5, 3]), fit, saved), apart);
});

Deno.test({ name: "our operations on rows take none", ignore }, async () => {
  await startTensorflow();
  const x = tf.zeros<tf.Rank.R2>([0, 3]), weight = tf.ones<tf.Rank.R1>([3]);
  const { output, saved } = ownRows.layerNorm(x, weight, weight, 1e-5);
  assert.deepEqual(output.shape, [0, 3]);
  assert.deepEqual([...ownRows.layerNormGradient(x, weight, saved).weight.dataSync()], [0, 0, 0]);
  assert.deepEqual([...ownRows.columnSums(x).dataSync()], [0, 0, 0]);
});
