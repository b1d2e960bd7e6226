/** Operations in a row. */
import type { Rank, Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import { dispose } from "@tensorflow/tfjs-core";
import { type Attributes, execute } from "./execute.ts";

/**
 * Runs an operation, then frees those of its inputs that nobody reads again: the next result takes their memory while
 * it is still in the cache. What a tidy frees at its end has left it by then.
 *
 * @param operation TensorFlow's name of it
 * @param inputs in its order
 * @param spent which of them to free
 * @param attributes as of {@linkcode execute}
 */
export function consume<R extends Rank>(
  operation: string,
  inputs: readonly TensorInfo[],
  spent: readonly Tensor[],
  attributes: Attributes = {},
): Tensor<R> {
  const result = execute<R>(operation, inputs, attributes);
  dispose([...spent]);
  return result;
}
