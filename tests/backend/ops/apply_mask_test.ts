import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { UsageError } from "../../../src/errors.ts";
import { applyMask, differentiable, normalizeAndMask, valueAndGradients } from "../../../src/ops.ts";
import { randomStream } from "../../../src/random.ts";
import { testOnEachBackend } from "../each_backend.ts";

const random = randomStream(1, "masks"), shape = [3, 8, 8, 3] as const, size = 3 * 8 * 8 * 3;
const bytes = Uint8Array.from({ length: size }, () => random.integer(256));
const kept = Uint8Array.from({ length: 3 * 16 }, () => random.integer(2));
const fills: Readonly<Record<string, Float32Array | undefined>> = {
  "zero": undefined,
  "mean": Float32Array.from({ length: 9 }, () => random.uniform()),
  "noise": Float32Array.from({ length: size }, () => random.uniform()),
};

for (const [name, fill] of Object.entries(fills)) {
  testOnEachBackend(`applyMask() hides what normalizeAndMask() hides, fill ${name}`, async () => {
    const mask = { kept, patches: 4, ...(fill && { fill }) }, images = normalizeAndMask(bytes, shape);
    const { numTensors } = tf.memory(), masked = applyMask(images, mask);
    assert.equal(tf.memory().numTensors, numTensors + 1);
    const wanted = normalizeAndMask(bytes, shape, { mask });
    assert.deepEqual(await masked.data(), await wanted.data());
    tf.dispose([images, masked, wanted]);
  });
}

testOnEachBackend("applyMask() passes gradients to the kept pixels only", async () => {
  const images = tf.variable<tf.Rank.R4>(tf.ones([1, 2, 2, 3]));
  const sum = differentiable(
    (x: tf.Tensor): tf.Scalar => tf.sum(x),
    (upstream, x) => [tf.mul(tf.onesLike(x), upstream)],
  );
  const { value, gradients } = valueAndGradients(
    () => sum(applyMask(images as tf.Tensor as tf.Tensor4D, { kept: Uint8Array.of(1, 0, 0, 1), patches: 2 })),
    new Map([["images", images]]),
  );
  const gradient = gradients.get("images")!;
  assert.equal((await value.data())[0], 6);
  assert.equal((await gradient.data()).join(""), "111000000111");
  tf.dispose([images, value, gradient]);
});

Deno.test("applyMask() rejects a grid that does not divide the image, and a wrong number of masks", () => {
  const images = tf.zeros<tf.Rank.R4>([2, 8, 8, 3]);
  for (const [patches, count] of [[3, 18], [4, 16]] as const) {
    assert.throws(() => applyMask(images, { kept: new Uint8Array(count), patches }), UsageError);
  }
  images.dispose();
});
