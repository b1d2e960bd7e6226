import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { startBackend } from "../../src/backend/mod.ts";
import { UsageError } from "../../src/errors.ts";
import { completeModel, createModel, type Model, modelFactory } from "../../src/model/mod.ts";
import { countParameters, NoDraws } from "../../src/model/summary.ts";
import { exportState } from "../../src/model/weights.ts";
import { randomStream } from "../../src/random.ts";
import { readFixture, type StateTensor } from "../parity/fixture.ts";
import { images, make, SMALL } from "./classifiers.ts";

await startBackend("wasm");

/** paper.md, section 3, and torchvision's documentation. */
const PARAMETERS = {
  resnet18: { 10: 11_173_962, 101: 11_220_645, 200: 11_271_432 },
  wide_resnet: { 10: 3_023_306, 100: 3_034_916, 101: 3_035_045, 200: 3_047_816 },
  cvt13: {
    10: 19_616_330,
    100: 19_650_980,
    101: 19_651_365,
    200: 19_689_480,
    15: 19_618_255,
    23: 19_621_335,
    1000: 19_997_480,
  },
  resnet18_imagenet: { 1000: 11_689_512 },
  wide_resnet50_2: { 1000: 68_883_240 },
};

for (const [name, counts] of Object.entries(PARAMETERS)) {
  Deno.test(`${name} has the published numbers of parameters`, () => {
    for (const [classes, wanted] of Object.entries(counts)) {
      const model = createModel(name, Number(classes), new NoDraws());
      assert.equal(countParameters(model), wanted, `${classes} classes`);
      model.dispose();
    }
  });
}

Deno.test("Wide ResNets and CvTs have the names and shapes of the published state_dicts, in order", async () => {
  const cases = {
    wrn16_1: "wide_resnet:depth=16,widen=1",
    wrn52_2: "wide_resnet",
    cvt_narrow_gelu: "cvt:dims=16-48-96,depth=1-1-2,heads=1-3-6",
    cvt13_gelu: "cvt13",
  };
  for (const [file, spec] of Object.entries(cases)) {
    const { state } = readFixture<{ state: StateTensor[] }>(file);
    const model = createModel(spec, 10, new NoDraws());
    const exported = [...await exportState(model)].map(([name, { shape }]) => ({ name, shape }));
    assert.deepEqual(exported, state.map(({ name, shape }) => ({ name, shape })), file);
    model.dispose();
  }
});

Deno.test("resnet18_imagenet has torchvision's names", () => {
  const model = createModel("resnet18_imagenet", 10, new NoDraws());
  const names = model.entries().map(({ name }) => name);
  assert.deepEqual(names.slice(0, 2), ["conv1.weight", "bn1.weight"]);
  const block = names.filter((name) => name.startsWith("layer2.0.") && name.endsWith("weight"));
  const parts = ["conv1", "bn1", "conv2", "bn2", "downsample.0", "downsample.1"];
  assert.deepEqual(block, parts.map((part) => `layer2.0.${part}.weight`));
  assert.deepEqual(names.slice(-2), ["fc.weight", "fc.bias"]);
  model.dispose();
});

/** Computes the root mean square. */
async function deviation(variable: tf.Variable): Promise<number> {
  const values = Array.from(await variable.data(), Number);
  return Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
}

Deno.test("weights start as published: PyTorch's, torchvision's or normal", async () => {
  const resnet = make("resnet18:width=16", 100);
  const wide = make("wide_resnet:depth=10,widen=2"), imageNet = make("resnet18_imagenet");
  const cvt = make("cvt:dims=64-64-96,depth=1-1-1,heads=1-1-1");
  // A uniform number within ±1/√n has the deviation 1/√(3n).
  const cases: [model: Model, parameter: string, wanted: number][] = [
    [resnet, "linear.weight", 0.01],
    [resnet, "linear.bias", 0],
    [wide, "layer3.0.conv2.weight", 1 / Math.sqrt(3 * 9 * 128)],
    [wide, "layer3.0.conv2.bias", 1 / Math.sqrt(3 * 9 * 128)],
    [imageNet, "layer3.0.downsample.0.weight", Math.sqrt(2 / 256)],
    [imageNet, "conv1.weight", Math.sqrt(2 / (49 * 64))],
    [imageNet, "fc.weight", 1 / Math.sqrt(3 * 512)],
    [cvt, "stage2.blocks.0.attn.proj_q.weight", 0.02],
    [cvt, "stage2.cls_token", 0.02],
    [cvt, "stage1.patch_embed.proj.weight", 1 / Math.sqrt(3 * 9 * 64)],
    [cvt, "stage2.blocks.0.attn.conv_proj_q.conv.weight", 1 / Math.sqrt(3 * 9)],
    [cvt, "head.bias", 0],
  ];
  for (const [model, parameter, wanted] of cases) {
    const got = await deviation(model.parameters().get(parameter)!);
    assert.ok(
      Math.abs(got - wanted) <= 0.15 * wanted,
      `${model.name} ${parameter}: ${got}, wanted ${wanted}`,
    );
  }
  for (const model of [resnet, wide, imageNet, cvt]) model.dispose();
});

Deno.test("an image has the same logits alone as in a larger batch", async () => {
  for (const spec of SMALL) {
    const model = make(spec), batch = images(3, 16), one = tf.slice(batch, [0, 0, 0, 0], [1, 16, 16, 3]);
    const [all, single] = [batch, one].map((x) =>
      tf.tidy(() => model.forward(x as tf.Tensor4D, { training: false }))
    ) as [tf.Tensor2D, tf.Tensor2D];
    assert.deepEqual(single.shape, [1, 10], spec);
    const [a, b] = [await all.data(), await single.data()];
    b.forEach((logit, k) => assert.ok(Math.abs(logit - a[k]!) < 1e-5, `${spec}: ${logit} and ${a[k]}`));
    tf.dispose([batch, one, all, single]);
    model.dispose();
  }
});

Deno.test("dropout and stochastic depth act only in training with a random stream", async () => {
  const specs = [
    "wide_resnet:depth=10,widen=1,dropout=0.5",
    "cvt:dims=8-8-8,depth=1-1-2,heads=1-1-1,drop_path=0.5",
  ];
  for (const spec of specs) {
    const model = make(spec), x = images(8, 16);
    const run = async (training: boolean, seed?: number) => {
      const random = seed === undefined ? {} : { random: randomStream(seed, "dropout") };
      const logits = tf.tidy(() => model.forward(x, { training, ...random }));
      const values = Array.from(await logits.data());
      logits.dispose();
      return values;
    };
    assert.deepEqual(await run(true, 1), await run(true, 1), `${spec}: one seed, one result`);
    assert.notDeepEqual(await run(true, 1), await run(true, 2), `${spec}: another seed, another result`);
    assert.notDeepEqual(await run(true, 1), await run(true), `${spec}: without draws nothing is dropped`);
    assert.deepEqual(await run(false, 1), await run(false), `${spec}: nothing is dropped at test time`);
    x.dispose();
    model.dispose();
  }
});

Deno.test("stochastic depth spares CvT's first stages and the last stage's first block", async () => {
  const [spec, x] = ["cvt:dims=8-8-8,depth=2-2-1,heads=1-1-1,drop_path=0.9", images(8, 16)];
  const model = make(spec), options = { training: true };
  const [with_, without] = [{ ...options, random: randomStream(1, "dropout") }, options].map((given) =>
    tf.tidy(() => model.forward(x, given))
  ) as [tf.Tensor2D, tf.Tensor2D];
  assert.deepEqual(await with_.data(), await without.data());
  tf.dispose([x, with_, without]);
  model.dispose();
});

Deno.test("operations that a method adds after convolutions are at the published places", () => {
  const places = {
    "resnet18:width=4": 17, // the stem, and two in each of eight blocks
    "resnet18_imagenet": 17,
    "wide_resnet:depth=16,widen=1": 13, // the stem, and two in each of six blocks
    "cvt:dims=8-8-8,depth=1-1-2,heads=1-1-1": 3, // the convolutions that make tokens
  };
  for (const [spec, wanted] of Object.entries(places)) {
    const model = createModel(spec, 10, new NoDraws());
    let count = 0;
    const afterConvolution = (x: tf.Tensor4D) => {
      count++;
      return x;
    };
    tf.tidy(() => void model.forward(tf.zeros([1, 32, 32, 3]), { training: false, afterConvolution }));
    assert.equal(count, wanted, spec);
    model.dispose();
  }
});

Deno.test("specifications are completed with every option, and CvT-13's is recognised", () => {
  const cases = {
    "wide_resnet": "wide_resnet:depth=52,widen=2,dropout=0.3",
    "wide_resnet:dropout=0,depth=16": "wide_resnet:depth=16,widen=2,dropout=0",
    "cvt13": "cvt13:activation=gelu,drop_path=0.1",
    "cvt:activation=quickgelu": "cvt13:activation=quickgelu,drop_path=0.1",
    "cvt:dims=16-48-96,depth=1-1-2":
      "cvt:dims=16-48-96,depth=1-1-2,heads=1-3-6,activation=gelu,drop_path=0.1",
    "wide_resnet50_2": "wide_resnet50_2",
  };
  for (const [given, wanted] of Object.entries(cases)) {
    assert.equal(completeModel(given), wanted);
    assert.equal(completeModel(wanted), wanted);
  }
  const model = make("cvt:dims=8-8-8,depth=1-1-1,heads=1-1-1");
  assert.equal(completeModel(model.name), model.name);
  model.dispose();
});

Deno.test("impossible shapes are rejected with the remedy", () => {
  const refused: [spec: string, ...words: string[]][] = [
    ["wide_resnet:depth=50", "depth 50", "6·n + 4", "46 or 52"],
    ["wide_resnet:dropout=1", '"dropout"', '"1"'],
    ["wide_resnet:width=2", '"width"', '"widen"'],
    ["cvt:dims=16-48", '"dims"', "3 whole numbers", "64-192-384", '"16-48"'],
    ["cvt:depth=1-0-2", '"depth"', '"1-0-2"'],
    ["cvt:dims=64-100-384", "100 channels", "3 heads", "multiples"],
    ["cvt13:activation=relu", '"gelu"', '"quickgelu"', '"relu"'],
    ["cvt13:dims=8-8-8", '"dims"', '"activation"'],
    ["wide_resnet50_2:width=2", '"width"', "none"],
  ];
  for (const [spec, ...words] of refused) {
    assert.throws(() => modelFactory(spec), (error) =>
      error instanceof UsageError &&
      words.every((word) =>
        error.message.includes(word) || assert.fail(`${error.message} does not say ${word}`)
      ), spec);
  }
});
