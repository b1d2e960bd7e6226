import assert from "node:assert/strict";
import { join } from "@std/path";
import { InputError, UsageError } from "../../src/errors.ts";
import { configDifferences, resolveConfig, runName } from "../../src/experiment/config.ts";
import { identifyWeights } from "../../src/experiment/transfer.ts";
import { sha256Hex } from "../../src/io/hash.ts";
import { inTempDir } from "../end_to_end/command.ts";

const config = (given: Record<string, unknown>) => resolveConfig(given, "x");

Deno.test("a run is identified by the contents of its weights, not by their path", async () => {
  await inTempDir(async (folder) => {
    const [a, b, c] = ["a.pth", "b.pth", "c.pth"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    for (const [path, content] of [[a, "one"], [b, "one"], [c, "two"]]) {
      await Deno.writeTextFile(path!, content!);
    }
    const identified = (weights: string) => identifyWeights(config({ weights }));
    const [first, moved, other] = await Promise.all([a, b, c].map(identified));
    assert.equal(first!.weightsSha256, sha256Hex("one"));
    assert.equal(runName(first!), runName(moved!));
    assert.deepEqual(configDifferences(first!, moved!), []);
    assert.notEqual(runName(first!), runName(other!));
    assert.deepEqual(configDifferences(first!, other!), ["weightsSha256"]);
    assert.throws(() => runName(config({ weights: a })), /identifyWeights/);
  });
});

Deno.test("every field of transfer is part of a run's name, and none is without transfer", () => {
  const weights = { weights: "w.pth", weightsSha256: "0".repeat(64) };
  const configs = [{}, weights, { ...weights, stripPrefix: "module." }, { ...weights, replaceHead: true }, {
    ...weights,
    freeze: "body",
  }];
  assert.equal(new Set(configs.map((given) => runName(config(given)))).size, configs.length);
  const nothing = { weights: null, weightsSha256: null, stripPrefix: null, replaceHead: false, freeze: null };
  assert.equal(runName(config(nothing)), runName(config({})));
});

Deno.test("identifyWeights() rejects another file than the configuration's, and a missing one unless it is known", async () => {
  await inTempDir(async (folder) => {
    const weights = join(folder, "w.pth"), weightsSha256 = sha256Hex("as it was");
    await assert.rejects(identifyWeights(config({ weights })), InputError);
    assert.equal((await identifyWeights(config({ weights, weightsSha256 }))).weightsSha256, weightsSha256);
    await Deno.writeTextFile(weights, "changed");
    await assert.rejects(
      identifyWeights(config({ weights, weightsSha256 })),
      (error) => error instanceof UsageError && error.message.includes(sha256Hex("changed")),
    );
  });
});

Deno.test("resolveConfig() rejects transfer options without weights, and an invalid freeze", () => {
  const says = (word: string) => (error: unknown) =>
    error instanceof UsageError && error.message.includes(word);
  assert.throws(() => config({ replaceHead: true }), says('"replaceHead"'));
  assert.throws(() => config({ stripPrefix: "module." }), says('"stripPrefix"'));
  assert.throws(() => config({ weights: "" }), says('"weights"'));
  assert.throws(() => config({ freeze: "body:until=0" }), says('"until"'));
  assert.throws(() => config({ freeze: "body:for=3" }), says('"for"'));
});
