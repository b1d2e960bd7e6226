/**
 * Small constants on the device. To bring a number there takes several times as long as to add it to a thousand others,
 * so each is made once and kept; TensorFlow.js does not count them among its tensors.
 *
 * @module
 */
import type { Rank, Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import { execute } from "./execute.ts";
import { tensorflowBackend } from "./session.ts";

const kept = new Map<string, TensorInfo>();
/** Limits the memory that a learning rate takes which changes with every step: the least recently used constants go. */
const MOST = 4096;

function constant(
  key: string,
  make: () => { values: Int32Array | Float32Array; shape: number[] },
): TensorInfo {
  const found = kept.get(key);
  if (found !== undefined) {
    kept.delete(key); // so that it comes last again
    kept.set(key, found);
    return found;
  }
  const backend = tensorflowBackend();
  for (const [oldest, { dataId }] of kept) {
    if (kept.size < MOST) break;
    backend.disposeData(dataId);
    kept.delete(oldest);
  }
  const { values, shape } = make(), dtype = values instanceof Int32Array ? "int32" : "float32";
  const made = { dataId: backend.write(values, shape, dtype), shape, dtype } as const;
  kept.set(key, made);
  return made;
}

/** Returns a number, float32 []. */
export const scalar = (value: number): TensorInfo =>
  constant(`scalar ${value}`, () => ({ values: Float32Array.of(value), shape: [] }));

/** Returns integers such as a shape, int32 [n]. */
export const vector = (values: readonly number[]): TensorInfo =>
  constant(`vector ${values}`, () => ({ values: Int32Array.from(values), shape: [values.length] }));

/** Returns the padding of each axis, before and behind, int32 [axes, 2]. */
export const sides = (values: readonly (readonly [before: number, behind: number])[]): TensorInfo =>
  constant(`sides ${values}`, () => ({ values: Int32Array.from(values.flat()), shape: [values.length, 2] }));

/** Returns a row of equal numbers, float32 [1, length]. */
export const row = (length: number, value: number): TensorInfo =>
  constant(
    `row ${length} ${value}`,
    () => ({ values: new Float32Array(length).fill(value), shape: [1, length] }),
  );

/** Returns an empty tensor, float32 [0], for inputs that an operation ignores. */
export const nothing = (): TensorInfo =>
  constant("nothing", () => ({ values: new Float32Array(0), shape: [0] }));

/** Returns the same numbers in another shape; one of its sizes may be -1. */
export const reshape = <R extends Rank>(x: TensorInfo, shape: readonly number[]): Tensor<R> =>
  execute<R>("Reshape", [x, vector(shape)]);
