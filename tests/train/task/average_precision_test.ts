import assert from "node:assert/strict";
import { InputError } from "../../../src/errors.ts";
import { averagePrecision, meanAveragePrecision } from "../../../src/train/task/mod.ts";

const close = (got: number | undefined, want: number) =>
  assert.ok(got !== undefined && Math.abs(got - want) < 1e-12, `${got}, not ${want}`);

Deno.test("averagePrecision() is 1 when every image of the class comes first, whatever the scores", () => {
  close(averagePrecision([0.9, 0.8, 0.1, -3], [1, 1, 0, 0]), 1);
  close(averagePrecision([-1, -2, -3], [1, 0, 0]), 1);
});

Deno.test("averagePrecision() is the area under the falling hull of precision", () => {
  // Ranked 0 1 1 0 1: precision at the hits 1/2, 2/3, 3/5; its hull is 2/3 for the first two.
  close(averagePrecision([5, 4, 3, 2, 1], [0, 1, 1, 0, 1]), (2 / 3 + 2 / 3 + 3 / 5) / 3);
  close(averagePrecision([3, 2, 1], [0, 0, 1]), 1 / 3);
});

Deno.test("averagePrecision() does not depend on the order of images, equal scores included", () => {
  const pairs = [[0.5, 1], [0.5, 0], [0.5, 0], [0.9, 1], [0.2, 1], [0.1, 0]] as const;
  const of = (list: readonly (readonly [number, number])[]) =>
    averagePrecision(list.map(([score]) => score), list.map(([, label]) => label));
  close(of(pairs), (1 + 3 / 5 + 3 / 5) / 3); // at the tie 2 of 4 are right, later 3 of 5
  close(of(pairs.toReversed()), of(pairs)!);
});

Deno.test("averagePrecision() ignores unknown labels, and is undefined for a class in no image", () => {
  close(averagePrecision([9, 2, 1], [255, 1, 0]), 1);
  assert.equal(averagePrecision([1, 2], [0, 255]), undefined);
});

Deno.test("averagePrecision() terminates if scores are NaN", () => {
  assert.ok(averagePrecision([NaN, NaN, 1], [1, 0, 1])! <= 1);
});

Deno.test("meanAveragePrecision() averages over the classes that occur", () => {
  const labels = Uint8Array.of(1, 0, 0, 0, 1, 0), scores = Float32Array.of(0.1, 0.2, 0.3, 0.6, 0.5, 0.4);
  close(meanAveragePrecision({ scores, labels }, 3), (1 / 2 + 1) / 2);
  assert.throws(
    () => meanAveragePrecision({ scores, labels: new Uint8Array(6) }, 3),
    (error) => error instanceof InputError && /none of the 3 classes.*2 images/.test(error.message),
  );
});
