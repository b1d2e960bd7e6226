/** What the training loop knows of a model. */
import type { Tensor2D, Tensor4D, Variable } from "@tensorflow/tfjs-core";

/** How a forward pass runs. */
export interface ForwardOptions {
  /** Batch statistics and running averages are updated; otherwise the running statistics are used. */
  readonly training: boolean;
}

/** A classifier over tf.Variables, named as in PyTorch's state_dict. */
export interface Model {
  readonly name: string;
  readonly classes: number;
  /** Float images [B, H, W, 3] → logits [B, classes]. */
  forward(images: Tensor4D, options: ForwardOptions): Tensor2D;
  /** What the optimizer moves, in the order of the state_dict. Convolutions are HWIO, linear weights [in, out]. */
  parameters(): ReadonlyMap<string, Variable>;
  /** Running statistics. */
  buffers(): ReadonlyMap<string, Variable>;
  dispose(): void;
}
