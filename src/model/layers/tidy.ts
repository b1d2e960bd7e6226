/** Frees a block's intermediate results as soon as it has run, not at the end of the whole forward pass. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";

/**
 * Wraps a block of layers so that of all tensors that it makes only its result remains. What the gradients need is
 * kept by the tape until it is used.
 */
export const tidied =
  <Args extends unknown[], Out extends Tensor>(block: (...args: Args) => Out) => (...args: Args): Out =>
    tf.tidy(() => block(...args));
