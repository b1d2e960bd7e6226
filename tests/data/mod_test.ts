import assert from "node:assert/strict";
import { datasets, findDataset, loadDataset } from "../../src/data/mod.ts";
import { listNames } from "../../src/errors.ts";

Deno.test("the registry lists its data sets by their own names, each with a summary and a source", () => {
  for (const [name, definition] of datasets) {
    assert.equal(definition.name, name);
    assert.equal(findDataset(name), definition);
    assert.ok(definition.summary.length > 10 && (definition.source ?? "").length > 10);
  }
});

Deno.test("findDataset() and loadDataset() list the known names for an unknown one", async () => {
  const message = `Unknown data set "mnist": choose one of ${
    listNames(datasets.keys())
  }, or a file of your own, ./NAME.ts`;
  assert.throws(() => findDataset("mnist"), { name: "UsageError", message });
  await assert.rejects(loadDataset(String("mnist:size=3")), { name: "UsageError", message });
});

Deno.test("loadDataset() rejects unknown options and values before it reads anything", async () => {
  const dataDir = "/a/folder/that/is/not/there";
  await assert.rejects(loadDataset("cifar10:width=64", { dataDir }), {
    name: "UsageError",
    message: /Unknown option "width" of "cifar10": choose one of "size"/,
  });
  await assert.rejects(loadDataset("cifar100:labels=all", { dataDir }), {
    name: "UsageError",
    message: /one of "fine" and "coarse", not "all"/,
  });
  await assert.rejects(loadDataset("image-folder:size=0", { dataDir }), {
    name: "UsageError",
    message: /whole number from 1 to 1024/,
  });
  await assert.rejects(loadDataset("image-folder"), {
    name: "UsageError",
    message: /needs a folder: write image-folder:path=DIR/,
  });
});
