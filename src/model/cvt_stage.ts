/** A stage of CvT: a convolution that turns an image into tokens, and transformer blocks. */
import type { Rank, Tensor3D } from "@tensorflow/tfjs-core";
import { concatenate, expandBatch, reshape, slice } from "../backend/ops/mod.ts";
import type { RandomStream } from "../random.ts";
import { convolutionLayer, type ImageLayer, onMainPath } from "./layers/convolution.ts";
import { normal } from "./layers/initialise.ts";
import { layerNormLayer } from "./layers/layer_norm.ts";
import type { ParameterStore } from "./layers/parameter_store.ts";
import { lower, raise } from "./layers/precision.ts";
import { type Activation, transformerBlock } from "./layers/transformer_block.ts";

/** The structure of a stage. */
export interface StagePlan {
  readonly inputs: number;
  readonly channels: number;
  readonly heads: number;
  readonly activation: Activation;
  /** The convolution that makes the tokens. */
  readonly embedding: { readonly size: number; readonly stride: number; readonly padding: number };
  /** Rate of stochastic depth of each block. */
  readonly dropPath: readonly number[];
  /** Whether a learnt class token is added, for the classification. */
  readonly classToken: boolean;
}

/**
 * Makes a stage: `cls_token` if it has one, `patch_embed` and `blocks`.
 *
 * @returns images [B, H, W, inputs] → [B, h, w, channels]; with a class token, that token alone, [B, 1, 1,
 * channels]
 */
export function cvtStage(
  store: ParameterStore,
  name: string,
  plan: StagePlan,
  random: RandomStream,
): ImageLayer {
  const { inputs, channels, embedding, classToken } = plan;
  const token = classToken
    ? store.parameter(`${name}.cls_token`, normal([1, 1, channels], 0.02, random))
    : undefined;
  const embed = onMainPath(
    convolutionLayer(
      store,
      `${name}.patch_embed.proj`,
      { ...embedding, inputs, outputs: channels, bias: true },
      random,
    ),
  );
  const norm = layerNormLayer(store, `${name}.patch_embed.norm`, channels);
  const blocks = plan.dropPath.map((dropPath, index) =>
    transformerBlock(store, `${name}.blocks.${index}`, { ...plan, dropPath }, random)
  );
  return (image, options) => {
    const embedded = norm(raise(embed(lower(image, options), options), options));
    const [batch, height, width] = embedded.shape, grid = { height, width, classToken };
    let x = reshape<Rank.R3>(embedded, [batch, height * width, channels]);
    if (token !== undefined) x = concatenate([expandBatch<Tensor3D>(token as Tensor3D, batch), x], 1);
    for (const block of blocks) x = block(x, grid, options);
    if (!classToken) return reshape<Rank.R4>(x, [batch, height, width, channels]);
    return reshape<Rank.R4>(slice(x, [0, 0, 0], [-1, 1, -1]), [batch, 1, 1, channels]);
  };
}
