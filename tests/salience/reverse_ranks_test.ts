import assert from "node:assert/strict";
import { UsageError } from "../../src/errors.ts";
import { randomStream } from "../../src/random.ts";
import { flipProbabilities, reverseRanks } from "../../src/salience/mod.ts";

const rows = (count: number, columns: number) => {
  const random = randomStream(1, "tests/reverse_ranks");
  const all = Float32Array.from({ length: count * columns }, () => random.uniform());
  for (let start = 0; start < all.length; start += columns) {
    const row = all.subarray(start, start + columns), sum = row.reduce((a, b) => a + b);
    row.forEach((value, k) => row[k] = value / sum);
  }
  return all;
};

Deno.test("reverseRanks() keeps each image's set of probabilities and reverses their order", () => {
  const given = rows(50, 16), reversed = reverseRanks(given, 16);
  for (let start = 0; start < given.length; start += 16) {
    const before = given.subarray(start, start + 16), after = reversed.subarray(start, start + 16);
    assert.deepEqual(after.toSorted(), before.toSorted());
    for (let k = 0; k < 16; k++) {
      for (let other = 0; other < 16; other++) {
        assert.equal(before[k]! < before[other]!, after[k]! > after[other]!);
      }
    }
  }
  assert.deepEqual(reverseRanks(reversed, 16), given, "done twice, it changes nothing");
});

Deno.test("reverseRanks() treats equal patches alike, so that it commutes with a flip", () => {
  assert.deepEqual([...reverseRanks(Float32Array.of(0.5, 0.25, 0.125, 0.125), 4)], [
    0.125,
    0.125,
    0.375,
    0.375,
  ]);
  assert.deepEqual([...reverseRanks(Float32Array.of(0, 0, 0, 1), 4)].map((p) => p.toFixed(3)), [
    ...["0.333", "0.333", "0.333", "0.000"],
  ]);
  assert.deepEqual(reverseRanks(new Float32Array(9).fill(1 / 9), 9), new Float32Array(9).fill(1 / 9));
  const tied = Float32Array.of(0.1, 0.1, 0.4, 0.4), flipped = flipProbabilities(tied.slice(), 2, [1]);
  assert.deepEqual(reverseRanks(flipped, 4), flipProbabilities(reverseRanks(tied, 4), 2, [1]));
});

Deno.test("reverseRanks() rejects a length that is not a whole number of rows", () => {
  assert.throws(() => reverseRanks(new Float32Array(17), 16), UsageError);
});
