/** Runs the same test on every available backend. */
import * as tf from "@tensorflow/tfjs-core";
import { type BackendName, backendNames } from "../../src/backend/mod.ts";
import { testOn } from "./test_on.ts";

/**
 * Registers a test once per backend; where a backend is missing, its test is left out, unless it is required.
 *
 * @param name what is tested
 * @param test given the backend's name, while it is running
 */
export function testOnEachBackend(name: string, test: (backend: BackendName) => Promise<void>): void {
  testOn(backendNames, name, test);
}

/** Makes pseudo-random numbers in [-1, 1), the same on every machine. */
export function noise(count: number, seed: number): Float32Array {
  let state = seed * 2654435761 >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9 >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** Makes a variable of such numbers on the running backend. */
export function noiseVariable(shape: readonly number[], seed: number): tf.Variable {
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tidy(() => tf.variable(tf.tensor(noise(size, seed), [...shape])));
}

/** Computes the largest difference, relative to the largest expected value. */
export function relativeDifference(got: ArrayLike<number>, want: ArrayLike<number>): number {
  if (got.length !== want.length) return Infinity;
  let difference = 0;
  let largest = 1e-12;
  for (let k = 0; k < want.length; k++) {
    const delta = Math.abs(got[k]! - want[k]!);
    difference = Math.max(difference, Number.isNaN(delta) ? Infinity : delta);
    largest = Math.max(largest, Math.abs(want[k]!));
  }
  return difference / largest;
}
