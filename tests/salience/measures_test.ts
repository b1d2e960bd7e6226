import assert from "node:assert/strict";
import { UsageError } from "../../src/errors.ts";
import { computeSalience, findMeasure, measures, sobelMagnitude } from "../../src/salience/mod.ts";
import { largestDifference, mirrored, randomImages } from "./images.ts";

const size = { height: 24, width: 36 };
const rowsOf = (p: Float32Array, columns: number): Float32Array[] =>
  Array.from({ length: p.length / columns }, (_, i) => p.subarray(i * columns, (i + 1) * columns));

for (const [name, { ignoresImages = false }] of measures) {
  Deno.test(`${name}: rows are non-negative and sum to 1`, async () => {
    const images = randomImages(5, size, name);
    for (const patches of [1, 2, 3, 4, 6, 12]) {
      const p = await computeSalience(images, size, { measure: name, patches });
      assert.equal(p.length, 5 * patches * patches);
      for (const row of rowsOf(p, patches * patches)) {
        assert.ok(row.every((value) => value >= 0));
        assert.ok(Math.abs(row.reduce((a, b) => a + b) - 1) < 1e-5);
      }
    }
  });

  // A measure that ignores the images, such as the centre prior, may prefer patches of a flat one.
  Deno.test(`${name}: a flat image has uniform probabilities`, { ignore: ignoresImages }, async () => {
    const flat = new Uint8Array(24 * 36 * 3).fill(77);
    assert.deepEqual(await computeSalience(flat, size, { measure: name }), new Float32Array(16).fill(1 / 16));
  });

  Deno.test(`${name}: a mirrored image has mirrored probabilities`, async () => {
    const image = randomImages(1, size, name);
    const rows = rowsOf(await computeSalience(image, size, { measure: name }), 4);
    const expected = rows.flatMap((row) => [...row].reverse());
    const p = await computeSalience(mirrored(image, size), size, { measure: name });
    assert.ok(largestDifference(p, expected) < 1e-6);
  });

  Deno.test(`${name}: images are independent of each other`, async () => {
    const images = randomImages(3, size, name), bytes = images.length / 3;
    const reordered = new Uint8Array(images.length);
    [2, 0, 1].forEach((from, to) =>
      reordered.set(images.subarray(from * bytes, (from + 1) * bytes), to * bytes)
    );
    const rows = rowsOf(await computeSalience(images, size, { measure: name }), 16);
    const p = rowsOf(await computeSalience(reordered, size, { measure: name }), 16);
    assert.deepEqual(p, [rows[2], rows[0], rows[1]]);
  });

  Deno.test(`${name}: no images give no rows`, async () => {
    assert.equal((await computeSalience(new Uint8Array(0), size, { measure: name })).length, 0);
  });
}

Deno.test("centre prefers patches near the middle, the same in every image and every direction", async () => {
  const p = await computeSalience(randomImages(2, size, "centre"), size, { measure: "centre" });
  const [first, second] = rowsOf(p, 16);
  assert.deepEqual(first, second);
  const [corner, edge, middle] = [first![0]!, first![1]!, first![5]!];
  assert.ok(middle > edge && edge > corner && corner > 0);
  for (const place of [6, 9, 10]) assert.equal(first![place], middle);
  for (const place of [3, 12, 15]) assert.equal(first![place], corner);
});

Deno.test("measures that look at images prefer the one patch with a pattern", async () => {
  const image = new Uint8Array(24 * 36 * 3).fill(100);
  for (let y = 8; y < 10; y++) for (let x = 20; x < 24; x++) image[(y * 36 + x) * 3] = 50 * (x + y) % 256;
  for (const measure of ["sobel", "variance", "entropy"]) {
    const p = await computeSalience(image, size, { measure });
    assert.equal(p.indexOf(Math.max(...p)), 6, measure);
  }
  assert.deepEqual(
    await computeSalience(image, size, { measure: "uniform" }),
    new Float32Array(16).fill(1 / 16),
  );
});

Deno.test("the variance measure is the variance of a patch's pixels", async () => {
  // Two patches side by side: one alternates 90 and 110 (variance 100), the other 80 and 120 (variance 400).
  const image = Uint8Array.from({ length: 2 * 4 * 3 }, (_, k) => {
    const x = Math.floor(k / 3) % 4, sign = x % 2 === 0 ? 1 : -1;
    return 100 + sign * (x < 2 ? 10 : 20);
  });
  const p = await computeSalience(image, { height: 2, width: 4 }, { measure: "variance", patches: 2 });
  assert.ok(largestDifference(p, [0.1, 0.4, 0.1, 0.4]) < 1e-7);
});

Deno.test("the entropy measure is the entropy of a patch's grey levels", async () => {
  // Left half: four levels equally often (2 bits); right half: two levels (1 bit).
  const image = Uint8Array.from({ length: 4 * 4 * 3 }, (_, k) => {
    const x = Math.floor(k / 3) % 4, y = Math.floor(k / 12);
    return 8 * (x < 2 ? x + 2 * (y % 2) : x % 2);
  });
  const p = await computeSalience(image, { height: 4, width: 4 }, { measure: "entropy", patches: 2 });
  assert.ok(largestDifference(p, [2 / 6, 1 / 6, 2 / 6, 1 / 6]) < 1e-7);
});

Deno.test("sobelMagnitude() is 0 in the corners and follows the published pixels", () => {
  const image = Uint8Array.from({ length: 16 * 16 * 3 }, (_, k) => {
    const c = k % 3, x = Math.floor(k / 3) % 16, y = Math.floor(k / 48);
    return (7 * y * y + 13 * x * x + 5 * x * y + 31 * c) % 256;
  });
  const map = sobelMagnitude(image, { height: 16, width: 16 });
  assert.equal(map[0], 0);
  assert.equal(map[255], 0);
  assert.equal(map[1], 228);
  assert.equal(map[16], 132);
  const expected = (2 * Math.hypot(104, 120) + Math.hypot(408, 120)) / 3;
  assert.ok(Math.abs(map[7 * 16 + 9]! - expected) < 1e-4);
});

Deno.test("sobelMagnitude() takes images of a single row or column", () => {
  const line = Uint8Array.of(0, 0, 0, 100, 100, 100, 200, 200, 200);
  assert.deepEqual(sobelMagnitude(line, { height: 1, width: 3 }), Float32Array.of(0, 800, 0));
  assert.deepEqual(sobelMagnitude(line, { height: 3, width: 1 }), Float32Array.of(0, 800, 0));
});

Deno.test("findMeasure() lists the known measures for an unknown one", () => {
  assert.throws(() => findMeasure("edges"), (error) => {
    assert.ok(error instanceof UsageError);
    assert.match(error.message, /Unknown measure "edges": choose one of "sobel", .* and "uniform"/);
    return true;
  });
});
