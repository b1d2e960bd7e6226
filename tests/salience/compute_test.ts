import assert from "node:assert/strict";
import { InputError, UsageError } from "../../src/errors.ts";
import { computeChunks } from "../../src/salience/chunks.ts";
import { computeSalience, patchSize } from "../../src/salience/mod.ts";
import { startWorker } from "../../src/salience/worker_lane.ts";
import { randomImages } from "./images.ts";

const size = { height: 8, width: 8 };
const task = { measure: "sobel", patches: 4, image: size, resized: undefined };

Deno.test("patchSize() lists the grids that divide an image", () => {
  const refused = (height: number, width: number, patches: number, text: string): void =>
    assert.throws(() => patchSize({ height, width }, patches), new UsageError(text));
  refused(
    32,
    32,
    5,
    "Cannot cut 32×32 images into 5×5 patches: 5 does not divide 32; use 1, 2, 4, 8, 16 or 32",
  );
  refused(32, 48, 3, "Cannot cut 32×48 images into 3×3 patches: 3 does not divide 32; use 1, 2, 4, 8 or 16");
  refused(7, 9, 4, "Cannot cut 7×9 images into 4×4 patches: 4 divides neither 7 nor 9; use 1");
  refused(8, 8, 0, "Cannot cut an image into 0 patches per side: give a whole number from 1");
  refused(8, 8, 1.5, "Cannot cut an image into 1.5 patches per side: give a whole number from 1");
});

Deno.test("computeSalience() rejects invalid input", async () => {
  const images = new Uint8Array(2 * 8 * 8 * 3);
  const refused = async (options: Record<string, unknown>, text: RegExp): Promise<void> => {
    const call = async () => await computeSalience(images, size, options);
    await assert.rejects(call, (error) => error instanceof UsageError && text.test(error.message));
  };
  await refused({ patches: 3 }, /3 does not divide 8; use 1, 2, 4 or 8/);
  await refused({ size: 10, patches: 4 }, /Cannot cut 10×10 images/);
  await refused({ size: 0 }, /to 0 pixels/);
  await refused({ measure: "edges" }, /Unknown measure/);
  await refused({ workers: 0 }, /with 0 workers/);
  await assert.rejects(
    async () => await computeSalience(images.subarray(1), size),
    /Cannot split 383 bytes into 8×8×3 images: give a multiple of 192/,
  );
});

Deno.test("workers give the same rows as this thread, and progress reaches the total", async () => {
  const total = 200, images = randomImages(total, size, "workers"), bytes = 8 * 8 * 3;
  const alone = await computeSalience(images, size, { workers: 1 });
  const steps: number[] = [];
  const together = await computeChunks({
    task,
    total,
    chunk: 3,
    workers: 3,
    // Slow enough that the workers have started before this thread has done everything.
    read: async (start, end) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return images.subarray(start * bytes, end * bytes);
    },
    onProgress: (done) => steps.push(done),
  });
  assert.deepEqual(together, alone);
  assert.equal(steps.at(-1), total);
  assert.deepEqual(steps, [...steps].sort((a, b) => a - b));
  assert.equal(images.length, total * bytes, "the caller's images are still there");
});

Deno.test("a worker computes rows by itself", async () => {
  const images = randomImages(7, size, "worker");
  const worker = startWorker(task);
  try {
    assert.equal(await worker.ready, true);
    const rows = await Promise.all([worker.rows(new Uint8Array(images)), worker.rows(images.slice(0, 192))]);
    const expected = await computeSalience(images, size);
    assert.deepEqual(rows, [expected, expected.slice(0, 16)]);
  } finally {
    worker.close();
  }
});

Deno.test("an error in a worker reaches the caller", async () => {
  const worker = startWorker({ ...task, measure: "edges" });
  try {
    await assert.rejects(worker.ready, (error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, /A salience worker failed: .*Unknown measure "edges".*--workers 1/);
      return true;
    });
  } finally {
    worker.close();
  }
});

Deno.test("rows that are awaited when a worker is closed are rejected", async () => {
  const worker = startWorker(task);
  const rows = worker.rows(randomImages(1, size, "closed") as Uint8Array<ArrayBuffer>);
  worker.close();
  worker.close();
  await assert.rejects(rows, /it was stopped/);
  assert.equal(await worker.ready, false);
});

Deno.test("a reading error reaches the caller, and no worker is left behind", async () => {
  await assert.rejects(
    computeChunks({
      task,
      total: 100,
      chunk: 2,
      workers: 2,
      read: (start) => start < 20 ? new Uint8Array(2 * 192) : Promise.reject(new InputError("no such image")),
    }),
    /no such image/,
  );
});
