/** What the training loop knows of a model. */
import type { Tensor2D, Tensor4D, Tensor5D, Variable } from "@tensorflow/tfjs-core";
import type { Precision } from "../backend/precision.ts";
import type { RandomStream } from "../random.ts";

/** How a forward pass runs. */
export interface ForwardOptions {
  /** Batch statistics and running averages are updated; otherwise the running statistics are used. */
  readonly training: boolean;
  /** Precision in training; inference is always fp32, the default. */
  readonly precision?: Precision | undefined;
  /** Where dropout and stochastic depth draw from in training; without it nothing is dropped. */
  readonly random?: RandomStream | undefined;
  /**
   * What a method puts after each convolution of the main path, before its normalisation, in training and at test
   * time alike (curriculum by smoothing).
   */
  readonly afterConvolution?: ((x: Tensor4D) => Tensor4D) | undefined;
}

/**
 * How a variable lies in memory compared with PyTorch's tensor of the same name: a `conv` is HWIO instead of
 * OIHW, a `depthwise` HWC1 instead of C1HW, a `linear` [in, out] instead of [out, in], a `plain` one the same.
 */
export type Layout = "conv" | "depthwise" | "linear" | "plain";

/** One tensor of a model's state_dict; a counter (`num_batches_tracked`) has no variable. */
export type StateEntry =
  | {
    readonly name: string;
    readonly layout: Layout;
    readonly variable: Variable;
    /** Told the values when a state_dict is loaded, for what the host wants to know of them too. */
    readonly loaded?: (values: Float32Array) => void;
  }
  | { readonly name: string; readonly layout: "counter" };

/** What classifiers and detectors share: tf.Variables, named as in PyTorch's state_dict. */
export interface Network {
  /** As written on the command line, resolved: `resnet18:width=16`. */
  readonly name: string;
  readonly classes: number;
  /** What the optimizer moves, in the order of the state_dict. */
  parameters(): ReadonlyMap<string, Variable>;
  /** Running statistics. */
  buffers(): ReadonlyMap<string, Variable>;
  /** How many training batches each batch normalisation has seen; the loop does not need it, checkpoints do. */
  counters(): Map<string, number>;
  /** Every tensor of the state_dict, in its order. */
  entries(): readonly StateEntry[];
  /** Frees the memory of every variable; the model cannot be used afterwards. */
  dispose(): void;
}

/** A classifier. */
export interface Model extends Network {
  /** Float images [B, H, W, 3] → logits [B, classes]. */
  forward(images: Tensor4D, options: ForwardOptions): Tensor2D;
}

/** A detector with three anchors in each cell of each level. */
export interface Detector extends Network {
  /** Pixels per cell of each level. */
  readonly strides: readonly number[];
  /** Width and height in pixels of each level's anchors. */
  readonly anchors: readonly (readonly (readonly [width: number, height: number])[])[];
  /** Float images [B, H, W, 3] → for each level raw outputs [B, anchors, h, w, 5 + classes], before the sigmoid. */
  forward(images: Tensor4D, options: ForwardOptions): Tensor5D[];
}

/** A network that can be trained. */
export type AnyModel = Model | Detector;

/** What a network answers: logits [B, classes]; a detector the raw outputs of its levels. */
export type Output = Tensor2D | Tensor5D[];
