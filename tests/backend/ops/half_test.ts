import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { startCpu } from "../../../src/backend/cpu.ts";
import { toFloat32, toHalf } from "../../../src/backend/ops/mod.ts";
import { kernels } from "../../../src/backend/ops/running.ts";
import type { Precision } from "../../../src/backend/precision.ts";
import { startTensorflow } from "../../../src/backend/tensorflow.ts";
import { UsageError } from "../../../src/errors.ts";
import { randomStream } from "../../../src/random.ts";
import { tinyDataset, tinyTraining } from "../../../src/testing/tiny.ts";
import { withoutNative } from "../required.ts";

const ignore = await withoutNative();

Deno.test(
  { name: "toHalf() keeps eight significant bits, ties to even, and infinities", ignore },
  async () => {
    await startTensorflow();
    const before = tf.memory().numTensors;
    const x = tf.tensor1d([
      1,
      1 + 2 ** -8,
      1 + 3 * 2 ** -8,
      1 + 2 ** -8 + 2 ** -20,
      -3.14159265,
      1e38,
      Infinity,
    ]);
    const low = toHalf(x, "bfloat16"), back = toFloat32(low, "bfloat16");
    const values = Array.from(await back.data<"float32">());
    assert.deepEqual(values.slice(0, 4), [1, 1, 1 + 2 ** -6, 1 + 2 ** -7]);
    assert.deepEqual([values[4], values[6]], [-3.140625, Infinity]);
    tf.dispose([x, low, back]);
    assert.equal(tf.memory().numTensors, before);
  },
);

Deno.test(
  { name: "float16 keeps eleven significant bits, down to 6e-8 and up to 65504", ignore },
  async () => {
    await startTensorflow();
    const x = tf.tensor1d([1 + 2 ** -10, 1 + 2 ** -11, 2 ** -24, 2 ** -26, 65504, 65536]);
    const low = toHalf(x, "float16"), back = toFloat32(low, "float16");
    assert.deepEqual([...await back.data()], [1 + 2 ** -10, 1, 2 ** -24, 0, 65504, Infinity]);
    tf.dispose([x, low, back]);
  },
);

Deno.test("toHalf() names the backend that supports it", async () => {
  await startCpu();
  const x = tf.scalar(1);
  assert.throws(() => toHalf(x, "bfloat16"), (error: Error) => {
    assert.ok(error instanceof UsageError);
    return /bfloat16 on cpu.*fp32.*tensorflow/.test(error.message);
  });
  x.dispose();
});

for (const precision of ["bf16", "fp16"] as const) {
  Deno.test(
    { name: `training in ${precision} learns, keeps variables in float32 and leaks no tensors`, ignore },
    async () => await assertLearns(precision),
  );
}

async function assertLearns(precision: Precision): Promise<void> {
  await startTensorflow();
  const warmUp = await tinyTraining({ precision, epochs: 1 });
  await warmUp.run();
  warmUp.dispose();
  const before = tf.memory().numTensors;
  const training = await tinyTraining({ precision, epochs: 15, dataset: tinyDataset({ train: 60 }) });
  const { history } = await training.run();
  assert.ok(
    history.at(-1)!.train_loss < 0.8 * history[0]!.train_loss,
    JSON.stringify(history.map((h) => h.train_loss)),
  );
  for (const variable of training.model.parameters().values()) {
    assert.ok((await variable.data<"float32">()).every(Number.isFinite));
  }
  training.dispose();
  assert.equal(tf.memory().numTensors, before);
}

for (const channels of [3, 16, 33, 34, 64, 80, 96, 144]) {
  Deno.test(
    { name: `a bfloat16 convolution of ${channels} channels and its gradients are right`, ignore },
    async () => {
      await startTensorflow();
      const k = kernels(), geometry = { stride: 1, padding: 1 };
      const random = randomStream(3, "convolution");
      const host = (shape: [number, number, number, number]) => {
        const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal());
        return tf.tensor4d(values, shape);
      };
      const [x, w, g] = [host([2, 4, 4, channels]), host([3, 3, channels, 32]), host([2, 4, 4, 32])];
      const [lowX, lowW, lowG] = [x, w, g].map((tensor) => toHalf(tensor, "bfloat16")) as [
        tf.Tensor4D,
        tf.Tensor4D,
        tf.Tensor4D,
      ];
      const pairs = [
        [k.conv2d(x, w, geometry), k.conv2d(lowX, lowW, geometry)],
        [
          k.conv2dInputGradient(g, w, x.shape, geometry),
          k.conv2dInputGradient(lowG, lowW, x.shape, geometry),
        ],
        [
          k.conv2dFilterGradient(x, g, w.shape, geometry),
          k.conv2dFilterGradient(lowX, lowG, w.shape, geometry),
        ],
      ] as const;
      for (const [full, low] of pairs) {
        const wanted = await full.data<"float32">(),
          raised = toFloat32(low, "bfloat16"),
          got = await raised.data<"float32">();
        const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        const worst = wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - got[i]!)), 0);
        assert.ok(worst < 0.02 * largest, `off by ${worst} of ${largest}`);
        tf.dispose([full, low, raised]);
      }
      tf.dispose([x, w, g, lowX, lowW, lowG]);
    },
  );
}
