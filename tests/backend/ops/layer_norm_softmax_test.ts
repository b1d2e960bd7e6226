import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { layerNorm, matMul, softmax } from "../../../src/backend/ops/mod.ts";
import { startBackend } from "../../../src/backend/mod.ts";
import { UsageError } from "../../../src/errors.ts";
import { noise, relativeDifference, testOnEachBackend } from "../each_backend.ts";

const rows = [1, 2, 4, -3, 100, 101, 102, 107];

testOnEachBackend("layerNorm() and softmax() give PyTorch's values", async () => {
  const x = tf.tensor3d(rows, [1, 2, 4]);
  const weight = tf.tensor1d([1, 2, -1, 0.5]), bias = tf.tensor1d([0, 0.1, 0.2, 0.3]);
  const before = tf.memory().numTensors;
  const [normalized, shares] = [layerNorm(x, weight, bias), softmax(x)];
  assert.equal(tf.memory().numTensors, before + 2);
  assert.deepEqual([normalized.shape, shares.shape], [[1, 2, 4], [1, 2, 4]]);
  assert.ok(
    relativeDifference(await normalized.data(), [
      0,
      0.8844639,
      -0.9766959,
      -0.4844639,
      -0.9284761,
      -1.0141713,
      0.3856952,
      1.1356285,
    ]) < 1e-5,
  );
  assert.ok(
    relativeDifference(await shares.data(), [
      0.04197777,
      0.1141074,
      0.84314598,
      0.00076885,
      0.00090274,
      0.0024539,
      0.00667039,
      0.98997298,
    ]) < 1e-5,
  );
  tf.dispose([x, weight, bias, normalized, shares]);
});

testOnEachBackend("layerNorm() is exact for a mean far from 0", async () => {
  const host = noise(5 * 384, 1);
  const [ones, zeros] = [tf.ones<tf.Rank.R1>([384]), tf.zeros<tf.Rank.R1>([384])];
  const [near, far] = [tf.tensor2d(host, [5, 384]), tf.tensor2d(host.map((value) => value + 100), [5, 384])];
  const [want, got] = [layerNorm(near, ones, zeros), layerNorm(far, ones, zeros)];
  // Adding 100 rounds the values themselves by 4e-6.
  assert.ok(relativeDifference(await got.data(), await want.data()) < 1e-4);
  tf.dispose([ones, zeros, near, far, want, got]);
});

/** Σ a · b by the definition. */
function multiply(a: Float32Array, b: Float32Array, [pairs, m, n, k]: number[]): number[] {
  const result: number[] = [];
  for (let p = 0; p < pairs!; p++) {
    for (let i = 0; i < m!; i++) {
      for (let j = 0; j < n!; j++) {
        let sum = 0;
        for (let q = 0; q < k!; q++) sum += a[(p * m! + i) * k! + q]! * b[(p * k! + q) * n! + j]!;
        result.push(sum);
      }
    }
  }
  return result;
}

for (const sizes of [[3, 2, 4, 5], [1, 13, 17, 9], [2, 50, 13, 1100]] as const) {
  testOnEachBackend(`matMul() of ${sizes} is the sum that defines it, transposed or not`, async () => {
    const [pairs, m, n, k] = sizes;
    const [left, right] = [noise(pairs * m * k, 1), noise(pairs * k * n, 2)];
    const want = multiply(left, right, [...sizes]);
    const a = tf.tensor3d(left, [pairs, m, k]), b = tf.tensor3d(right, [pairs, k, n]);
    const [turnedA, turnedB] = [tf.transpose(a, [0, 2, 1]), tf.transpose(b, [0, 2, 1])];
    const products = [
      matMul(a, b),
      matMul(turnedA, b, { transposeA: true }),
      matMul(a, turnedB, { transposeB: true }),
      matMul(turnedA, turnedB, { transposeA: true, transposeB: true }),
    ];
    for (const product of products) {
      assert.deepEqual(product.shape, [pairs, m, n]);
      assert.ok(relativeDifference(await product.data(), want) < 1e-5);
    }
    tf.dispose([a, b, turnedA, turnedB, ...products]);
  });
}

Deno.test("layerNorm() and matMul() reject shapes that do not match, naming them", async () => {
  await startBackend("cpu");
  const four = tf.ones<tf.Rank.R1>([4]);
  assert.throws(() => layerNorm(tf.ones([2, 3]), four, four), /\[2,3\] with a weight \[4\]/);
  assert.throws(() => matMul(tf.ones([2, 3, 4]), tf.ones([2, 3, 4])), /\[2,3,4\] by \[2,3,4\]/);
  assert.throws(() => matMul(tf.ones([2, 3, 4]), tf.ones([1, 4, 3])), UsageError);
});
