import { fromFileUrl, join } from "@std/path";
import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { startBackend } from "../../src/backend/mod.ts";
import { normalizeAndMask } from "../../src/backend/ops/mod.ts";
import { InputError, UsageError } from "../../src/errors.ts";
import { formatSafetensors, type TensorData, writeSafetensors } from "../../src/io/safetensors.ts";
import { readWeightsFile } from "../../src/io/weights_file.ts";
import { loadWeights, type WeightsOptions } from "../../src/model/load_weights.ts";
import { type AnyModel, createDetector, createModel, type Model, modelFactory } from "../../src/model/mod.ts";
import { NoDraws } from "../../src/model/summary.ts";
import { exportState, loadState } from "../../src/model/weights.ts";
import { randomStream } from "../../src/random.ts";
import { noise, relativeDifference, testOnEachBackend } from "../backend/each_backend.ts";
import { inTempDir } from "../end_to_end/command.ts";
import { noticesOf } from "../notices_of.ts";

const fixtures = fromFileUrl(new URL("../io/pth/fixtures/", import.meta.url));
const make = (classes = 3, seed = 1) =>
  createModel("resnet18:width=2", classes, randomStream(seed, "weights"));

/** The logits of fixtures/README.md's images. */
async function logitsOf(model: Model): Promise<Float32Array> {
  const bytes = Uint8Array.from({ length: 3 * 32 * 32 * 3 }, (_, k) => (37 * k + 11) % 256);
  const logits = tf.tidy(() => model.forward(normalizeAndMask(bytes, [3, 32, 32, 3]), { training: false }));
  const values = await logits.data() as Float32Array;
  logits.dispose();
  return values;
}

/** A file with these tensors while something is done with it. */
async function withFile(
  tensors: Iterable<readonly [string, TensorData]>,
  work: (path: string) => Promise<void>,
): Promise<void> {
  await inTempDir(async (folder) => {
    const path = join(folder, "w.safetensors");
    await writeSafetensors(path, new Map(tensors));
    await work(path);
  });
}

const prefixed = (state: ReadonlyMap<string, TensorData>, prefix: string) =>
  [...state].map(([name, tensor]) => [prefix + name, tensor] as const);

/** Loads a fixture and compares with what PyTorch computed. */
async function assertLogits(model: Model, name: string, options: WeightsOptions = {}): Promise<void> {
  const reference = JSON.parse(await Deno.readTextFile(join(fixtures, "logits.json")));
  await loadWeights(model, join(fixtures, name), options);
  const difference = relativeDifference(await logitsOf(model), reference[name].logits.flat());
  assert.ok(difference < 1e-5, String(difference));
}

testOnEachBackend("PyTorch's checkpoint of a ResNet-18 gives PyTorch's logits", async () => {
  const model = make();
  await assertLogits(model, "resnet18.pth");
  assert.equal(model.counters().get("bn1_initial.num_batches_tracked"), 3);
  model.dispose();
});

testOnEachBackend("a checkpoint as the official CvT stores it gives PyTorch's logits", async () => {
  const model = createModel("cvt:dims=4-8-16,depth=1-1-1,heads=1-2-2", 3, randomStream(1, "weights"));
  await assert.rejects(loadWeights(model, join(fixtures, "cvt_official.pth")), /--strip-prefix module\.\n/);
  await assertLogits(model, "cvt_official.pth", { stripPrefix: "module." });
  model.dispose();
});

Deno.test("an exported .pth file has the tensors that PyTorch wrote", async () => {
  await startBackend("wasm");
  const model = make();
  await loadWeights(model, join(fixtures, "resnet18.pth"));
  assert.deepEqual(await exportState(model), await readWeightsFile(join(fixtures, "resnet18.pth")));
  model.dispose();
});

/** Numbers for every tensor of a state, all different from a fresh network's. */
const trainedState = (state: ReadonlyMap<string, TensorData>): Map<string, TensorData> =>
  new Map([...state].map(([name, tensor], index) => [
    name,
    tensor.dtype === "I64"
      ? { ...tensor, data: BigInt64Array.of(BigInt(index)) }
      : { ...tensor, data: noise(tensor.data.length, index + 1) },
  ]));

const shapes = {
  "resnet18:width=2": "shortcuts with a normalisation",
  "wide_resnet:depth=10,widen=1": "convolutions with biases",
  "cvt:dims=4-8-16,depth=1-1-1,heads=1-2-2": "depthwise convolutions and a class token",
  "resnet18_imagenet": "torchvision's names",
  "yolov5:depth=0.1,width=0.03": "a detector",
};
for (const [spec, what] of Object.entries(shapes)) {
  Deno.test(`exported, imported and exported again, ${spec} has the same bytes (${what})`, async () => {
    await startBackend("wasm");
    const [one, other] = [1, 2].map(() => modelFactory(spec)(3, new NoDraws())) as [AnyModel, AnyModel];
    loadState(one, trainedState(await exportState(one)), "a trained network");
    const exported = formatSafetensors(await exportState(one));
    await inTempDir(async (folder) => {
      const path = join(folder, "w.safetensors");
      await Deno.writeFile(path, exported);
      await loadWeights(other, path);
    });
    const again = formatSafetensors(await exportState(other));
    assert.ok(Buffer.compare(again, exported) === 0); // of 45 MB, which deepEqual() takes a minute for
    one.dispose();
    other.dispose();
  });
}

Deno.test("loadWeights() strips a prefix from the names, and its error names the prefix to strip", async () => {
  await startBackend("wasm");
  const trained = make(), model = make(3, 2), state = await exportState(trained);
  await withFile(prefixed(state, "module.net."), async (path) => {
    await assert.rejects(
      loadWeights(model, path),
      (error) => error instanceof InputError && error.message.includes("--strip-prefix module.net.\n"),
    );
    await assert.rejects(
      loadWeights(model, path, { stripPrefix: "model." }),
      (error) =>
        error instanceof UsageError && error.message.includes('"model."') &&
        error.message.includes("module.net."),
    );
    await loadWeights(model, path, { stripPrefix: "module.net." });
    assert.deepEqual(await exportState(model), state);
  });
  trained.dispose();
  model.dispose();
});

Deno.test("loadWeights() leaves a replaced last layer fresh, and says so", async () => {
  await startBackend("wasm");
  const trained = make(5), model = make(3, 2);
  const [old, fresh] = [await exportState(trained), await exportState(model)];
  await withFile(old, async (path) => {
    await assert.rejects(
      loadWeights(model, path),
      (error) =>
        error instanceof InputError && error.message.includes("linear.weight (it is [5, 16], not [3, 16])"),
    );
    const notices = await noticesOf(() => loadWeights(model, path, { replaceHead: true }));
    assert.deepEqual(notices, [
      "linear.weight and linear.bias keep their random initial values, for 3 classes",
    ]);
  });
  for (const [name, tensor] of await exportState(model)) {
    assert.deepEqual(tensor, name.startsWith("linear.") ? fresh.get(name) : old.get(name), name);
  }
  trained.dispose();
  model.dispose();
});

Deno.test("loadWeights() replaces the heads of all levels of a detector", async () => {
  await startBackend("wasm");
  const detector = (classes: number, seed: number) =>
    createDetector("yolov5:depth=0.1,width=0.03", classes, randomStream(seed, "weights"));
  const trained = detector(5, 1), model = detector(3, 2);
  const [old, fresh] = [await exportState(trained), await exportState(model)];
  await withFile(old, (path) => loadWeights(model, path, { replaceHead: true }));
  for (const [name, tensor] of await exportState(model)) {
    assert.deepEqual(tensor, name.startsWith("model.24.m.") ? fresh.get(name) : old.get(name), name);
  }
  trained.dispose();
  model.dispose();
});

Deno.test("loadWeights() changes nothing if the weights do not fit, with or without another head", async () => {
  await startBackend("wasm");
  const model = make(), before = await exportState(model);
  const wrong = [...before].filter(([name]) => name !== "layer4.1.bn2.weight");
  await withFile(wrong, async (path) => {
    for (const replaceHead of [false, true]) {
      await assert.rejects(
        loadWeights(model, path, { replaceHead }),
        (error) => error instanceof InputError && /missing: layer4\.1\.bn2\.weight$/.test(error.message),
      );
    }
  });
  assert.deepEqual(await exportState(model), before);
  model.dispose();
});
