import assert from "node:assert/strict";
import { hierarchicalBootstrap, meanAndStandardDeviation } from "../../../src/analysis/statistics/mod.ts";
import { UsageError } from "../../../src/errors.ts";
import { type RandomStream, randomStream } from "../../../src/random.ts";

const arm = (random: RandomStream, accuracies: number[], images: number) =>
  accuracies.map((accuracy) =>
    Uint8Array.from({ length: images }, () => random.uniform() < accuracy ? 1 : 0)
  );

Deno.test("hierarchicalBootstrap() gives the same interval for the same seed, and different intervals for different seeds", () => {
  const random = randomStream(1, "test"),
    a = arm(random, [0.6, 0.7, 0.65], 200),
    b = arm(random, [0.5, 0.6, 0.5], 200);
  const first = hierarchicalBootstrap(a, b, { resamples: 500 });
  assert.deepEqual(hierarchicalBootstrap(a, b, { resamples: 500 }), first);
  assert.notDeepEqual(hierarchicalBootstrap(a, b, { resamples: 500, seed: 2 }).interval, first.interval);
});

Deno.test("hierarchicalBootstrap() finds no difference between equal arms, and a certain one between opposite arms", () => {
  const a = arm(randomStream(1, "test"), [0.5, 0.6], 100),
    wrong = a.map((seed) => new Uint8Array(seed.length));
  const none = hierarchicalBootstrap(a, a, { resamples: 200 });
  assert.deepEqual([none.difference, none.interval], [0, { low: 0, high: 0, p: 1 }]);
  const all = hierarchicalBootstrap(wrong.map((seed) => seed.slice().fill(1)), wrong, { resamples: 199 });
  assert.equal(all.difference, 1);
  assert.deepEqual(all.interval, { low: 1, high: 1, p: 0.01 }); // 2 / (199 + 1): never 0
});

Deno.test("hierarchicalBootstrap() swaps signs when the arms are swapped", () => {
  const random = randomStream(3, "test"), a = arm(random, [0.6, 0.7], 150), b = arm(random, [0.5, 0.6], 150);
  const there = hierarchicalBootstrap(a, b, { resamples: 400 }),
    back = hierarchicalBootstrap(b, a, { resamples: 400 });
  assert.equal(there.difference, -back.difference);
  assert.ok(there.interval && back.interval);
  assert.ok(Math.abs(there.interval.low + back.interval.high) < 1e-12);
  assert.equal(there.interval.p, back.interval.p);
});

Deno.test("hierarchicalBootstrap() is not fooled by many pictures of the same things", () => {
  const random = randomStream(2, "test"),
    [seedA] = arm(random, [0.6], 100),
    [seedB] = arm(random, [0.5], 100);
  const a = [seedA!, seedA!, seedA!], b = [seedB!, seedB!, seedB!]; // seeds that do not vary
  const copy = (seeds: Uint8Array[]) =>
    seeds.map((seed) => Uint8Array.from({ length: 1000 }, (_, i) => seed[i % 100]!));
  const groups = Int32Array.from({ length: 1000 }, (_, i) => 5000 - 7 * (i % 100));
  const width = ({ percentile }: ReturnType<typeof hierarchicalBootstrap>) =>
    percentile!.high - percentile!.low;
  const options = { resamples: 2000 };
  const once = hierarchicalBootstrap(a, b, options),
    clustered = hierarchicalBootstrap(copy(a), copy(b), { ...options, groups });
  assert.equal(clustered.clusters, 100);
  assert.ok(Math.abs(clustered.difference - once.difference) < 1e-12);
  assert.ok(
    Math.abs(width(clustered) / width(once) - 1) < 1e-9,
    "ten copies of every image say no more than one",
  );
  const naive = hierarchicalBootstrap(copy(a), copy(b), options);
  assert.ok(width(naive) < 0.4 * width(once), "as images of their own they would");
});

Deno.test("hierarchicalBootstrap() allows for the seeds with Student's spread, the percentile interval with less", () => {
  const accuracies = [0.44, 0.52, 0.48, 0.56, 0.5], images = 4000;
  // The same share of every stretch of images is right, so that only the seeds vary.
  const a = accuracies.map((accuracy) =>
    Uint8Array.from({ length: images }, (_, i) => (i % 100) / 100 < accuracy - 1e-9 ? 1 : 0)
  );
  const b = accuracies.map(() => new Uint8Array(images));
  const blocks = Int32Array.from({ length: images }, (_, i) => Math.floor(i / 100));
  const got = hierarchicalBootstrap(a, b, { groups: blocks, resamples: 20_000 });
  const { mean, standardDeviation } = meanAndStandardDeviation(accuracies);
  const error = standardDeviation! / Math.sqrt(5), half = (got.interval!.high - got.interval!.low) / 2;
  assert.ok(Math.abs(got.difference - mean) < 1e-12);
  assert.ok(
    Math.abs(half / error - 2.776) < 0.2,
    `half width ${half / error} standard errors, Student's 2.776`,
  );
  const plain = (got.percentile!.high - got.percentile!.low) / 2;
  assert.ok(plain / error < 1.96, `the percentile interval has ${plain / error} standard errors`);
});

Deno.test("hierarchicalBootstrap() seldom claims an effect where there is none", () => {
  const random = randomStream(5, "null"), experiments = 200;
  let claims = 0, plainClaims = 0;
  for (let e = 0; e < experiments; e++) {
    const vary = () => Array.from({ length: 3 }, () => 0.5 + 0.08 * random.normal());
    const got = hierarchicalBootstrap(arm(random, vary(), 300), arm(random, vary(), 300), {
      resamples: 200,
      seed: e,
    });
    if (got.interval!.p <= 0.05) claims++;
    if (got.percentile!.p <= 0.05) plainClaims++;
  }
  assert.ok(claims <= 0.085 * experiments, `${claims} of ${experiments}`); // 0.05 and two standard errors
  assert.ok(plainClaims > claims, "the plain interval claims more");
});

Deno.test("hierarchicalBootstrap() gives no interval from a single seed", () => {
  const a = arm(randomStream(1, "test"), [0.9], 50), b = arm(randomStream(2, "test"), [0.1], 50);
  const got = hierarchicalBootstrap(a, b);
  assert.equal(got.interval, null);
  assert.equal(got.percentile, null);
  assert.ok(got.difference > 0.5);
});

Deno.test("hierarchicalBootstrap() rejects arms that cannot be paired", () => {
  const two = [Uint8Array.of(1, 0), Uint8Array.of(1, 1)];
  assert.throws(() => hierarchicalBootstrap(two, two.slice(1)), UsageError);
  assert.throws(() => hierarchicalBootstrap([], []), UsageError);
  assert.throws(
    () => hierarchicalBootstrap(two, [Uint8Array.of(1, 0), Uint8Array.of(1)]),
    /2 test images with 1/,
  );
  assert.throws(() => hierarchicalBootstrap(two, two, { groups: Int32Array.of(1) }), UsageError);
  assert.throws(() => hierarchicalBootstrap(two, two, { resamples: 0 }), /Cannot draw 0 resamples/);
});
