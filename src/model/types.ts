/** What the training loop knows of a model. */
import type { Tensor2D, Tensor4D, Variable } from "@tensorflow/tfjs-core";

/** The numbers between the operations of a training step: float32, or bfloat16 with float32 variables. */
export type Precision = "fp32" | "bf16";

/** How a forward pass runs. */
export interface ForwardOptions {
  /** Batch statistics and running averages are updated; otherwise the running statistics are used. */
  readonly training: boolean;
  /** Of training; inference is always fp32, the default. */
  readonly precision?: Precision | undefined;
}

/**
 * How a variable lies in memory compared with PyTorch's tensor of the same name: a `conv` is HWIO instead of
 * OIHW, a `linear` [in, out] instead of [out, in], a `plain` one the same.
 */
export type Layout = "conv" | "linear" | "plain";

/** One tensor of a model's state_dict; a counter (`num_batches_tracked`) has no variable. */
export type StateEntry =
  | { readonly name: string; readonly layout: Layout; readonly variable: Variable }
  | { readonly name: string; readonly layout: "counter" };

/** A classifier over tf.Variables, named as in PyTorch's state_dict. */
export interface Model {
  /** As written on the command line, resolved: `resnet18:width=16`. */
  readonly name: string;
  readonly classes: number;
  /** Float images [B, H, W, 3] → logits [B, classes]. */
  forward(images: Tensor4D, options: ForwardOptions): Tensor2D;
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
