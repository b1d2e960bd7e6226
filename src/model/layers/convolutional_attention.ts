/** Attention between tokens on a grid, with convolutional queries, keys and values (CvT). */
import type { Rank, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import {
  concatenate,
  depthwiseConv2d,
  matMul,
  type MatMulOptions,
  reshape,
  scale,
  slice,
  softmax,
  transpose,
} from "../../backend/ops/mod.ts";
import type { RandomStream } from "../../random.ts";
import type { ForwardOptions } from "../types.ts";
import { batchNormLayer } from "./batch_norm.ts";
import { uniformByFanIn } from "./initialise.ts";
import { linearLayer } from "./linear.ts";
import type { ParameterStore } from "./parameter_store.ts";
import { lower, raise } from "./precision.ts";

/** The arrangement of a stage's tokens: row by row on a grid, optionally preceded by a class token. */
export interface TokenGrid {
  readonly height: number;
  readonly width: number;
  readonly classToken: boolean;
}

/** A layer that maps tokens [B, T, C] on a grid to tokens. */
export type TokenLayer = (x: Tensor3D, grid: TokenGrid, options: ForwardOptions) => Tensor3D;

/** The structure of an attention layer. */
export interface AttentionPlan {
  readonly channels: number;
  readonly heads: number;
}

/** Tokens as images, with the class token, if any, held separately. */
interface Apart {
  readonly image: Tensor4D;
  readonly classToken: Tensor3D | undefined;
}

function takeApart(x: Tensor3D, { height, width, classToken }: TokenGrid): Apart {
  const tokens = classToken ? slice(x, [0, 1, 0], [-1, -1, -1]) : x;
  return {
    image: reshape<Rank.R4>(tokens, [x.shape[0], height, width, x.shape[2]]),
    classToken: classToken ? slice(x, [0, 0, 0], [-1, 1, -1]) : undefined,
  };
}

/** Makes a depthwise 3×3 convolution and a batch normalisation, which the class token bypasses. */
function convolutionalProjection(
  store: ParameterStore,
  name: string,
  channels: number,
  stride: number,
  random: RandomStream,
): (x: Apart, options: ForwardOptions) => Tensor3D {
  const initial = uniformByFanIn([3, 3, channels, 1], 9, random);
  const weight = store.parameter(`${name}.conv.weight`, initial, "depthwise");
  const norm = batchNormLayer(store, `${name}.bn`, channels);
  return ({ image, classToken }, { training }) => {
    const convolved = norm(depthwiseConv2d(image, weight, { stride, padding: 1 }), { training });
    const projected = reshape<Rank.R3>(convolved, [image.shape[0], -1, channels]);
    return classToken === undefined ? projected : concatenate([classToken, projected], 1);
  };
}

/** Reshapes [B, T, heads · c] → [B · heads, T, c]. */
function splitHeads(x: Tensor3D, heads: number): Tensor3D {
  const [batch, tokens, channels] = x.shape, each = channels / heads;
  if (heads === 1) return x;
  const apart = transpose(reshape<Rank.R4>(x, [batch, tokens, heads, each]), [0, 2, 1, 3]);
  return reshape<Rank.R3>(apart, [batch * heads, tokens, each]);
}

/** Reshapes [B · heads, T, c] → [B, T, heads · c]. */
function joinHeads(x: Tensor3D, heads: number): Tensor3D {
  const [pairs, tokens, each] = x.shape, batch = pairs / heads;
  if (heads === 1) return x;
  const together = transpose(reshape<Rank.R4>(x, [batch, heads, tokens, each]), [0, 2, 1, 3]);
  return reshape<Rank.R3>(together, [batch, tokens, heads * each]);
}

/** Multiplies float32 matrices in the precision of this forward pass. */
function product(a: Tensor3D, b: Tensor3D, which: MatMulOptions, options: ForwardOptions): Tensor3D {
  return raise(matMul(lower(a, options), lower(b, options), which), options);
}

/**
 * Makes a convolutional attention (Wu et al., 2021): `conv_proj_q`, `conv_proj_k` and `conv_proj_v`, the latter two of
 * stride 2, then `proj_q`, `proj_k`, `proj_v`, attention in several heads, and `proj`.
 *
 * Scores are divided by the square root of the total number of channels, not of one head's, as in the
 * official code.
 */
export function convolutionalAttention(
  store: ParameterStore,
  name: string,
  { channels, heads }: AttentionPlan,
  random: RandomStream,
): TokenLayer {
  const convolution = (path: string, stride: number) =>
    convolutionalProjection(store, `${name}.conv_proj_${path}`, channels, stride, random);
  const convolutionQ = convolution("q", 1),
    convolutionK = convolution("k", 2),
    convolutionV = convolution("v", 2);
  const plan = { inputs: channels, outputs: channels, deviation: 0.02 };
  const linear = (path: string) => linearLayer(store, `${name}.${path}`, plan, random);
  const linearQ = linear("proj_q"), linearK = linear("proj_k"), linearV = linear("proj_v");
  const linearOut = linear("proj");
  return (x, grid, options) => {
    const apart = takeApart(x, grid);
    const query = splitHeads(linearQ(convolutionQ(apart, options), options), heads);
    const key = splitHeads(linearK(convolutionK(apart, options), options), heads);
    const value = splitHeads(linearV(convolutionV(apart, options), options), heads);
    // Scale the keys: they are fewer than the queries or the scores.
    const scores = product(query, scale(key, channels ** -0.5), { transposeB: true }, options);
    return linearOut(joinHeads(product(softmax(scores), value, {}, options), heads), options);
  };
}
