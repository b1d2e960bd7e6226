/** Every kind of network trains alike on every backend: WebGPU and native TensorFlow against plain JavaScript. */
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { valueAndGradients } from "../../src/backend/autograd.ts";
import { type BackendName, startBackend } from "../../src/backend/mod.ts";
import { softmaxCrossEntropy } from "../../src/backend/ops/mod.ts";
import { createModel } from "../../src/model/mod.ts";
import { randomStream } from "../../src/random.ts";
import { noise, testOnEachBackend } from "../backend/each_backend.ts";

const NETWORKS = [
  { spec: "resnet18:width=4", size: 8 },
  { spec: "wide_resnet:depth=10,widen=1,dropout=0.3", size: 8 },
  { spec: "cvt:dims=8-12-16,depth=1-1-2,heads=1-3-2", size: 16 },
];

/** Loss and gradient norms of one training step, dropout included, and the logits of an evaluation after it. */
async function step(backend: BackendName, { spec, size }: typeof NETWORKS[number]): Promise<number[]> {
  await startBackend(backend);
  const model = createModel(spec, 4, randomStream(5, "weights"));
  const images = tf.tensor4d(noise(6 * size * size * 3, 1), [6, size, size, 3]);
  const targets = tf.tensor2d(Array.from({ length: 24 }, (_, k) => k % 4 === (k >> 2) % 4 ? 1 : 0), [6, 4]);
  const { value, gradients } = valueAndGradients(() => {
    const logits = model.forward(images, { training: true, random: randomStream(5, "dropout") });
    return softmaxCrossEntropy(logits, targets);
  }, model.parameters());
  const logits = tf.tidy(() => model.forward(images, { training: false }));
  const numbers = [...await value.data(), ...await logits.data()];
  for (const gradient of gradients.values()) {
    const values = await gradient.data<"float32">();
    numbers.push(Math.sqrt(values.reduce((sum, x) => sum + x * x, 0)));
  }
  tf.dispose([images, targets, value, logits, ...gradients.values()]);
  model.dispose();
  return numbers;
}

const wanted = new Map<string, number[]>();
for (const network of NETWORKS) {
  testOnEachBackend(`a training step of ${network.spec} is that of plain JavaScript`, async (backend) => {
    const expected = wanted.get(network.spec) ?? await step("cpu", network);
    wanted.set(network.spec, expected);
    const before = tf.memory().numTensors;
    const found = await step(backend, network);
    assert.equal(tf.memory().numTensors, before);
    assert.equal(found.length, expected.length);
    const largest = Math.max(...expected);
    found.forEach((value, k) =>
      assert.ok(
        Math.abs(value - expected[k]!) < 1e-3 * Math.abs(expected[k]!) + 1e-5 * largest,
        `${k}: ${value}, not ${expected[k]}`,
      )
    );
  });
}
