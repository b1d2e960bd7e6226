/** The cost of kernels while something runs: calls, time and arithmetic, for the bench. */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Kernels } from "./kernels.ts";
import { kernels } from "./running.ts";

/** The cost of one kernel. */
export interface PrimitiveCost {
  /** Its name in `Kernels`. */
  readonly name: string;
  readonly calls: number;
  /** Between call and return: all of it on tensorflow's CPU, wasm and cpu, the hand-over alone on a GPU. */
  readonly seconds: number;
  /**
   * Floating point operations of convolutions and matrix products, a multiplication and an addition counting two;
   * else 0.
   */
  readonly flops: number;
}

type Primitive = (...args: unknown[]) => unknown;

/** Counts the multiplications and additions of a convolution whose output has so many elements. */
const convolved = (outputs: number, filter: readonly number[]) =>
  2 * outputs * filter.slice(0, 3).reduce((a, b) => a * b, 1);

/** Counts those of a depthwise convolution. */
const moved = (outputs: number, filter: readonly number[]) =>
  2 * outputs * filter.slice(0, 2).reduce((a, b) => a * b, 1);

const sizeOf = (value: unknown) => (value as Tensor).size;
const shapeOf = (value: unknown) => (value as Tensor).shape;

/** From arguments and result to floating point operations. */
const FLOPS: Partial<Record<keyof Kernels, (args: readonly unknown[], result: unknown) => number>> = {
  conv2d: ([, filter], result) => convolved(sizeOf(result), shapeOf(filter)),
  conv2dInputGradient: ([upstream, filter]) => convolved(sizeOf(upstream), shapeOf(filter)),
  conv2dFilterGradient: ([, upstream, filter]) => convolved(sizeOf(upstream), filter as number[]),
  depthwiseConv2d: ([, filter], result) => moved(sizeOf(result), shapeOf(filter)),
  depthwiseConv2dInputGradient: ([upstream, filter]) => moved(sizeOf(upstream), shapeOf(filter)),
  depthwiseConv2dFilterGradient: ([, upstream, filter]) => moved(sizeOf(upstream), filter as number[]),
  matMul: ([a, , transposeA], result) => 2 * sizeOf(result) * shapeOf(a).at(transposeA ? -2 : -1)!,
};

/** One call of a kernel. */
export interface PrimitiveCall {
  /** Its name in `Kernels`. */
  readonly name: string;
  readonly args: readonly unknown[];
  readonly result: unknown;
  readonly seconds: number;
  readonly flops: number;
}

/**
 * Observes every call of the running backend's kernels while something works. Of a kernel that calls others, only the
 * outer call is seen: its time includes theirs.
 *
 * @param see told of each call once it has returned
 * @param work runs once; nobody else may watch meanwhile
 */
export async function observeKernels<T>(
  see: (call: PrimitiveCall) => void,
  work: () => Promise<T>,
): Promise<T> {
  const watched = kernels() as unknown as Record<string, Primitive>;
  const originals = { ...watched };
  let isInside = false;
  for (const [name, primitive] of Object.entries(originals)) {
    watched[name] = (...args) => {
      if (isInside) return primitive(...args);
      isInside = true;
      try {
        const start = performance.now();
        const result = primitive(...args);
        const seconds = (performance.now() - start) / 1000;
        const flops = FLOPS[name as keyof Kernels]?.(args, result) ?? 0;
        see({ name, args, result, seconds, flops });
        return result;
      } finally {
        isInside = false;
      }
    };
  }
  try {
    return await work();
  } finally {
    Object.assign(watched, originals);
  }
}

/**
 * Measures the running backend's kernels while something works.
 *
 * @param work runs once; no other watch may run meanwhile; it may forget what was counted so far
 * @returns its result, and the cost of every kernel that was called, the most time first
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../mod.ts";
 * import { conv2d } from "./mod.ts";
 * import { watchKernels } from "./watch.ts";
 *
 * await startBackend("cpu");
 * const image = tf.ones<tf.Rank.R4>([1, 8, 8, 3]), filter = tf.ones<tf.Rank.R4>([1, 1, 3, 4]);
 * const { costs } = await watchKernels(() => Promise.resolve(conv2d(image, filter)));
 * console.assert(costs[0]!.name === "conv2d" && costs[0]!.flops === 2 * 8 * 8 * 3 * 4);
 * ```
 */
export async function watchKernels<T>(
  work: (forget: () => void) => Promise<T>,
): Promise<{ result: T; costs: readonly PrimitiveCost[] }> {
  const costs = new Map<string, { calls: number; seconds: number; flops: number }>();
  const result = await observeKernels(({ name, seconds, flops }) => {
    const cost = costs.get(name) ?? { calls: 0, seconds: 0, flops: 0 };
    cost.calls++;
    cost.seconds += seconds;
    cost.flops += flops;
    costs.set(name, cost);
  }, () => work(() => costs.clear()));
  const rows = [...costs].map(([name, cost]) => ({ name, ...cost }));
  return { result, costs: rows.sort((a, b) => b.seconds - a.seconds) };
}
