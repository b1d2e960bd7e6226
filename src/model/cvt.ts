/**
 * Convolutional vision transformers (CvT; Wu et al., 2021): three stages, each of which makes tokens of its input by
 * an overlapping convolution, and transformer blocks whose projections are depthwise convolutions; no positions are
 * embedded. The class token joins in the last stage; it alone goes on, through a layer normalisation and one linear
 * layer, to the logits.
 *
 * Names are those of CBM's state_dict (`norm_final` is the official `norm`). Linear layers start from N(0, 0.02²) and
 * a bias of 0, convolutions as PyTorch's.
 *
 * @module
 */
import type { Rank } from "@tensorflow/tfjs-core";
import { reshape } from "../backend/ops/mod.ts";
import { UsageError } from "../errors.ts";
import type { RandomStream } from "../random.ts";
import { choiceOption, numberOption, type Spec } from "../spec.ts";
import { cvtStage } from "./cvt_stage.ts";
import { ADAMAX_FROM_SCRATCH } from "./default_recipe.ts";
import type { ModelEntry } from "./entry.ts";
import { layerNormLayer } from "./layers/layer_norm.ts";
import { linearLayer } from "./layers/linear.ts";
import { ParameterStore } from "./layers/parameter_store.ts";
import { type Activation, ACTIVATIONS } from "./layers/transformer_block.ts";
import type { Model } from "./types.ts";

/** A number for each of the three stages. */
export type PerStage = readonly [number, number, number];

/** What a CvT is made of. */
export interface CvtOptions {
  readonly classes: number;
  /** Channels of each stage, multiples of its heads; 64, 192, 384 in CvT-13. */
  readonly dims?: PerStage;
  /** Transformer blocks of each stage; 1, 2, 10 in CvT-13. */
  readonly depth?: PerStage;
  /** Heads of attention in each stage; 1, 3, 6 in CvT-13. */
  readonly heads?: PerStage;
  /** `gelu` as published with CBM, the default, or `quickgelu` as in the official code. */
  readonly activation?: Activation;
  /** Stochastic depth: the share of samples that skip the last block in training, 0.1 by default; see `cvt`. */
  readonly dropPath?: number;
  /** Where the initial weights come from. */
  readonly random: RandomStream;
}

const EMBEDDINGS = [
  { size: 7, stride: 4, padding: 2 },
  { size: 3, stride: 2, padding: 1 },
  { size: 3, stride: 2, padding: 1 },
];

/**
 * Makes a CvT with fresh weights.
 *
 * Stochastic depth grows linearly from 0 in the last stage's first block to `dropPath` in its last; the other stages
 * have none. A method's `afterConvolution` follows the convolutions that make the tokens, and nothing else.
 *
 * @returns the model; 19,616,330 parameters with 10 classes as CvT-13
 * @throws {UsageError} where a stage's channels are no multiple of its heads
 *
 * @example
 * ```ts
 * import { startBackend } from "../backend/mod.ts";
 * import { randomStream } from "../random.ts";
 * import { cvt } from "./cvt.ts";
 *
 * await startBackend("cpu");
 * const random = randomStream(1, "weights");
 * const model = cvt({ classes: 10, dims: [8, 16, 32], depth: [1, 1, 2], heads: [1, 1, 2], random });
 * console.assert(model.parameters().has("stage2.blocks.1.attn.conv_proj_q.conv.weight"));
 * ```
 */
export function cvt(options: CvtOptions): Model {
  const { dims = [64, 192, 384], depth = [1, 2, 10], heads = [1, 3, 6] } = options;
  const { activation = "gelu", dropPath = 0.1, classes, random } = options;
  checkHeads(dims, heads);
  const store = new ParameterStore();
  const stages = EMBEDDINGS.map((embedding, index) => {
    const isLast = index === 2, blocks = depth[index]!;
    const plan = {
      inputs: index === 0 ? 3 : dims[index - 1]!,
      channels: dims[index]!,
      heads: heads[index]!,
      activation,
      embedding,
      dropPath: Array.from({ length: blocks }, (_, k) => isLast ? dropPath * k / Math.max(1, blocks - 1) : 0),
      classToken: isLast,
    };
    return cvtStage(store, `stage${index}`, plan, random);
  });
  const norm = layerNormLayer(store, "norm_final", dims[2]);
  const head = linearLayer(store, "head", { inputs: dims[2], outputs: classes, deviation: 0.02 }, random);
  return {
    ...store.model(),
    name: nameOf({ dims, depth, heads, activation, dropPath }),
    classes,
    forward(images, forwardOptions) {
      const classToken = stages.reduce((image, stage) => stage(image, forwardOptions), images);
      return head(norm(reshape<Rank.R2>(classToken, [-1, dims[2]])));
    },
  };
}

function checkHeads(dims: PerStage, heads: PerStage): void {
  for (const [stage, channels] of dims.entries()) {
    if (channels % heads[stage]! === 0) continue;
    throw new UsageError(
      `Cannot share ${channels} channels among ${heads[stage]} heads: dims must be multiples of heads`,
    );
  }
}

/** The specification of a CvT, and of CvT-13 where it is that. */
function nameOf({ dims, depth, heads, activation, dropPath }: Shape): string {
  const stages = `dims=${dims.join("-")},depth=${depth.join("-")},heads=${heads.join("-")}`;
  const rest = `activation=${activation},drop_path=${dropPath}`;
  return stages === CVT_13 ? `cvt13:${rest}` : `cvt:${stages},${rest}`;
}

const CVT_13 = "dims=64-192-384,depth=1-2-10,heads=1-3-6";

type Shape = Required<Omit<CvtOptions, "classes" | "random">>;

/** Reads an option of three whole numbers such as `16-48-96`. */
function perStage(spec: Spec, key: string, otherwise: PerStage, most: number): PerStage {
  const text = spec.options[key];
  if (text === undefined) return otherwise;
  const numbers = text.split("-").map(Number);
  if (numbers.length !== 3 || numbers.some((n) => !Number.isInteger(n) || n < 1 || n > most)) {
    throw new UsageError(
      `Option "${key}" of "${spec.name}" must be three whole numbers from 1 to ${most} such as ${
        otherwise.join("-")
      }, not "${text}"`,
    );
  }
  return numbers as unknown as PerStage;
}

function shapeOf(spec: Spec): Shape {
  const dims = perStage(spec, "dims", [64, 192, 384], 4096);
  const depth = perStage(spec, "depth", [1, 2, 10], 100);
  const heads = perStage(spec, "heads", [1, 3, 6], 4096);
  checkHeads(dims, heads);
  const activation = choiceOption(spec, "activation", "gelu", Object.keys(ACTIVATIONS) as Activation[]);
  const dropPath = numberOption(spec, "drop_path", 0.1, { min: 0, max: 0.99 });
  return { dims, depth, heads, activation, dropPath };
}

const entry = (name: string, summary: string, size: number, stages: Record<string, string>): ModelEntry => ({
  name,
  summary,
  size,
  options: {
    ...stages,
    activation: "gelu as published with CBM, the default, or quickgelu as in the official code",
    drop_path: "share of samples that skip the last block in training (stochastic depth); 0.1 by default",
  },
  defaultRecipe: ADAMAX_FROM_SCRATCH,
  create: (spec) => {
    const shape = shapeOf(spec);
    return (classes, random) => cvt({ ...shape, classes, random });
  },
  complete: (spec) => nameOf(shapeOf(spec)),
});

/** The entry of the registry for CvT-13. */
export const cvt13Entry: ModelEntry = entry(
  "cvt13",
  "CvT-13: a vision transformer with convolutions, 1, 2 and 10 blocks",
  64,
  {},
);

/** The entry of the registry for any other CvT. */
export const cvtEntry: ModelEntry = entry("cvt", "a CvT of other widths, depths and heads", 64, {
  dims: "channels of each stage, multiples of its heads; 64-192-384 by default, as CvT-13",
  depth: "transformer blocks of each stage; 1-2-10 by default",
  heads: "heads of attention in each stage; 1-3-6 by default",
});
