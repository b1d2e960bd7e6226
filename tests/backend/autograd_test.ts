import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { differentiable, valueAndGradients } from "../../src/backend/autograd.ts";
import { startBackend } from "../../src/backend/mod.ts";
import { add, linear, relu, softmaxCrossEntropy } from "../../src/backend/ops/mod.ts";
import { UsageError } from "../../src/errors.ts";
import { noiseVariable, testOnEachBackend } from "./each_backend.ts";

const sum = differentiable(
  (x: tf.Tensor): tf.Scalar => tf.sum(x),
  (upstream, x) => [tf.mul(upstream, tf.onesLike(x))],
);

testOnEachBackend(
  "valueAndGradients() leaves only the value and one gradient per parameter in memory",
  async () => {
    const weight = noiseVariable([6, 3], 1);
    const unused = noiseVariable([2], 2);
    const x = tf.ones<tf.Rank.R2>([4, 6]);
    const targets = tf.fill<tf.Rank.R2>([4, 3], 1 / 3);
    const parameters = new Map([["weight", weight], ["unused", unused]]);
    const before = tf.memory().numTensors;
    for (let step = 0; step < 3; step++) {
      const { value, gradients } = valueAndGradients(() => {
        const hidden = linear(x, weight);
        tf.tidy(() => relu(hidden));
        // An intermediate input, an unused branch, and one that rejoins.
        const logits = add(relu(hidden), add(hidden, linear(tf.ones([4, 6]), weight)));
        return softmaxCrossEntropy(logits, targets);
      }, parameters);
      assert.equal(tf.memory().numTensors, before + 3);
      assert.deepEqual([...await gradients.get("unused")!.data()], [0, 0]);
      assert.ok((await gradients.get("weight")!.data()).some((g) => g !== 0));
      assert.equal(x.isDisposed, false);
      tf.dispose([value, ...gradients.values()]);
    }
    tf.dispose([weight, unused, x, targets]);
  },
);

Deno.test("valueAndGradients() can return a value that an operation saved", async () => {
  await startBackend("cpu");
  const w = tf.variable(tf.scalar(2));
  const { value, gradients } = valueAndGradients(() => {
    const y = relu<tf.Tensor>(w) as tf.Scalar;
    relu(y);
    return y;
  }, new Map([["w", w]]));
  assert.equal(value.dataSync()[0], 2);
  assert.equal(gradients.get("w")!.dataSync()[0], 1);
  tf.dispose([value, w, ...gradients.values()]);
});

Deno.test("valueAndGradients() frees everything when the function or a gradient fails", async () => {
  await startBackend("cpu");
  const w = tf.variable(tf.ones([3]));
  const parameters = new Map([["w", w]]);
  const broken = differentiable((x: tf.Tensor): tf.Tensor => tf.square(x), () => {
    throw new Error("no way back");
  });
  const before = tf.memory().numTensors;
  const failing = () => {
    relu(relu<tf.Tensor>(w));
    throw new Error("half-way");
  };
  assert.throws(() => valueAndGradients(failing, parameters), /half-way/);
  assert.equal(tf.memory().numTensors, before);
  assert.throws(
    () => valueAndGradients(() => sum(add(broken(w), relu<tf.Tensor>(w))), parameters),
    /no way back/,
  );
  assert.equal(tf.memory().numTensors, before);
  // The next call works.
  const { value, gradients } = valueAndGradients(() => sum(w), parameters);
  assert.deepEqual([...gradients.get("w")!.dataSync()], [1, 1, 1]);
  tf.dispose([value, w, ...gradients.values()]);
});

Deno.test("valueAndGradients() cannot be nested", async () => {
  await startBackend("cpu");
  const w = tf.variable(tf.scalar(1));
  const inner = () => valueAndGradients(() => sum(w), new Map([["w", w]])).value;
  assert.throws(() => valueAndGradients(inner, new Map([["w", w]])), UsageError);
  w.dispose();
});

Deno.test("operations outside valueAndGradients() keep only their result in memory", async () => {
  await startBackend("cpu");
  const w = noiseVariable([4, 4], 1);
  const before = tf.memory().numTensors;
  const y = relu(linear(tf.tidy(() => tf.ones<tf.Rank.R2>([2, 4])), w));
  assert.equal(tf.memory().numTensors, before + 3); // the input, the product and the result
  tf.dispose([y, w]);
});
