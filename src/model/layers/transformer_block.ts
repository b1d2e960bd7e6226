/** The pre-norm transformer block of CvT. */
import { add, dropPath, type GeluKind } from "../../backend/ops/mod.ts";
import type { RandomStream } from "../../random.ts";
import { type AttentionPlan, convolutionalAttention, type TokenLayer } from "./convolutional_attention.ts";
import { layerNormLayer } from "./layer_norm.ts";
import { linearLayer } from "./linear.ts";
import type { ParameterStore } from "./parameter_store.ts";
import { tidied } from "./tidy.ts";
import type { ForwardOptions } from "../types.ts";

/** The activations of CvT: exact GELU as published with CBM, or the official code's approximation. */
export const ACTIVATIONS = ["gelu", "quickgelu"] as const satisfies readonly GeluKind[];

/** The name of one of the {@linkcode ACTIVATIONS}. */
export type Activation = typeof ACTIVATIONS[number];

/** The structure of a transformer block. */
export interface TransformerPlan extends AttentionPlan {
  readonly activation: Activation;
  /** Stochastic depth: the share of samples that skip each of the two branches in training. */
  readonly dropPath: number;
}

/** Makes a block: x + attention(norm1(x)), then x + mlp(norm2(x)), whose hidden layer is four times as wide. */
export function transformerBlock(
  store: ParameterStore,
  name: string,
  { activation, dropPath: rate, ...plan }: TransformerPlan,
  random: RandomStream,
): TokenLayer {
  const { channels } = plan, hidden = 4 * channels, deviation = 0.02;
  const norm1 = layerNormLayer(store, `${name}.norm1`, channels);
  const attention = convolutionalAttention(store, `${name}.attn`, plan, random);
  const norm2 = layerNormLayer(store, `${name}.norm2`, channels);
  const widen = linearLayer(
    store,
    `${name}.mlp.fc1`,
    { inputs: channels, outputs: hidden, deviation, activation },
    random,
  );
  const narrow = linearLayer(
    store,
    `${name}.mlp.fc2`,
    { inputs: hidden, outputs: channels, deviation },
    random,
  );
  const dropsOf = ({ training, random }: ForwardOptions) => ({ rate, random: training ? random : undefined });
  const attend: TokenLayer = tidied((x, grid, options) =>
    add(x, dropPath(attention(norm1(x), grid, options), dropsOf(options)))
  );
  const mix: TokenLayer = tidied((x, _grid, options) =>
    add(x, dropPath(narrow(widen(norm2(x), options), options), dropsOf(options)))
  );
  return (x, grid, options) => mix(attend(x, grid, options), grid, options);
}
