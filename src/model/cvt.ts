/**
 * Convolutional vision transformers (CvT; Wu et al., 2021): three stages, each with an overlapping
 * convolution that turns its input into tokens, and transformer blocks whose projections are depthwise
 * convolutions; there is no position embedding. The class token joins in the last stage; it alone yields the
 * logits, through a layer normalisation and one linear layer.
 *
 * Names are those of CBM's state_dict (`norm_final` is the official `norm`). Linear layers are initialised
 * from N(0, 0.02²) with zero bias, convolutions as in PyTorch.
 *
 * @module
 */
import type { Rank } from "@tensorflow/tfjs-core";
import { reshape } from "../backend/ops/mod.ts";
import { UsageError } from "../errors.ts";
import type { OptionTable, OptionValues } from "../options.ts";
import type { RandomStream } from "../random.ts";
import { cvtStage } from "./cvt_stage.ts";
import { ADAMAX_FROM_SCRATCH } from "./default_recipe.ts";
import { defineModel } from "./define.ts";
import { layerNormLayer } from "./layers/layer_norm.ts";
import { linearLayer } from "./layers/linear.ts";
import { ParameterStore } from "./layers/parameter_store.ts";
import { type Activation, ACTIVATIONS } from "./layers/transformer_block.ts";
import type { Model } from "./types.ts";

/** A number for each of the three stages. */
export type PerStage = readonly [number, number, number];

/** The structure of a CvT. */
export interface CvtOptions {
  readonly classes: number;
  /** Channels of each stage, multiples of its heads; 64, 192, 384 in CvT-13. */
  readonly dims?: PerStage;
  /** Transformer blocks of each stage; 1, 2, 10 in CvT-13. */
  readonly depth?: PerStage;
  /** Attention heads in each stage; 1, 3, 6 in CvT-13. */
  readonly heads?: PerStage;
  /** `gelu` as published with CBM, the default, or `quickgelu` as in the official code. */
  readonly activation?: Activation;
  /** Stochastic depth: the share of samples that skip the last block in training, 0.1 by default; see `cvt`. */
  readonly dropPath?: number;
  /** The stream of the initial weights. */
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
 * have none. A method's `afterConvolution` follows the token convolutions only.
 *
 * @returns the model; 19,616,330 parameters with 10 classes as CvT-13
 * @throws {UsageError} if a stage's channels are not a multiple of its heads
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
      `Cannot divide ${channels} channels among ${heads[stage]} heads: dims must be multiples of heads`,
    );
  }
}

/** Spells the specification of a CvT; `cvt13` if it is CvT-13. */
function nameOf({ dims, depth, heads, activation, dropPath }: Shape): string {
  const stages = `dims=${dims.join("-")},depth=${depth.join("-")},heads=${heads.join("-")}`;
  const rest = `activation=${activation},drop_path=${dropPath}`;
  return stages === CVT_13_STAGES ? `cvt13:${rest}` : `cvt:${stages},${rest}`;
}

const CVT_13 = { dims: [64, 192, 384], depth: [1, 2, 10], heads: [1, 3, 6] } as const;
const CVT_13_STAGES = "dims=64-192-384,depth=1-2-10,heads=1-3-6";

type Shape = Required<Omit<CvtOptions, "classes" | "random">>;

const OPTIONS = {
  activation: {
    kind: "choice",
    choices: ACTIVATIONS,
    default: "gelu",
    help: "gelu as published with CBM, or quickgelu as in the official code",
  },
  dropPath: {
    kind: "number",
    default: 0.1,
    range: { min: 0, max: 0.99 },
    help: "stochastic depth: share of samples that skip the last block in training",
  },
} as const satisfies OptionTable;

const perStage = (defaults: PerStage, max: number, help: string) =>
  ({ kind: "integers", default: defaults, length: 3, range: { min: 1, max }, help }) as const;

const ENTRY = { kind: "classifier", size: 64, defaultRecipe: ADAMAX_FROM_SCRATCH } as const;

const shapeOf = (options: OptionValues<typeof OPTIONS>) => ({ ...CVT_13, ...options });

/** The entry of the registry for CvT-13. */
export const cvt13Entry = defineModel({
  ...ENTRY,
  name: "cvt13",
  summary: "CvT-13: a convolutional vision transformer with 1, 2 and 10 blocks",
  options: OPTIONS,
  spell: (options) => nameOf(shapeOf(options)),
  create: (options) => (classes, random) => cvt({ ...shapeOf(options), classes, random }),
});

/** The entry of the registry for any other CvT. */
export const cvtEntry = defineModel({
  ...ENTRY,
  name: "cvt",
  summary: "a CvT with widths, depths and heads of your choice",
  options: {
    dims: perStage(CVT_13.dims, 4096, "channels of each stage, multiples of its heads"),
    depth: perStage(CVT_13.depth, 100, "transformer blocks of each stage"),
    heads: perStage(CVT_13.heads, 4096, "heads of attention in each stage"),
    ...OPTIONS,
  },
  spell: (options) => nameOf(staged(options)),
  create(options) {
    const shape = staged(options);
    checkHeads(shape.dims, shape.heads);
    return (classes, random) => cvt({ ...shape, classes, random });
  },
});

/** Types the lists of a checked specification as one number per stage. */
function staged<T extends Record<"dims" | "depth" | "heads", readonly number[]>>(
  { dims, depth, heads, ...rest }: T,
) {
  return { dims: dims as PerStage, depth: depth as PerStage, heads: heads as PerStage, ...rest };
}
