/** The interface between a model and the training loop. */
import type { Tensor2D, Tensor4D, Tensor5D, Variable } from "@tensorflow/tfjs-core";
import type { Precision } from "../backend/precision.ts";
import type { RandomStream } from "../random.ts";

/** Settings of a forward pass. */
export interface ForwardOptions {
  /** True: use batch statistics and update the running ones; false: use the running statistics. */
  readonly training: boolean;
  /** Precision in training; inference is always fp32, the default. */
  readonly precision?: Precision | undefined;
  /** The stream of dropout and stochastic depth in training; without it, nothing is dropped. */
  readonly random?: RandomStream | undefined;
  /**
   * A method's function after each convolution of the main path, before its normalisation, both in training
   * and at test time (curriculum by smoothing).
   */
  readonly afterConvolution?: ((x: Tensor4D) => Tensor4D) | undefined;
}

/**
 * A variable's memory layout compared with PyTorch's tensor of the same name: `conv` is HWIO instead of OIHW,
 * `depthwise` HWC1 instead of C1HW, `linear` [in, out] instead of [out, in], `plain` the same.
 */
export type Layout = "conv" | "depthwise" | "linear" | "plain";

/** One tensor of a model's state_dict; a counter (`num_batches_tracked`) has no variable. */
export type StateEntry =
  | {
    readonly name: string;
    readonly layout: Layout;
    readonly variable: Variable;
    /** Receives the values when a state_dict is loaded, for copies on the host. */
    readonly loaded?: (values: Float32Array) => void;
  }
  | { readonly name: string; readonly layout: "counter" };

/** The common part of classifiers and detectors: tf.Variables, named as in PyTorch's state_dict. */
export interface Network {
  /** The resolved specification, as on the command line: `resnet18:width=16`. */
  readonly name: string;
  readonly classes: number;
  /** Returns the trainable variables, in state_dict order. */
  parameters(): ReadonlyMap<string, Variable>;
  /** Returns the running statistics. */
  buffers(): ReadonlyMap<string, Variable>;
  /** Returns the number of training batches each batch normalisation has seen, for checkpoints. */
  counters(): Map<string, number>;
  /** Lists every tensor of the state_dict, in order. */
  entries(): readonly StateEntry[];
  /** Frees the memory of every variable; the model cannot be used afterwards. */
  dispose(): void;
}

/** A classifier. */
export interface Model extends Network {
  /** Maps float images [B, H, W, 3] to logits [B, classes]. */
  forward(images: Tensor4D, options: ForwardOptions): Tensor2D;
}

/** A detector with three anchors in each cell of each level. */
export interface Detector extends Network {
  /** Pixels per cell of each level. */
  readonly strides: readonly number[];
  /** Width and height in pixels of each level's anchors. */
  readonly anchors: readonly (readonly (readonly [width: number, height: number])[])[];
  /**
   * Maps float images [B, H, W, 3] to raw outputs [B, anchors, h, w, 5 + classes] per level, before the
   * sigmoid.
   */
  forward(images: Tensor4D, options: ForwardOptions): Tensor5D[];
}

/** A network that can be trained. */
export type AnyModel = Model | Detector;

/** A network's output: logits [B, classes], or a detector's raw outputs per level. */
export type Output = Tensor2D | Tensor5D[];
