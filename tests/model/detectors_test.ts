import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { startBackend } from "../../src/backend/mod.ts";
import { UsageError } from "../../src/errors.ts";
import { completeModel, createDetector, createModel, kindOf, models } from "../../src/model/mod.ts";
import type { Detector } from "../../src/model/types.ts";
import { exportState, loadState } from "../../src/model/weights.ts";
import { randomStream } from "../../src/random.ts";

await startBackend("wasm");

const NARROW = "yolov5:depth=0.33,width=0.125";
const make = (text: string, classes: number, seed = 1) =>
  createDetector(text, classes, randomStream(seed, "weights"));
const parametersOf = (detector: Detector) =>
  [...detector.parameters().values()].reduce((sum, { size }) => sum + size, 0);
const says = (...words: string[]) => (error: unknown) =>
  error instanceof UsageError && words.every((word) => error.message.includes(word));

Deno.test("yolov5n and yolov5s have the published numbers of parameters", () => {
  for (const [name, millions] of [["yolov5n", "1.9"], ["yolov5s", "7.2"]] as const) {
    const detector = make(name, 80);
    assert.equal((parametersOf(detector) / 1e6).toFixed(1), millions);
    detector.dispose();
  }
});

Deno.test("every detector of the registry gives three levels of raw outputs and leaks no tensors", () => {
  for (const { name, summary } of models.filter(({ kind }) => kind === "detector")) {
    assert.ok(summary.length > 10 && kindOf(name) === "detector");
    const before = tf.memory().numTensors, detector = make(name, 3);
    const levels = tf.tidy(() => detector.forward(tf.zeros([1, 64, 96, 3]), { training: false }));
    assert.deepEqual(levels.map(({ shape }) => shape), [[1, 3, 8, 12, 8], [1, 3, 4, 6, 8], [1, 3, 2, 3, 8]]);
    tf.dispose(levels);
    detector.dispose();
    assert.equal(tf.memory().numTensors, before);
  }
});

Deno.test("fresh weights predict few objects, and depend on the seed", async () => {
  const one = make(NARROW, 4), again = make(NARROW, 4), other = make(NARROW, 4, 2);
  const [level] = tf.tidy(() => one.forward(tf.zeros([1, 64, 64, 3]), { training: false }));
  const values = await tf.tidy(() => tf.sigmoid(level!)).data();
  const objectness = Array.from(values).filter((_, k) => k % 9 === 4);
  assert.ok(objectness.reduce((a, b) => a + b, 0) / objectness.length < 0.01);
  const bias = async (
    detector: Detector,
  ) => [...(await exportState(detector)).get("model.24.m.0.bias")!.data];
  assert.deepEqual(await bias(one), await bias(again));
  assert.notDeepEqual(await bias(one), await bias(other));
  for (const detector of [one, again, other]) detector.dispose();
});

Deno.test("a detector has the anchors of the weights that it loads", async () => {
  const detector = make(NARROW, 2), state = await exportState(detector);
  const anchors = Float32Array.from(state.get("model.24.anchors")!.data as Float32Array, (side) => 2 * side);
  loadState(
    detector,
    new Map([...state, ["model.24.anchors", { dtype: "F32", shape: [3, 3, 2], data: anchors }]]),
    "w",
  );
  assert.deepEqual(detector.anchors[0]![0], [20, 26]);
  assert.deepEqual(detector.anchors[2]![2], [746, 652]);
  detector.dispose();
});

Deno.test("afterConvolution is called once per convolution", () => {
  const detector = make(NARROW, 2);
  let calls = 0;
  tf.tidy(() => {
    const afterConvolution = (x: tf.Tensor4D) => (calls++, x);
    detector.forward(tf.zeros([1, 32, 32, 3]), { training: false, afterConvolution });
  });
  const convolutions = [...detector.parameters().keys()].filter((name) => name.endsWith(".conv.weight"));
  assert.equal(calls, convolutions.length);
  detector.dispose();
});

Deno.test("detectors reject unsupported sizes and precisions", () => {
  const detector = make(NARROW, 2);
  const forward = (height: number, precision: "fp32" | "bf16") =>
    tf.tidy(() => detector.forward(tf.zeros([1, height, 64, 3]), { training: true, precision }));
  assert.throws(() => forward(48, "fp32"), says("64×48", "32"));
  assert.throws(() => forward(64, "bf16"), says("bf16", "fp32"));
  detector.dispose();
});

Deno.test("model names spell out options, unknown ones list the known, and classifiers and detectors are distinguished", () => {
  assert.equal(completeModel("yolov5"), "yolov5:depth=0.33,width=0.25");
  assert.equal(completeModel("yolov5n"), "yolov5n");
  assert.throws(() => make("yolov5m6", 2), says('"yolov5m6"', '"yolov5n"', '"resnet18"'));
  assert.throws(() => make("resnet18", 2), says('"resnet18" is a classifier', '"yolov5s"'));
  assert.throws(
    () => createModel(String("yolov5n"), 2, randomStream(1, "w")),
    says('"yolov5n" is a detector', '"resnet18"'),
  );
  assert.throws(() => make("yolov5n:width=1", 2), says('"width"'));
  assert.throws(() => make("yolov5:width=0", 2), says('"width"', '"0"'));
});
