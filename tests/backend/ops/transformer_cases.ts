/** Problems of the operations that transformers and detectors are made of. */
import * as tf from "@tensorflow/tfjs-core";
import * as ops from "../../../src/backend/ops/mod.ts";
import { randomStream } from "../../../src/random.ts";
import { noise } from "../each_backend.ts";
import { type Case, rank, weightedSum } from "./case.ts";

type Shape4 = [number, number, number, number];

const depthwise: readonly [
  what: string,
  x: Shape4,
  height: number,
  width: number,
  stride: number,
  padding: number,
][] = [
  ["3×3", [2, 6, 6, 8], 3, 3, 1, 1],
  ["3×3, odd sizes and channels", [3, 7, 5, 3], 3, 3, 1, 1],
  ["3×3, stride 2", [2, 8, 8, 4], 3, 3, 2, 1],
  ["3×3, stride 2, odd sizes and channels", [2, 7, 9, 5], 3, 3, 2, 1],
  ["3×3, without padding", [1, 6, 5, 4], 3, 3, 1, 0],
  ["5×5, stride 3", [1, 11, 10, 6], 5, 5, 3, 2],
  ["3×5, padding that fits neither", [2, 6, 7, 4], 3, 5, 1, 1],
  ["1×1, more padding than filter", [1, 4, 4, 3], 1, 1, 1, 1],
  ["many images", [9, 14, 14, 68], 3, 3, 1, 1],
];

const depthwiseCases: readonly Case[] = depthwise.map(([what, x, height, width, stride, padding]) => ({
  name: `depthwiseConv2d ${what}`,
  inputs: { x, filter: [height, width, x[3], 1] },
  loss: ({ x, filter }) =>
    weightedSum(ops.depthwiseConv2d(rank<tf.Tensor4D>(x), filter!, { stride, padding })),
}));

const pools: readonly [what: string, x: Shape4, options: ops.MaxPool2dOptions][] = [
  ["2×2", [2, 6, 4, 5], { size: 2 }],
  ["2×2, odd sizes", [1, 7, 5, 4], { size: 2 }],
  ["3×3, stride 2, padding 1", [2, 8, 8, 4], { size: 3, stride: 2, padding: 1 }],
  ["5×5, stride 1, padding 2", [2, 6, 7, 3], { size: 5, stride: 1, padding: 2 }],
  ["2×2, stride 1, padding 1", [1, 4, 5, 4], { size: 2, stride: 1, padding: 1 }],
];

const poolCases: readonly Case[] = pools.map(([what, x, options]) => ({
  name: `maxPool2d ${what}`,
  inputs: { x },
  loss: ({ x }) => weightedSum(ops.maxPool2d(rank<tf.Tensor4D>(x), options)),
}));

const layerNormCases: readonly Case[] = [[3, 8], [2, 5, 7], [2, 3, 4, 12], [200, 6], [3, 1]].map((x) => ({
  name: `layerNorm of [${x}]`,
  inputs: { x, weight: [x.at(-1)!], bias: [x.at(-1)!] },
  loss: ({ x, weight, bias }) => weightedSum(ops.layerNorm<tf.Tensor>(x!, weight!, bias!)),
}));

const activationCases: readonly Case[] = (["sigmoid", "silu", "quickGelu", "gelu"] as const).map((name) => ({
  name,
  inputs: { x: [3, 7] },
  // Noise alone is from −1 to 1.
  loss: ({ x }) => weightedSum(ops[name](ops.scale<tf.Tensor>(x!, 4))),
}));

const biasGeluCases: readonly Case[] = (["gelu", "quickgelu"] as const).map((kind) => ({
  name: `biasGelu, ${kind}`,
  inputs: { x: [2, 3, 7], bias: [7] },
  loss: ({ x, bias }) => weightedSum(ops.biasGelu(ops.scale<tf.Tensor>(x!, 4), bias!, kind)),
}));

const dropCases: readonly Case[] = (["dropout", "dropPath"] as const).map((name) => ({
  name,
  inputs: { x: [6, 3, 4] },
  loss: ({ x }) =>
    weightedSum(ops[name]<tf.Tensor>(x!, { rate: 0.4, random: randomStream(1, `test/${name}`) })),
}));

const products: readonly Case[] = [false, true].flatMap((transposeA) =>
  [false, true].flatMap((transposeB) =>
    ([[3, 4, 5, 7], [1, 9, 8, 6], [2, 37, 61, 70]] as const).map(([pairs, m, n, k]) => ({
      name: `matMul of ${pairs} × ${m}×${k}${transposeA ? "ᵀ" : ""} by ${k}×${n}${transposeB ? "ᵀ" : ""}`,
      inputs: { a: [pairs, ...transposeA ? [k, m] : [m, k]], b: [pairs, ...transposeB ? [n, k] : [k, n]] },
      loss: ({ a, b }: Readonly<Record<string, tf.Variable>>) => {
        const [left, right] = [rank<tf.Tensor3D>(a), rank<tf.Tensor3D>(b)];
        return weightedSum(ops.matMul(left, right, { transposeA, transposeB }));
      },
    }))
  )
);

const shapeCases: readonly Case[] = [
  {
    name: "upsampleNearest2d",
    inputs: { x: [2, 3, 4, 5] },
    loss: ({ x }) => weightedSum(ops.upsampleNearest2d(rank<tf.Tensor4D>(x))),
  },
  {
    name: "concatenate, along channels",
    inputs: { a: [2, 3, 4], b: [2, 3, 1], c: [2, 3, 5] },
    loss: ({ a, b, c }) => weightedSum(ops.concatenate<tf.Tensor>([a!, b!, c!])),
  },
  {
    name: "concatenate, along tokens, with something constant and twice the same",
    inputs: { a: [2, 3, 4] },
    loss: ({ a }) => weightedSum(ops.concatenate<tf.Tensor>([a!, tf.ones([2, 1, 4]), a!], 1)),
  },
  {
    name: "reshape",
    inputs: { x: [2, 3, 4] },
    loss: ({ x }) => weightedSum(ops.reshape<tf.Rank.R2>(x!, [6, -1])),
  },
  {
    name: "transpose",
    inputs: { x: [2, 3, 4, 5] },
    loss: ({ x }) => weightedSum(ops.transpose<tf.Tensor>(x!, [2, 0, 3, 1])),
  },
  {
    name: "slice",
    inputs: { x: [4, 5, 6] },
    loss: ({ x }) => weightedSum(ops.slice<tf.Tensor>(x!, [0, 1, 2], [-1, 1, 3])),
  },
  {
    name: "expandBatch",
    inputs: { x: [1, 2, 3] },
    loss: ({ x }) => weightedSum(ops.expandBatch<tf.Tensor>(x!, 4)),
  },
  {
    name: "scale",
    inputs: { x: [5] },
    loss: ({ x }) => weightedSum(ops.scale<tf.Tensor>(x!, -0.3)),
  },
  {
    name: "addChannelBias",
    inputs: { x: [2, 3, 5], bias: [5] },
    loss: ({ x, bias }) => weightedSum(ops.addChannelBias<tf.Tensor>(x!, rank<tf.Tensor1D>(bias))),
  },
];

const lossCases: readonly Case[] = [1, 2.5].map((positiveWeight) => ({
  name: `sigmoidCrossEntropy, positive weight ${positiveWeight}`,
  inputs: { logits: [3, 4, 2] },
  loss: ({ logits }) => {
    const targets = tf.tensor(noise(24, 5).map((value) => (value + 1) / 2), [3, 4, 2]);
    return ops.sigmoidCrossEntropy(ops.scale<tf.Tensor>(logits!, 5), targets, { positiveWeight });
  },
}));

/** A small attention block of CvT: projection, attention, residual sum. */
const attentionCase: Case = {
  name: "an attention block",
  inputs: {
    x: [2, 4, 4, 8],
    filter: [3, 3, 8, 1],
    weight: [8],
    bias: [8],
    queries: [8, 8],
    keys: [8, 8],
    token: [1, 1, 8],
  },
  loss: ({ x, filter, weight, bias, queries, keys, token }) => {
    const projected = ops.depthwiseConv2d(rank<tf.Tensor4D>(x), filter!, { stride: 2, padding: 1 });
    const all = ops.concatenate([
      ops.expandBatch(rank<tf.Tensor3D>(token), 2),
      ops.reshape<tf.Rank.R3>(projected, [2, 4, 8]),
    ], 1);
    const tokens = ops.layerNorm(all, weight!, bias!);
    const heads = (y: tf.Tensor3D) => {
      const split = ops.transpose(ops.reshape<tf.Rank.R4>(y, [2, 5, 2, 4]), [0, 2, 1, 3]);
      return ops.reshape<tf.Rank.R3>(split, [4, 5, 4]);
    };
    const [q, k] = [heads(ops.linear(tokens, queries!)), heads(ops.linear(tokens, keys!))];
    const scores = ops.softmax(ops.scale(ops.matMul(q, k, { transposeB: true }), 8 ** -0.5));
    return weightedSum(ops.gelu(ops.matMul(scores, heads(tokens))));
  },
};

/** All of them. */
export const transformerCases: readonly Case[] = [
  ...depthwiseCases,
  ...poolCases,
  ...layerNormCases,
  ...activationCases,
  ...biasGeluCases,
  ...dropCases,
  ...products,
  {
    name: "softmax",
    inputs: { x: [2, 3, 9] },
    loss: ({ x }) => weightedSum(ops.softmax(ops.scale<tf.Tensor>(x!, 3))),
  },
  ...shapeCases,
  ...lossCases,
  attentionCase,
];
