import assert from "node:assert/strict";
import { UsageError } from "../../src/errors.ts";
import { drawBatch, drawPatches } from "../../src/masking/mod.ts";
import { markSmallest } from "../../src/masking/smallest.ts";
import { randomStream } from "../../src/random.ts";

const hiddenOf = (kept: Uint8Array): number => kept.length - kept.reduce((a, b) => a + b, 0);

Deno.test("drawPatches() hides exactly the requested number", () => {
  const random = randomStream(1, "tests/count");
  for (const patches of [1, 2, 3, 4, 8, 16]) {
    const p = Array.from({ length: patches * patches }, () => random.uniform());
    for (let count = 0; count <= patches * patches; count++) {
      const kept = drawPatches(p, count, random);
      assert.equal(hiddenOf(kept), count);
      assert.ok(kept.every((value) => value === 0 || value === 1));
    }
  }
});

Deno.test("drawPatches() draws patches of probability 0 last, and then uniformly", () => {
  const random = randomStream(2, "tests/weightless"), draws = 6000;
  const p = [0, 0.5, 0, 1e-30, 0, 0.5], hidden = new Float64Array(6);
  for (let i = 0; i < draws; i++) {
    const kept = drawPatches(p, 4, random);
    kept.forEach((value, patch) => hidden[patch]! += 1 - value);
  }
  for (const patch of [1, 3, 5]) assert.equal(hidden[patch], draws);
  const bound = 4.5 * Math.sqrt((1 / 3) * (2 / 3) / draws);
  for (const patch of [0, 2, 4]) assert.ok(Math.abs(hidden[patch]! / draws - 1 / 3) < bound);
});

Deno.test("drawPatches() draws uniformly if all probabilities are 0", () => {
  const random = randomStream(3, "tests/zeros"), hidden = new Float64Array(4), draws = 4000;
  for (let i = 0; i < draws; i++) {
    drawPatches([0, 0, 0, 0], 1, random).forEach((value, patch) => hidden[patch]! += 1 - value);
  }
  const bound = 4.5 * Math.sqrt(0.25 * 0.75 / draws);
  hidden.forEach((count) => assert.ok(Math.abs(count / draws - 0.25) < bound));
});

Deno.test("drawPatches() writes to the given array", () => {
  const kept = new Uint8Array(4).fill(9);
  assert.equal(drawPatches([1, 1, 1, 1], 1, randomStream(1, "x"), kept), kept);
  assert.equal(hiddenOf(kept), 1);
});

Deno.test("drawPatches() and drawBatch() reject a count above the number of patches", () => {
  const random = randomStream(1, "x");
  const sixteen = new Float32Array(16).fill(1 / 16);
  const expected = new UsageError("Cannot mask 17 patches: a 4×4 grid has 16");
  assert.throws(() => drawPatches(sixteen, 17, random), expected);
  assert.throws(() => drawBatch(sixteen, { patches: 4, count: 17, random }), expected);
  assert.throws(() => drawPatches(sixteen, -1, random), /Cannot mask -1 patches/);
  assert.throws(() => drawPatches(sixteen, 1.5, random), /Cannot mask 1\.5 patches/);
  assert.throws(() => drawPatches([1, 1], 3, random), /Cannot mask 3 patches: the image has 2/);
});

Deno.test("drawBatch() equals drawPatches() image by image", () => {
  const p = Float32Array.from({ length: 3 * 16 }, (_, i) => (i * 7) % 11);
  const kept = drawBatch(p, { patches: 4, count: 5, random: randomStream(4, "batch"), rows: [2, 0, 2] });
  const random = randomStream(4, "batch");
  const expected = [2, 0, 2].flatMap((
    row,
  ) => [...drawPatches(p.subarray(row * 16, row * 16 + 16), 5, random)]);
  assert.deepEqual([...kept], expected);
});

Deno.test("drawBatch() gives the same masks for the same stream and others for another", () => {
  const p = new Float32Array(64 * 16).fill(1 / 16);
  const masks = (path: string) => drawBatch(p, { patches: 4, count: 6, random: randomStream(1, path) });
  assert.deepEqual(masks("epoch=1"), masks("epoch=1"));
  assert.notDeepEqual(masks("epoch=1"), masks("epoch=2"));
});

Deno.test("drawBatch() rejects an image without salience", () => {
  const p = new Float32Array(2 * 16), random = randomStream(1, "x");
  assert.throws(
    () => drawBatch(p, { patches: 4, count: 1, random, rows: [0, 2] }),
    new UsageError("Cannot mask image 2: salience is given for 2 images"),
  );
});

Deno.test("markSmallest() equals sorting, even with equal keys", () => {
  const random = randomStream(5, "tests/smallest");
  for (let round = 0; round < 300; round++) {
    const length = 1 + random.integer(40), levels = 1 + random.integer(50);
    const keys = Float64Array.from({ length }, () => random.integer(levels));
    const count = random.integer(length + 1), marks = new Uint8Array(length + 2).fill(7);
    markSmallest(keys, count, marks, 1, new Float64Array(length));
    assert.equal(marks[0], 7);
    assert.equal(marks[length + 1], 7);
    const hidden = [...keys].filter((_, i) => marks[i + 1] === 0).sort((a, b) => a - b);
    assert.deepEqual(hidden, [...keys].sort((a, b) => a - b).slice(0, count));
  }
});
