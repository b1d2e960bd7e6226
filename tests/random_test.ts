import assert from "node:assert/strict";
import { RandomStream, randomStream } from "../src/random.ts";

const draws = (stream: RandomStream, count = 20) => Array.from({ length: count }, () => stream.uint32());

Deno.test("fill() draws the same numbers as repeated uint32(), and leaves the stream in the same state", () => {
  const one = randomStream(1, "fill"), other = randomStream(1, "fill");
  const filled = new Uint32Array(50);
  one.fill(filled);
  assert.deepEqual([...filled], Array.from({ length: 50 }, () => other.uint32()));
  assert.deepEqual(one.state(), other.state());
  assert.equal(one.uint32(), other.uint32());
});

Deno.test("randomStream() gives the same numbers for the same seed and path, and others otherwise", () => {
  assert.deepEqual(draws(randomStream(1, "masks")), draws(randomStream(1, "masks")));
  const others = [
    randomStream(0, "masks"),
    randomStream(2, "masks"),
    randomStream(-1, "masks"),
    randomStream(1, "order"),
  ];
  const all = [randomStream(1, "masks"), ...others].map((stream) => draws(stream).join());
  assert.equal(new Set(all).size, 5);
});

Deno.test("split() depends on the path, not on how much was drawn", () => {
  const one = randomStream(1, "a"), two = randomStream(1, "a");
  draws(one, 100);
  assert.deepEqual(draws(one.split("b")), draws(two.split("b")));
  assert.deepEqual(draws(two.split("b")), draws(randomStream(1, "a/b")));
  assert.notDeepEqual(draws(two.split("b")), draws(two.split("c")));
});

Deno.test("a stream resumes from its state, stored as JSON", () => {
  const stream = randomStream(3, "state");
  draws(stream, 7);
  const state = JSON.parse(JSON.stringify(stream.state()));
  const wanted = [stream.uniform(), stream.normal(), stream.integer(10), ...stream.permutation(5)];
  const other = randomStream(99, "another");
  other.restore(state);
  assert.deepEqual([other.uniform(), other.normal(), other.integer(10), ...other.permutation(5)], wanted);
});

Deno.test("integer() stays within its bounds and is uniform", () => {
  const random = randomStream(1, "integer"), counts = new Array<number>(6).fill(0);
  for (let i = 0; i < 60_000; i++) counts[random.integer(6)]!++;
  assert.equal(counts.reduce((a, b) => a + b), 60_000);
  for (const count of counts) {
    assert.ok(Math.abs(count - 10_000) < 4.5 * Math.sqrt(60_000 * 5 / 36), `${counts}`);
  }
  for (let i = 0; i < 100; i++) assert.equal(random.integer(1), 0);
  for (let i = 0; i < 100; i++) {
    const large = random.integer(2 ** 32);
    assert.ok(Number.isInteger(large) && large >= 0 && large < 2 ** 32);
  }
});

Deno.test("uniform(), exponential() and normal() have the right moments", () => {
  const random = randomStream(1, "moments"), n = 50_000;
  const moments = (draw: () => number) => {
    const values = Array.from({ length: n }, draw), mean = values.reduce((a, b) => a + b) / n;
    return { values, mean, variance: values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n };
  };
  const uniform = moments(() => random.uniform());
  assert.ok(uniform.values.every((x) => x >= 0 && x < 1));
  assert.ok(Math.abs(uniform.mean - 0.5) < 4.5 * Math.sqrt(1 / 12 / n));
  assert.ok(Math.abs(uniform.variance - 1 / 12) < 0.003);
  const exponential = moments(() => random.exponential());
  assert.ok(exponential.values.every((x) => x >= 0 && x < Infinity));
  assert.ok(Math.abs(exponential.mean - 1) < 4.5 / Math.sqrt(n));
  assert.ok(Math.abs(exponential.variance - 1) < 0.08);
  const normal = moments(() => random.normal());
  assert.ok(Math.abs(normal.mean) < 4.5 / Math.sqrt(n));
  assert.ok(Math.abs(normal.variance - 1) < 0.04);
});

Deno.test("permutation() contains every index once, and shuffle() works in place", () => {
  const order = randomStream(1, "order").permutation(1000);
  assert.deepEqual([...order].sort((a, b) => a - b), Array.from({ length: 1000 }, (_, index) => index));
  assert.notDeepEqual([...order], [...order].sort((a, b) => a - b));
  const items = ["a", "b", "c"];
  assert.equal(randomStream(1, "shuffle").shuffle(items), items);
  assert.deepEqual(items.toSorted(), ["a", "b", "c"]);
});
