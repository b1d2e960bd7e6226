import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import assert from "node:assert/strict";
import { startBackend } from "../../src/backend/mod.ts";
import { UsageError } from "../../src/errors.ts";
import { toLayersModel } from "../../src/model/layers_model.ts";
import { readLayersModel, writeLayersModel } from "../../src/model/layers_model_files.ts";
import { createModel, type Model } from "../../src/model/mod.ts";
import { RandomStream, randomStream } from "../../src/random.ts";
import { noise, relativeDifference, testOnEachBackend } from "../backend/each_backend.ts";
import { inTempDir } from "../end_to_end/command.ts";

/** Fills large networks quickly; the weights' distribution does not matter here. */
class UniformStream extends RandomStream {
  override normal(): number {
    return 2 * this.uniform() - 1;
  }
}

/** A model with weights, biases and running statistics that differ from the initial ones. */
function shakenModel(spec: string): Model {
  const model = createModel(spec, 5, new UniformStream("weights"));
  [...model.parameters().values(), ...model.buffers().values()].forEach((variable, index) => {
    if (variable.rank !== 1) return;
    tf.tidy(() => variable.assign(tf.add(variable, tf.mul(tf.tensor(noise(variable.size, index + 1)), 0.3))));
  });
  return model;
}

const logitsOf = async (forward: (images: tf.Tensor4D) => tf.Tensor, size: number) => {
  const logits = tf.tidy(() => forward(tf.tensor4d(noise(2 * size * size * 3, 9), [2, size, size, 3])));
  const values = await logits.data();
  logits.dispose();
  return values;
};

const predict = (layers: tfl.LayersModel, size: number) =>
  logitsOf((images) => layers.predict(images) as tf.Tensor, size);

for (const spec of ["resnet18:width=4", "wide_resnet:depth=10,widen=1"]) {
  testOnEachBackend(`toLayersModel() of ${spec} predicts the same, stored and loaded too`, async () => {
    const model = shakenModel(spec), exported = await toLayersModel(model);
    const wanted = await logitsOf((images) => model.forward(images, { training: false }), 15);
    await inTempDir(async (folder) => {
      await writeLayersModel(exported, folder, { classes: ["a", "b"] });
      const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
      assert.deepEqual(names, ["model.json", "weights.bin"]);
      const loaded = await readLayersModel(folder);
      assert.deepEqual(loaded.getUserDefinedMetadata(), { classes: ["a", "b"] });
      for (const layers of [exported, loaded]) {
        const difference = relativeDifference(await predict(layers, 15), wanted);
        assert.ok(difference < 1e-5, String(difference));
        layers.dispose();
      }
    });
    model.dispose();
  });
}

for (const spec of ["resnet18_imagenet", "wide_resnet50_2"]) {
  Deno.test(`toLayersModel() of ${spec} has its weights, under PyTorch's names, and predicts the same, stored and loaded too`, async () => {
    await startBackend("wasm");
    const model = shakenModel(spec), exported = await toLayersModel(model);
    const variables = [...model.parameters().values(), ...model.buffers().values()];
    assert.equal(exported.countParams(), variables.reduce((sum, { size }) => sum + size, 0));
    assert.deepEqual(exported.getLayer("layer4.0.downsample.0").getWeights().length, 1);
    const wanted = await logitsOf((images) => model.forward(images, { training: false }), 33);
    model.dispose();
    await inTempDir(async (folder) => {
      await writeLayersModel(exported, folder);
      const check = async (layers: tfl.LayersModel) => {
        const difference = relativeDifference(await predict(layers, 33), wanted); // of copies of the weights
        assert.ok(difference < 1e-5, String(difference));
        layers.dispose(); // before there is another: the wide one takes 276 MB
      };
      await check(exported);
      await check(await readLayersModel(folder));
    });
  });
}

Deno.test("toLayersModel() rejects networks that stock layers cannot express", async () => {
  await startBackend("cpu");
  const model = createModel("resnet18:width=2", 3, randomStream(1, "weights"));
  await assert.rejects(
    toLayersModel({ ...model, name: "cvt13" }),
    (error) => error instanceof UsageError && error.message.includes("cvt13"),
  );
  model.dispose();
});
