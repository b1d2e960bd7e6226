import assert from "node:assert/strict";
import { UsageError } from "../../../src/errors.ts";
import { CODE_DEFAULTS, codeStart, layerGroups, lerac } from "../../../src/method/lerac/mod.ts";
import { createMethod } from "../../../src/method/mod.ts";
import { readFixture } from "../../parity/fixture.ts";

/** The names of a reference network's parameters. */
const parametersOf = (file: string) =>
  readFixture<{ state: { name: string; kind: string }[] }>(file).state
    .filter(({ kind }) => !["bn_mean", "bn_var", "counter", "anchors"].includes(kind)).map(({ name }) =>
      name
    );

const place = { epochs: 10, step: 0, steps: 4, learningRate: 0.2 };
const ratesOf = (spec: string, parameters: readonly string[], epoch: number, more = {}) =>
  createMethod(spec).step!({ ...place, ...more, epoch, parameters })!;

Deno.test("lerac gives layers nearer the head smaller rates, which never fall over time", () => {
  for (const file of ["resnet18_narrow", "wrn16_1", "cvt_narrow_gelu", "yolov5n"]) {
    const parameters = parametersOf(file), groups = layerGroups(parameters);
    assert.deepEqual(groups.flatMap(({ parameters }) => parameters).sort(), [...parameters].sort());
    let before: ReadonlyMap<string, number> | undefined;
    for (let epoch = 0; epoch < 8; epoch++) {
      const rates = ratesOf("lerac", parameters, epoch);
      assert.equal(rates.size, parameters.length);
      const byDepth = groups.map(({ parameters }) => rates.get(parameters[0]!)!);
      assert.equal(byDepth[0], 0.2);
      byDepth.slice(1).forEach((rate, layer) => assert.ok(rate <= byDepth[layer]!));
      for (const [name, rate] of rates) {
        assert.ok(rate > 0 && rate >= (before?.get(name) ?? 0) && rate <= 0.2);
      }
      if (epoch >= 5) assert.deepEqual(new Set(byDepth), new Set([0.2]));
      before = rates;
    }
  }
});

Deno.test("layers are grouped by block, with the stem first and the head last", () => {
  const names = (file: string) => layerGroups(parametersOf(file)).map(({ name }) => name);
  assert.deepEqual(names("wrn16_1"), [
    "stem",
    ...[1, 2, 3].flatMap((stage) => [0, 1].map((block) => `layer${stage}.${block}`)),
    "head",
  ]);
  assert.deepEqual(names("cvt_narrow_gelu"), [
    "stem",
    "stage1.blocks.0",
    "stage2.blocks.0",
    "stage2.blocks.1",
    "head",
  ]);
  assert.deepEqual(layerGroups(["features.0.weight", "features.10.weight", "classifier.weight"]).length, 3);
});

Deno.test("lerac:rule=code starts a wide network as the released code does", () => {
  const blocks = [1, 2, 3].flatMap((stage) =>
    Array.from({ length: 8 }, (_, block) => `layer${stage}.${block}.conv1.weight`)
  );
  const parameters = ["conv1_initial.weight", ...blocks, "bn1_final.weight", "linear.weight"];
  const start = codeStart(layerGroups(parameters), { ...CODE_DEFAULTS, minLr: 1e-7, clfLr: 1e-5 });
  const wanted: Record<string, number> = {
    "conv1_initial.weight": 1e-1,
    "layer1.0.conv1.weight": 1e-1,
    "layer1.2.conv1.weight": 1e-3,
    "layer1.3.conv1.weight": 1e-6, // not named there: the default group, like the head
    "layer2.0.conv1.weight": 1e-4,
    "layer2.3.conv1.weight": 1e-7,
    "layer3.0.conv1.weight": 1e-8,
    "layer3.5.conv1.weight": 1e-8,
    "layer3.7.conv1.weight": 1e-6,
    "bn1_final.weight": 1e-1,
    "linear.weight": 1e-6,
  };
  for (const [name, rate] of Object.entries(wanted)) {
    assert.ok(Math.abs(start.get(name)! / rate - 1) < 1e-9, `${name}: ${start.get(name)}`);
  }
});

Deno.test("lerac:rule=code raises rates tenfold, within an epoch too, and follows the recipe's schedule", () => {
  const parameters = [
    "conv1_initial.weight",
    "layer1.0.conv1.weight",
    "layer1.1.conv1.weight",
    "linear.weight",
  ];
  const head = (epoch: number, more = {}) =>
    ratesOf("lerac:rule=code,updates=2,clf_lr=0.0001", parameters, epoch, { learningRate: 0.1, ...more })
      .get("linear.weight")!;
  const near = (a: number, b: number) => assert.ok(Math.abs(a / b - 1) < 1e-9, `${a}, not ${b}`);
  near(head(0), 1e-5);
  near(head(0, { step: 1 }), 1e-5);
  near(head(0, { step: 2 }), 1e-4);
  near(head(1), 1e-3);
  near(head(9), 0.1);
  near(head(9, { learningRate: 0.01 }), 0.01);
});

Deno.test("lerac rejects settings of the other rule, and those outside their range", () => {
  assert.throws(() => createMethod("lerac:rule=code,k=5"), /"k".*rule=code/);
  assert.throws(() => createMethod("lerac:min_lr=1"), /"min_lr".*rule=paper/);
  for (const wrong of ["k=0", "last=0", "last=2", "rule=x", "rule=code,updates=0", "rule=code,min_lr=0"]) {
    assert.throws(() => createMethod(`lerac:${wrong}`), UsageError, wrong);
  }
  assert.equal(lerac().name, "lerac");
  assert.equal(createMethod("lerac:rule=code,lr=0.1").name, "lerac:rule=code");
});
