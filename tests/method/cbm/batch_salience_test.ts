/** Where CBM's salience comes from in a step: measured on the fly, stored, or from a file. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { crop, flip } from "../../../src/data/augment/mod.ts";
import { InputError, UsageError } from "../../../src/errors.ts";
import { writeNpy } from "../../../src/io/npy.ts";
import { measuredSalience, movedSalience } from "../../../src/method/cbm/batch_salience.ts";
import { createMethod, type HostBatch } from "../../../src/method/mod.ts";
import { randomStream } from "../../../src/random.ts";
import { computeSalience } from "../../../src/salience/mod.ts";
import { inTempDir } from "../../end_to_end/command.ts";
import { allOf, tinyDataset } from "../../../src/testing/tiny.ts";

const dataset = tinyDataset({ train: 30 }), size = { height: 8, width: 8 };
const trainIndices = allOf(dataset.train);

async function wholeBatch(): Promise<HostBatch> {
  const images = await dataset.train.read(trainIndices);
  return { indices: trainIndices, images, original: images, shape: dataset.shape, geometry: undefined };
}

/** The masks of a method in an epoch, for a changed batch. */
async function masksOf(spec: string, change = (batch: HostBatch) => batch, cacheDir = "") {
  const method = createMethod(`cbm:schedule=constant,max=0.4,${spec}`);
  await method.prepare!({ dataset, trainIndices, epochs: 4, cacheDir });
  method.epoch!(0);
  return method.mask!(change(await wholeBatch()), randomStream(1, "masks"))!.kept;
}

Deno.test("cbm:on_the_fly=true stores nothing, and gives the same masks as stored salience on unmoved images", async () => {
  await inTempDir(async (cacheDir) => {
    const onTheFly = await masksOf("on_the_fly=true", undefined, cacheDir);
    assert.deepEqual([...Deno.readDirSync(cacheDir)], []);
    assert.deepEqual(onTheFly, await masksOf("patches=4", undefined, cacheDir));
  });
});

Deno.test("on the fly, salience is that of the augmented images", async () => {
  const random = randomStream(1, "augmentation");
  const moved = flip(crop(await wholeBatch(), random), random);
  const measured = measuredSalience(moved.images, moved.shape, {
    measure: "sobel",
    patches: 4,
    size: undefined,
  });
  assert.deepEqual(measured, await computeSalience(moved.images, size));
});

Deno.test("salience of images altered in other ways is recomputed, even if it was stored", async () => {
  const batch = await wholeBatch(), stored = await computeSalience(batch.images, size);
  const images = batch.images.toReversed(), altered = { ...batch, images, altered: true };
  const options = { measure: "sobel", patches: 4, size: undefined };
  assert.deepEqual(movedSalience(batch, stored, trainIndices, options), stored);
  assert.deepEqual(
    movedSalience(altered, stored, trainIndices, options),
    await computeSalience(images, size),
  );
  const flipped = { ...altered, geometry: flip(batch, randomStream(1, "augmentation")).geometry };
  assert.deepEqual(
    movedSalience(flipped, stored, trainIndices, options),
    await computeSalience(images, size),
  );
});

Deno.test("the centre prior stays where it is, whatever the images do", async () => {
  const random = randomStream(1, "augmentation"), batch = await wholeBatch();
  const stored = await computeSalience(batch.images, size, { measure: "centre" });
  const options = { measure: "centre", patches: 4, size: undefined };
  assert.deepEqual(movedSalience(flip(crop(batch, random), random), stored, trainIndices, options), stored);
});

Deno.test("cbm reads salience from a file, follows flips, and rejects crops", async () => {
  await inTempDir(async (folder) => {
    const path = join(folder, "p.npy"), { images } = await wholeBatch();
    await writeNpy(path, { shape: [30, 16], data: await computeSalience(images, size) });
    const flips = (batch: HostBatch) => flip(batch, randomStream(1, "augmentation"));
    for (const change of [undefined, flips]) {
      assert.deepEqual(
        await masksOf(`salience=${path}`, change),
        await masksOf("salience=sobel", change, folder),
      );
    }
    const crops = (batch: HostBatch) => crop(batch, randomStream(1, "augmentation"));
    await assert.rejects(
      masksOf(`salience=${path}`, crops),
      (error) => error instanceof UsageError && error.message.includes("flips"),
    );
    assert.throws(() => createMethod(`cbm:salience=${path},on_the_fly=true`), UsageError);
    await assert.rejects(
      masksOf(`salience=${path},patches=2`),
      (error) => error instanceof InputError && /30 images of 4×4 patches.*2×2/.test(error.message),
    );
    await assert.rejects(masksOf(`salience=${join(folder, "none.npy")}`), InputError);
  });
});
