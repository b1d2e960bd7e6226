import assert from "node:assert/strict";
import { cbmDone, cbmRefused } from "./command.ts";

Deno.test("cbm models lists every classifier and detector with its options", async () => {
  const { stdout } = await cbmDone(["models", "--json"]);
  interface Listed {
    name: string;
    options: Record<string, string>;
    defaultRecipe: Record<string, unknown>;
  }
  const listed: Listed[] = JSON.parse(stdout);
  const names = listed.map(({ name }) => name);
  for (const name of ["resnet18", "wide_resnet", "cvt13", "cvt", "wide_resnet50_2", "yolov5n"]) {
    assert.ok(names.includes(name), name);
  }
  const { options } = listed.find(({ name }) => name === "wide_resnet")!;
  assert.deepEqual(Object.keys(options), ["depth", "widen", "dropout"]);
  const { defaultRecipe } = listed.find(({ name }) => name === "cvt13")!;
  assert.deepEqual([defaultRecipe.optimizer, defaultRecipe.learningRate], ["adamax", 0.002]);
});

Deno.test("cbm models shows how a model is trained by default", async () => {
  const { stdout } = await cbmDone(["models", "--model", "cvt13"]);
  const wanted = "  by default: 200 epochs in batches of 64, adamax at 0.002, cosine:min=0.00005";
  assert.equal(stdout.trimEnd().split("\n").at(-1), wanted);
});

Deno.test("cbm models --summary prints a model's layers, parameters and multiply-adds", async () => {
  const { stdout } = await cbmDone(["models", "--summary", "--model", "wide_resnet", "--classes", "100"]);
  const lines = stdout.trimEnd().split("\n");
  assert.equal(lines[0], "wide_resnet:depth=52,widen=2,dropout=0.3");
  assert.match(lines[2]!, /^conv1_initial +32 × 32 × 16 +448 +442,368$/);
  assert.match(lines.at(-3)!, /^linear +100 +12,900 +12,800$/);
  // 469,157,120 with 10 classes
  assert.match(
    lines.at(-2)!,
    /3,034,916 parameters, 469,168,640 multiply-adds forward, with 100 classes at 32 px/,
  );
  assert.match(
    lines.at(-1)!,
    /^ {2}by default: 200 epochs .* sgd:momentum=0\.9,weight_decay=0\.0005 at 0\.1, step:/,
  );
});

Deno.test("cbm models rejects unknown models, and --size without --summary", async () => {
  await cbmRefused(["models", "--model", "resnet19"], 2, ['"resnet19"', '"resnet18"', '"cvt13"']);
  await cbmRefused(["models", "--size", "32"], 2, ["--summary"]);
});
