import assert from "node:assert/strict";
import { join } from "@std/path";
import * as tf from "@tensorflow/tfjs-core";
import { startBackend } from "../../../src/backend/mod.ts";
import type { Dataset } from "../../../src/data/mod.ts";
import { InputError, UsageError } from "../../../src/errors.ts";
import { writeNpy } from "../../../src/io/npy.ts";
import {
  lscl,
  type LsclOptions,
  lsclTargets,
  readSimilarity,
  readWordVectors,
  superclassSimilarity,
} from "../../../src/method/lscl/mod.ts";
import { randomStream } from "../../../src/random.ts";
import { inTempDir } from "../../end_to_end/command.ts";
import { allOf, tinyDataset } from "../../../src/testing/tiny.ts";
import { deviceBatch } from "../batches.ts";

await startBackend("cpu");

const dataset = tinyDataset({ classes: 3 });

/** The rows that images of each class are trained on in an epoch. */
async function targetsFor(options: Partial<LsclOptions>, epoch: number, of: Dataset = dataset) {
  const method = lscl(options);
  await method.prepare!({ dataset: of, trainIndices: allOf(of.train), epochs: 10, cacheDir: "" });
  method.epoch!(epoch);
  const batch = deviceBatch(of.classes.length, 8);
  const made = tf.tidy(() => method.batch!(batch, randomStream(1, "batch")).targets);
  const rows = Array.from(await made!.data());
  tf.dispose([batch.images, batch.targets, made!]);
  return rows;
}

Deno.test("targets sum to 1 in every epoch, prefer similar classes, and end one-hot", () => {
  const similarity = superclassSimilarity([0, 0, 1], 0.5);
  for (const epoch of [0, 1, 5, 500, 100_000]) {
    const targets = lsclTargets(similarity, { temperature: 0.3, epsilon: 0.9, epoch });
    for (let row = 0; row < 3; row++) {
      const values = targets.subarray(row * 3, row * 3 + 3);
      assert.ok(Math.abs(values.reduce((a, b) => a + b) - 1) < 1e-12);
      assert.equal(values.indexOf(Math.max(...values)), row);
    }
    assert.ok(epoch > 5 || targets[1]! > targets[2]!);
  }
  const last = lsclTargets(similarity, { temperature: 0.3, epsilon: 0.9, epoch: 100_000 });
  assert.deepEqual([...last], [1, 0, 0, 0, 1, 0, 0, 0, 1]);
});

Deno.test("lscl takes similarity from superclasses, a matrix in JSON or .npy, or word vectors", async () => {
  await inTempDir(async (folder) => {
    const json = join(folder, "m.json"), npy = join(folder, "m.npy"), words = join(folder, "words.txt");
    const values = Float64Array.of(1, 0.5, 0, 0.5, 1, 0, 0, 0, 1);
    await Deno.writeTextFile(json, JSON.stringify([[1, 0.5, 0], [0.5, 1, 0], [0, 0, 1]]));
    await writeNpy(npy, { shape: [3, 3], data: values });
    const root = Math.sqrt(3) / 2;
    await Deno.writeTextFile(words, `4 3\nclass 0 0 0\n0 1 0 0\n1 0.5 ${root} 0\n2 0 0 2\n`);
    const bySuperclass = await targetsFor({}, 1);
    assert.deepEqual(await targetsFor({ similarity: json }, 1), bySuperclass);
    assert.deepEqual(await targetsFor({ similarity: npy }, 1), bySuperclass);
    const named = { ...dataset, classes: ["0", "1", "2"] };
    (await targetsFor({ vectors: words }, 1, named)).forEach((p, i) =>
      assert.ok(Math.abs(p - bySuperclass[i]!) < 1e-6)
    );
  });
});

Deno.test("a class name of several words without its own vector has the mean of theirs", async () => {
  await inTempDir(async (folder) => {
    const path = join(folder, "glove.txt");
    await Deno.writeTextFile(path, "aquarium 1 0 0\nfish 0 1 0\nOAK_tree 0 0 5\ntree 9 9 9\noak 9 9 9\n");
    const [fish, oak] = await readWordVectors(path, ["aquarium_fish", "oak_tree"]);
    assert.deepEqual([[...fish!], [...oak!]], [[0.5, 0.5, 0], [0, 0, 5]]);
    await assert.rejects(
      readWordVectors(path, ["aquarium_fish", "lawn_mower", "fish"]),
      (error) => error instanceof InputError && error.message.includes('"lawn_mower"'),
    );
    await Deno.writeTextFile(path, "a 1 2 3\nb 1 2\n");
    await assert.rejects(readWordVectors(path, ["a", "b"]), /2 numbers for "b" and 3/);
    await assert.rejects(readWordVectors(join(folder, "none"), ["a"]), InputError);
  });
});

Deno.test("lscl names what is missing or invalid", async () => {
  await assert.rejects(
    targetsFor({}, 0, { name: "plain", ...without(dataset) }),
    (error) => error instanceof UsageError && error.message.includes('"similarity"'),
  );
  assert.throws(() => lscl({ similarity: "a.npy", vectors: "b.txt" }), /Cannot use both/);
  for (const wrong of [{ temperature: 0 }, { epsilon: 0 }, { epsilon: 1 }]) {
    assert.throws(() => lscl(wrong), UsageError);
  }
  assert.throws(() => lscl().epoch!(0), /prepare/);
  await inTempDir(async (folder) => {
    const path = join(folder, "m.json");
    for (const [text, said] of [["[[1]]", "1×1"], ['{"a": 1}', "square"], ["[[1, 2", "JSON"]] as const) {
      await Deno.writeTextFile(path, text);
      await assert.rejects(
        readSimilarity(path, 3),
        (error) => error instanceof InputError && error.message.includes(said),
      );
    }
  });
});

/** The data set without superclasses. */
function without({ superclasses: _, name: __, ...rest }: Dataset): Omit<Dataset, "name"> {
  return rest;
}
