import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { startBackend } from "../../src/backend/mod.ts";
import { InputError, UsageError } from "../../src/errors.ts";
import { createModel, type Model, modelFactory, models } from "../../src/model/mod.ts";
import { NoDraws } from "../../src/model/summary.ts";
import { compareState, exportState, loadState } from "../../src/model/weights.ts";
import { randomStream } from "../../src/random.ts";
import { readFixture, type StateTensor } from "../parity/fixture.ts";

await startBackend("wasm");

const make = (text: string, classes = 10, seed = 1) =>
  createModel(text, classes, randomStream(seed, "weights"));
const parametersOf = (model: Model) =>
  [...model.parameters().values()].reduce((sum, { size }) => sum + size, 0);

Deno.test("resnet18 has the published numbers of parameters and PyTorch's names and shapes", async () => {
  for (const [classes, parameters] of [[10, 11_173_962], [100, 11_220_132]] as const) {
    const model = make("resnet18", classes);
    assert.equal(parametersOf(model), parameters);
    assert.equal(model.name, "resnet18:width=64");
    model.dispose();
  }
  const { state, base_width } = readFixture<{ state: StateTensor[]; base_width: number }>("resnet18_narrow");
  const narrow = make(`resnet18:width=${base_width}`);
  const exported = [...await exportState(narrow)].map(([name, { shape }]) => ({ name, shape }));
  assert.deepEqual(exported, state.map(({ name, shape }) => ({ name, shape })));
  narrow.dispose();
});

Deno.test("the initial weights are Kaiming's and depend only on the seed", async () => {
  const one = make("resnet18:width=16"),
    again = make("resnet18:width=16"),
    other = make("resnet18:width=16", 10, 0);
  const numbers = async (model: Model, name: string) =>
    Array.from((await exportState(model)).get(name)!.data, Number);
  const name = "layer3.1.conv2.weight";
  assert.deepEqual(await numbers(one, name), await numbers(again, name));
  assert.notDeepEqual(await numbers(one, name), await numbers(other, name));
  const values = await numbers(one, name);
  const deviation = Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
  assert.ok(Math.abs(deviation / Math.sqrt(2 / (9 * 64)) - 1) < 0.03);
  assert.deepEqual(new Set(await numbers(one, "bn1_initial.weight")), new Set([1]));
  for (const model of [one, again, other]) model.dispose();
});

Deno.test("export, import and export again give the same tensors", async () => {
  const one = make("resnet18:width=4", 3), other = make("resnet18:width=4", 3, 2);
  tf.tidy(() => void one.forward(tf.randomUniform([2, 8, 8, 3], -1, 1, "float32", 7), { training: true }));
  const exported = await exportState(one);
  assert.equal(exported.get("bn1_initial.num_batches_tracked")!.data[0], 1n);
  loadState(other, exported, "the first");
  assert.deepEqual(await exportState(other), exported);
  one.dispose();
  other.dispose();
});

Deno.test("loadState() changes nothing if a tensor does not fit, and names all that do not", async () => {
  const model = make("resnet18:width=2", 3), before = await exportState(model);
  const wrong = new Map(before);
  wrong.delete("layer1.0.bn1.bias");
  wrong.set("linear.bias", { dtype: "F32", shape: [4], data: new Float32Array(4) });
  wrong.set("fc.bias", { dtype: "F32", shape: [3], data: new Float32Array(3) });
  assert.deepEqual(compareState(model, wrong).extra, ["fc.bias"]);
  assert.throws(() => loadState(model, wrong, "w.safetensors"), (error) =>
    error instanceof InputError &&
    ["w.safetensors", "layer1.0.bn1.bias", "fc.bias", "linear.bias (it is [4], not [3])"]
      .every((word) => error.message.includes(word)));
  assert.deepEqual(await exportState(model), before);
  model.dispose();
});

Deno.test("loadState() rejects integers and numbers that are not finite, naming the tensor", async () => {
  const model = make("resnet18:width=2", 3), before = await exportState(model);
  const bias = (dtype: "I32" | "F32" | "F64", data: Int32Array | Float32Array | Float64Array) =>
    new Map([...before, ["linear.bias", { dtype, shape: [3], data }] as const]);
  const cases = {
    "linear.bias (I32": bias("I32", new Int32Array(3)),
    "linear.bias (NaN at position 1": bias("F32", Float32Array.of(0, NaN, 0)),
    "linear.bias (-Infinity": bias("F32", Float32Array.of(-Infinity, 0, 0)),
    "linear.bias (1e+300": bias("F64", Float64Array.of(1e300, 0, 0)), // no float32
  };
  for (const [words, tensors] of Object.entries(cases)) {
    assert.throws(
      () => loadState(model, tensors, "w"),
      (error) => error instanceof InputError && error.message.includes(words),
    );
  }
  assert.deepEqual(await exportState(model), before);
  loadState(model, bias("F64", Float64Array.of(1, 2, 3)), "w");
  model.dispose();
});

Deno.test("old PyTorch files without counters load", async () => {
  const one = make("resnet18:width=2", 3), other = make("resnet18:width=2", 3, 2);
  const plain = new Map(
    [...await exportState(one)].filter(([name]) => !name.endsWith("num_batches_tracked")),
  );
  loadState(other, plain, "an old file");
  assert.deepEqual((await exportState(other)).get("linear.weight"), plain.get("linear.weight"));
  one.dispose();
  other.dispose();
});

Deno.test("modelFactory() rejects unknown models and options before anything is computed", () => {
  const says = (...words: string[]) => (error: unknown) =>
    error instanceof UsageError && words.every((word) => error.message.includes(word));
  assert.throws(() => modelFactory(String("resnet19")), says('"resnet19"', '"resnet18"'));
  assert.throws(() => modelFactory("resnet18:depth=3"), says('"depth"', '"width"'));
  for (const width of ["0", "-1", "1.5", "wide", "5000"]) {
    assert.throws(() => modelFactory(`resnet18:width=${width}`), says('"width"', `"${width}"`), width);
  }
});

Deno.test("every classifier of the registry describes itself, runs forward and leaks no tensors", async () => {
  for (const { name, summary, kind } of models) {
    assert.ok(summary.length > 10);
    if (kind === "detector") continue;
    const before = tf.memory().numTensors;
    const model = createModel(name, 7, new NoDraws());
    const logits = tf.tidy(() => model.forward(tf.zeros([1, 16, 16, 3]), { training: false }));
    assert.deepEqual(logits.shape, [1, 7]);
    assert.ok((await logits.data()).every(Number.isFinite));
    logits.dispose();
    model.dispose();
    assert.equal(tf.memory().numTensors, before);
  }
});
