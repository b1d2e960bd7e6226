/** One small problem per operation and shape: a scalar function of named inputs. */
import * as tf from "@tensorflow/tfjs-core";
import { differentiable } from "../../../src/backend/autograd.ts";
import * as ops from "../../../src/backend/ops/mod.ts";
import { noise, noiseVariable } from "../each_backend.ts";
import { type Case, rank, weightedSum } from "./case.ts";
import { transformerCases } from "./transformer_cases.ts";

type Inputs = Readonly<Record<string, tf.Variable>>;

const rank4 = (variable: tf.Variable | undefined) => rank<tf.Tensor4D>(variable);
const rank2 = (variable: tf.Variable | undefined) => rank<tf.Tensor2D>(variable);

type ConvCase = [
  what: string,
  x: [number, number, number, number],
  kernel: number,
  outputs: number,
  stride: number,
  padding: number,
];

const convolutions: readonly ConvCase[] = [
  ["3×3", [2, 6, 6, 4], 3, 8, 1, 1],
  ["3×3, odd sizes and channels", [3, 7, 5, 3], 3, 5, 1, 1],
  ["3×3, stride 2", [2, 8, 8, 4], 3, 12, 2, 1],
  ["3×3, stride 2, odd sizes", [2, 7, 9, 5], 3, 6, 2, 1],
  ["3×3, stride 2, even sizes that leave a column over", [2, 6, 8, 4], 3, 8, 2, 0],
  ["1×1, stride 2, no padding", [2, 8, 8, 8], 1, 16, 2, 0],
  ["1×1, stride 2, odd sizes", [2, 7, 7, 4], 1, 4, 2, 0],
  ["1×1, stride 2, large and narrow", [8, 32, 32, 4], 1, 8, 2, 0],
  ["1×1, one image of one pixel", [1, 1, 1, 7], 1, 3, 1, 0],
  ["3×3, without padding", [1, 6, 5, 4], 3, 9, 1, 0],
  ["5×5", [1, 6, 6, 2], 5, 4, 1, 2],
  ["7×7, stride 3", [1, 11, 11, 3], 7, 4, 3, 3],
  ["2×2, stride 2", [2, 5, 6, 4], 2, 8, 2, 0],
  ["1×1, more padding than filter", [1, 4, 4, 3], 1, 4, 1, 1],
  ["many images", [41, 16, 16, 8], 3, 8, 1, 1],
];

const convolutionCases: readonly Case[] = convolutions.map(([what, x, kernel, outputs, stride, padding]) => ({
  name: `conv2d ${what}`,
  inputs: { x, filter: [kernel, kernel, x[3], outputs], bias: [outputs] },
  loss: ({ x, filter, bias }) => weightedSum(ops.conv2d(rank4(x), filter!, { stride, padding, bias: bias! })),
}));

/** Makes fresh running statistics, as a case may run many times. */
function normalize(
  { x, weight, bias, other }: Inputs,
  options: { relu?: boolean; residual?: boolean },
): tf.Tensor4D {
  const channels = [x!.shape[3]!];
  const runningMean = tf.variable(tf.zeros(channels));
  const runningVariance = tf.variable(tf.ones(channels));
  const state = { weight: weight!, bias: bias!, runningMean, runningVariance };
  const { relu = false, residual = false } = options;
  const output = ops.batchNorm(rank4(x), state, {
    training: true,
    relu,
    ...(residual ? { residual: rank4(other) } : {}),
  });
  runningMean.dispose();
  runningVariance.dispose();
  return output;
}

const normalizationCases: readonly Case[] = ([
  ["", [3, 4, 4, 8], {}],
  [", relu", [3, 4, 4, 8], { relu: true }],
  [", residual", [3, 4, 4, 8], { residual: true }],
  [", residual and relu", [3, 4, 4, 12], { residual: true, relu: true }],
  [", odd sizes and channels", [2, 3, 5, 5], { residual: true, relu: true }],
  [", one image", [1, 5, 3, 4], { relu: true }],
  [", many rows", [9, 17, 17, 4], { relu: true }],
] as const).map(([what, x, options]) => ({
  name: `batchNorm${what}`,
  inputs: { x, weight: [x[3]], bias: [x[3]], other: x },
  loss: (inputs) => weightedSum(normalize(inputs, options)),
}));

const otherCases: readonly Case[] = [
  {
    name: "relu",
    inputs: { x: [3, 7] },
    loss: ({ x }) => weightedSum(ops.relu<tf.Tensor>(x!)),
  },
  {
    name: "add",
    inputs: { a: [3, 7], b: [3, 7] },
    loss: ({ a, b }) => weightedSum(ops.add<tf.Tensor>(a!, b!)),
  },
  {
    name: "add, a tensor to itself",
    inputs: { a: [5] },
    loss: ({ a }) => weightedSum(ops.add<tf.Tensor>(a!, a!)),
  },
  {
    name: "add, to something constant",
    inputs: { b: [3, 7] },
    loss: ({ b }) => weightedSum(ops.add<tf.Tensor>(tf.ones([3, 7]), b!)),
  },
  {
    name: "globalAveragePool",
    inputs: { x: [3, 4, 5, 6] },
    loss: ({ x }) => weightedSum(ops.globalAveragePool(rank4(x))),
  },
  {
    name: "linear",
    inputs: { x: [5, 7], weight: [7, 3], bias: [3] },
    loss: ({ x, weight, bias }) => weightedSum(ops.linear(rank2(x), weight!, bias!)),
  },
  {
    name: "linear, of tokens",
    inputs: { x: [2, 3, 7], weight: [7, 3], bias: [3] },
    loss: ({ x, weight, bias }) => weightedSum(ops.linear<tf.Tensor>(x!, weight!, bias!)),
  },
  {
    name: "softmaxCrossEntropy",
    inputs: { logits: [4, 5] },
    // Soft targets, the last of which do not sum to 1.
    loss: ({ logits }) =>
      ops.softmaxCrossEntropy(
        rank2(logits),
        tf.tensor2d(noise(20, 5).map((value) => (value + 1) / 5), [4, 5]),
      ),
  },
  {
    name: "differentiable, of two inputs",
    inputs: { a: [4, 3], b: [4, 3] },
    loss: ({ a, b }) => {
      const product = differentiable(
        (x: tf.Tensor, y: tf.Tensor): tf.Tensor => tf.mul(tf.square(x), y),
        (upstream, x, y) => [tf.mul(upstream, tf.mul(tf.mul(x, 2), y)), tf.mul(upstream, tf.square(x))],
      );
      return weightedSum(product(a!, b!));
    },
  },
  {
    name: "a residual block",
    inputs: {
      x: [2, 6, 6, 4],
      first: [3, 3, 4, 8],
      shortcut: [1, 1, 4, 8],
      weight: [8],
      bias: [8],
      last: [8, 3],
    },
    loss: ({ x, first, shortcut, weight, bias, last }) => {
      const residual = ops.conv2d(rank4(x), shortcut!, { stride: 2 });
      const hidden = ops.conv2d(rank4(x), first!, { stride: 2, padding: 1 });
      const inputs = { x: hidden as tf.Tensor as tf.Variable, weight: weight!, bias: bias! };
      const normalized = normalize(inputs, { relu: true });
      const pooled = ops.globalAveragePool(ops.relu(ops.add(normalized, residual)));
      const targets = tf.tensor2d([1, 0, 0, 0, 0.5, 0.5], [2, 3]);
      return ops.softmaxCrossEntropy(ops.linear(pooled, last!), targets);
    },
  },
];

/** All of them. */
export const cases: readonly Case[] = [
  ...convolutionCases,
  ...normalizationCases,
  ...otherCases,
  ...transformerCases,
];

/** The inputs of a case, as variables on the running backend. */
export function caseVariables({ inputs }: Case): Map<string, tf.Variable> {
  const entries = Object.entries(inputs);
  return new Map(entries.map(([name, shape], k) => [name, noiseVariable(shape, k + 1)]));
}
