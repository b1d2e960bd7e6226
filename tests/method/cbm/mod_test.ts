import assert from "node:assert/strict";
import { UsageError } from "../../../src/errors.ts";
import { createMethod, type HostBatch, type TrainingMethod } from "../../../src/method/mod.ts";
import { cbm } from "../../../src/method/cbm/mod.ts";
import { crop, flip } from "../../../src/data/augment/mod.ts";
import { randomStream } from "../../../src/random.ts";
import { inTempDir } from "../../end_to_end/command.ts";
import { allOf, tinyDataset } from "../../../src/testing/tiny.ts";

const dataset = tinyDataset({ train: 30 });

/** Masks of all the training images in one epoch. */
async function masksOf(method: TrainingMethod, epoch: number, epochs: number, change = (b: HostBatch) => b) {
  let mask: ReturnType<NonNullable<TrainingMethod["mask"]>>, ratio = NaN;
  await inTempDir(async (cacheDir) => {
    await method.prepare!({ dataset, trainIndices: allOf(dataset.train), epochs, cacheDir });
    ({ ratio } = method.epoch!(epoch));
    const indices = allOf(dataset.train), images = await dataset.train.read(indices);
    const batch = { indices, images, original: images, shape: dataset.shape, geometry: undefined };
    mask = method.mask!(change(batch), randomStream(1, "masks"));
  });
  return { mask, ratio };
}

const hiddenPerImage = (kept: Uint8Array, patches: number) =>
  Array.from(
    { length: kept.length / patches ** 2 },
    (_, image) =>
      kept.subarray(image * patches ** 2, (image + 1) * patches ** 2).filter((value) => value === 0).length,
  );

Deno.test("cbm hides 1, 2, 3, 4 and 6 of 16 patches, again and again, as published", async () => {
  const method = createMethod("cbm"), counts: number[] = [];
  for (let epoch = 0; epoch < 12; epoch++) {
    const { mask } = await masksOf(method, epoch, 12);
    assert.equal(mask!.patches, 4);
    const hidden = new Set(hiddenPerImage(mask!.kept, 4));
    assert.equal(hidden.size, 1, "as many in every image");
    counts.push([...hidden][0]!);
  }
  assert.deepEqual(counts, [1, 2, 3, 4, 6, 1, 2, 3, 4, 6, 1, 2]);
});

Deno.test("cbm hides the share that its schedule sets, however the images were moved", async () => {
  const random = randomStream(3, "augmentation");
  for (
    const spec of [
      "schedule=constant,max=0.5",
      "schedule=constant,max=0.5,salience=variance",
      "schedule=constant,max=0.5,size=64",
    ]
  ) {
    for (const change of [(b: HostBatch) => b, (b: HostBatch) => flip(crop(b, random), random)]) {
      const { mask, ratio } = await masksOf(createMethod(`cbm:${spec}`), 0, 4, change);
      assert.equal(ratio, 0.5);
      assert.deepEqual(hiddenPerImage(mask!.kept, 4), new Array(30).fill(8), spec);
    }
  }
});

Deno.test("cbm masks nothing at ratio 0", async () => {
  const { mask, ratio } = await masksOf(createMethod("cbm:schedule=linear,min=0,max=0.4"), 0, 8);
  assert.equal(ratio, 0);
  assert.equal(mask, undefined);
});

Deno.test("cbm hides salient patches more often than others, and uniform masks do not", async () => {
  const images = new Uint8Array(400 * 8 * 8 * 3).fill(100), shape = [8, 8, 3] as const;
  // All texture is in the first patch of the grid.
  for (let image = 0; image < 400; image++) images[image * 192] = 255;
  const { memorySplit } = await import("../../../src/data/mod.ts");
  const split = memorySplit({ images, shape, labels: new Int32Array(400) });
  const plain = { ...dataset, train: split };
  await inTempDir(async (cacheDir) => {
    const share = async (spec: string) => {
      const method = createMethod(spec), indices = allOf(split);
      await method.prepare!({ dataset: plain, trainIndices: indices, epochs: 4, cacheDir });
      method.epoch!(0);
      const batch = { indices, images, original: images, shape, geometry: undefined };
      const { kept } = method.mask!(batch, randomStream(1, "masks"))!;
      return indices.filter((image) => kept[image * 16] === 0).length / 400;
    };
    assert.ok(await share("cbm:schedule=constant,max=0.25") === 1);
    const random = await share("cbm:schedule=constant,max=0.25,salience=uniform");
    assert.ok(Math.abs(random - 0.25) < 4.5 * Math.sqrt(0.25 * 0.75 / 400), `${random}`);
  });
});

Deno.test("cbm:inverse=ranks hides the least salient patches", async () => {
  // Salience falls from the first patch of each image to the last: only the first three have any.
  const images = new Uint8Array(400 * 8 * 8 * 3).fill(100), shape = [8, 8, 3] as const;
  const { memorySplit } = await import("../../../src/data/mod.ts");
  const split = memorySplit({ images, shape, labels: new Int32Array(400) });
  for (let image = 0; image < 400; image++) {
    for (const [patch, level] of [[0, 255], [1, 180], [2, 130]] as const) {
      images[image * 192 + patch * 6] = level;
    }
  }
  const hiddenOf = async (spec: string) => {
    const method = createMethod(spec), indices = allOf(split), plain = { ...dataset, train: split };
    await inTempDir(async (cacheDir) =>
      void await method.prepare!({ dataset: plain, trainIndices: indices, epochs: 4, cacheDir })
    );
    method.epoch!(0);
    const batch = { indices, images, original: images, shape, geometry: undefined };
    const { kept } = method.mask!(batch, randomStream(1, "masks"))!;
    return Array.from({ length: 16 }, (_, k) => indices.filter((image) => kept[image * 16 + k] === 0).length);
  };
  const salient = await hiddenOf("cbm:schedule=constant,max=0.1");
  const inverse = await hiddenOf("cbm:schedule=constant,max=0.1,inverse=ranks");
  assert.ok(salient[0]! > salient[2]! && salient[0]! > 100, `${salient}`);
  assert.ok(inverse[0]! === 0 && inverse[15]! > 0, `${inverse}`);
  assert.throws(() => createMethod("cbm:salience=uniform,inverse=ranks"), UsageError);
  assert.throws(() => createMethod("cbm:inverse=backwards"), UsageError);
});

Deno.test("cbm's hold and reverse change when patches are hidden, not how many", async () => {
  const ratios = async (spec: string) => {
    const method = createMethod(spec), all: number[] = [];
    for (let epoch = 0; epoch < 10; epoch++) all.push((await masksOf(method, epoch, 10)).ratio);
    return all;
  };
  const plain = await ratios("cbm:max=0.4"), held = await ratios("cbm:max=0.4,hold=2");
  assert.deepEqual(held, plain.slice(0, 5).flatMap((ratio) => [ratio, ratio]));
  assert.deepEqual(await ratios("cbm:max=0.4,reverse=true"), plain.toReversed());
});

Deno.test("cbm fills hidden patches with grey, the image's mean or noise", async () => {
  const fill = async (kind: string) => (await masksOf(createMethod(`cbm:fill=${kind}`), 4, 5)).mask!.fill;
  assert.equal(await fill("zero"), undefined);
  assert.equal((await fill("mean"))!.length, 30 * 3);
  const noise = (await fill("noise"))!;
  assert.equal(noise.length, 30 * 8 * 8 * 3);
  assert.ok(noise.every(Number.isFinite));
});

Deno.test("cbm is named by what differs from the published settings", () => {
  assert.equal(cbm().name, "cbm");
  assert.equal(createMethod("cbm:patches=4,schedule=linear-repeat").name, "cbm");
  assert.equal(createMethod("cbm:max=0.3,salience=uniform").name, "cbm:max=0.3,salience=uniform");
});

Deno.test("cbm rejects invalid options at once, and an epoch before it is prepared", () => {
  for (
    const spec of [
      "max=1",
      "max=-0.1",
      "min=0.5,max=0.4",
      "schedule=x",
      "salience=x",
      "fill=x",
      "hold=0",
      "patches=0",
    ]
  ) {
    assert.throws(() => createMethod(`cbm:${spec}`), UsageError, spec);
  }
  assert.throws(() => createMethod("cbm").epoch!(0), /prepare/);
});

Deno.test("cbm rejects a grid that does not divide the images", async () => {
  await assert.rejects(
    masksOf(createMethod("cbm:patches=3"), 0, 4),
    (error) => error instanceof UsageError && error.message.includes("3") && error.message.includes("8"),
  );
});
