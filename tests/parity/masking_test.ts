import assert from "node:assert/strict";
import { applyMaskToInputs, drawBatch, drawPatches } from "../../src/masking/mod.ts";
import { randomStream } from "../../src/random.ts";
import { inputNhwc, readFixture } from "./fixture.ts";

interface Inclusion {
  p: number[];
  count: number;
  inclusion?: number[];
  inclusion_exact?: number[];
}

interface Apply {
  input_name: string;
  shape: [number, number, number, number];
  n: number;
  indices: number[][];
  sum: number;
  abs_sum: number;
  zeros: number;
  output?: number[][][][];
}

const reference = readFixture<
  { seed: string; exact: Inclusion[]; grid16: Inclusion[]; apply: Apply[] }
>(
  "masking",
);

const assertFrequencies = (hidden: Float64Array, draws: number, expected: number[], what: string): void =>
  expected.forEach((q, patch) => {
    const difference = Math.abs(hidden[patch]! / draws - q);
    // Without chance, only the reference's rounding may differ.
    const bound = 4.5 * Math.sqrt(Math.max(q * (1 - q), 0) / draws) + 1e-12;
    assert.ok(difference <= bound, `${what}: patch ${patch} is off by ${difference}, more than ${bound}`);
  });

Deno.test("drawPatches() hides each patch as often as successive weighted draws do", () => {
  const draws = 40_000;
  const random = randomStream(5, "parity/masking");
  const all = [...reference.exact, ...reference.grid16];
  assert.ok(all.length > 0);
  for (const { p, count, inclusion, inclusion_exact } of all) {
    const hidden = new Float64Array(p.length), kept = new Uint8Array(p.length);
    for (let i = 0; i < draws; i++) {
      drawPatches(p, count, random, kept);
      for (let patch = 0; patch < p.length; patch++) hidden[patch]! += 1 - kept[patch]!;
    }
    assertFrequencies(hidden, draws, (inclusion ?? inclusion_exact)!, `p = ${p}, count ${count}`);
  }
});

Deno.test("drawBatch() has the same inclusion frequencies", () => {
  const draws = 40_000;
  for (const { p, count, inclusion_exact } of reference.grid16) {
    const rows = new Float32Array(draws * 16);
    for (let i = 0; i < draws; i++) rows.set(p, i * 16);
    const kept = drawBatch(rows, { patches: 4, count, random: randomStream(6, `parity/batch/${count}`) });
    const hidden = new Float64Array(16);
    kept.forEach((value, i) => hidden[i % 16]! += 1 - value);
    assertFrequencies(hidden, draws, inclusion_exact!, `count ${count}`);
  }
});

Deno.test("applyMaskToInputs() sets the same numbers to 0", () => {
  for (const { input_name, shape, n, indices, sum, abs_sum, zeros, output } of reference.apply) {
    const [batch, channels, height, width] = shape;
    const nhwc = inputNhwc(reference.seed, input_name, shape);
    const place = (b: number, c: number, y: number, x: number) =>
      ((b * height + y) * width + x) * channels + c;
    const kept = new Uint8Array(batch * n * n).fill(1);
    indices.forEach((patches, b) => patches.forEach((patch) => kept[b * n * n + patch] = 0));
    const masked = applyMaskToInputs(nhwc, [height, width, channels], { kept, patches: n });
    assert.equal(masked.filter((value) => value === 0).length, zeros, input_name);
    assert.ok(Math.abs(masked.reduce((a, b) => a + b, 0) - sum) < 1e-3, input_name);
    assert.ok(Math.abs(masked.reduce((a, b) => a + Math.abs(b), 0) - abs_sum) < 1e-3, input_name);
    output?.forEach((image, b) =>
      image.forEach((plane, c) =>
        plane.forEach((row, y) =>
          row.forEach((value, x) => assert.equal(masked[place(b, c, y, x)], Math.fround(value), input_name))
        )
      )
    );
  }
});
