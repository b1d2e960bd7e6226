import assert from "node:assert/strict";
import { edgesOf, iou } from "../../src/boxes.ts";
import { decode } from "../../src/detect/decode.ts";
import { detect, suppress } from "../../src/detect/suppress.ts";
import { randomStream } from "../../src/random.ts";

/** Candidates of two classes: centre, sides, objectness, scores. */
const candidates = (...rows: number[][]) => ({
  data: Float32Array.from(rows.flat()),
  boxes: rows.length,
  columns: 7,
});

Deno.test("iou() is 1 for equal boxes, 0 for touching, apart and empty ones", () => {
  assert.equal(iou([0, 0, 4, 4], [0, 0, 4, 4]), 1);
  assert.equal(iou([0, 0, 4, 4], [2, 0, 6, 4]), 1 / 3);
  for (const other of [[4, 0, 8, 4], [9, 9, 10, 10], [1, 1, 1, 3]] as const) {
    assert.equal(iou([0, 0, 4, 4], other), 0);
  }
});

Deno.test("detect() returns the best class of a box or all likely ones, and no unlikely one", () => {
  const two = candidates([10, 10, 4, 4, 0.8, 0.75, 0.5], [50, 10, 4, 4, 0.2, 1, 1], [
    90,
    10,
    4,
    4,
    0.5,
    0.25,
    0.5,
  ]);
  const scores = (multiLabel: boolean) =>
    detect(two, { confidence: 0.3, multiLabel }).map((
      { classIndex, score },
    ) => [classIndex, +score.toFixed(3)]);
  assert.deepEqual(scores(false), [[0, 0.6]]);
  assert.deepEqual(scores(true), [[0, 0.6], [1, 0.4]]);
  assert.deepEqual(detect(candidates()), []);
});

Deno.test("detect() suppresses within a class or over all classes, and keeps at most the requested number", () => {
  const near = candidates([10, 10, 8, 8, 1, 0.9, 0.1], [11, 10, 8, 8, 1, 0.8, 0.1], [
    10,
    11,
    8,
    8,
    1,
    0.1,
    0.7,
  ]);
  const found = (options: object) => detect(near, options).map(({ score }) => +score.toFixed(1));
  assert.deepEqual(found({}), [0.9, 0.7]);
  assert.deepEqual(found({ classAgnostic: true }), [0.9]);
  assert.deepEqual(found({ iou: 0.9 }), [0.9, 0.8, 0.7]);
  assert.deepEqual(found({ iou: 0.9, limit: 2 }), [0.9, 0.8]);
});

Deno.test("suppress() keeps the first of two equal scores", () => {
  const box = { classIndex: 0, score: 0.5, box: [0, 0, 4, 4] } as const;
  assert.deepEqual(suppress([box, box]), [0]);
});

Deno.test("detect() keeps what sorting all candidates would keep, even with many equal scores", () => {
  const random = randomStream(1, "tests/suppress");
  const draw = (levels: number) => random.integer(levels) / levels;
  const rows = Array.from({ length: 300 }, () => [
    ...[40 * draw(50), 40 * draw(50), 4 + 8 * draw(9), 4 + 8 * draw(9)],
    ...[0.2 + draw(4), draw(5), draw(5)],
  ]);
  const all = rows.flatMap(([x, y, w, h, objectness, ...scores]) =>
    scores.map((score, classIndex) => ({
      classIndex,
      score: Math.fround(objectness!) * Math.fround(score),
      box: edgesOf([x!, y!, w!, h!].map(Math.fround) as [number, number, number, number]),
    }))
  ).filter(({ score }) => score > 0.1);
  const kept: typeof all = [];
  for (const one of all.toSorted((a, b) => b.score - a.score)) {
    const rivals = kept.filter(({ classIndex }) => classIndex === one.classIndex);
    if (!rivals.some(({ box }) => iou(box, one.box) > 0.6)) kept.push(one);
  }
  assert.deepEqual(
    detect(candidates(...rows), { confidence: 0.1, iou: 0.6, multiLabel: true, limit: 50 }),
    kept.slice(0, 50),
  );
});

Deno.test("decode() omits boxes that are unlikely to be objects", () => {
  const level = {
    data: Float32Array.from({ length: 4 * 6 }, (_, k) => k % 6 === 4 ? k / 6 - 2 : 0),
    shape: [1, 1, 2, 2, 6],
  };
  const detector = { strides: [8], anchors: [[[10, 20]]] } as const;
  const all = decode([level], 0, detector), some = decode([level], 0, detector, 0.5);
  assert.equal(all.boxes, 4);
  const likely = [0, 1, 2, 3].filter((row) => all.data[row * 6 + 4]! > 0.5);
  assert.ok(likely.length > 0 && likely.length < 4);
  assert.equal(some.boxes, likely.length);
  assert.deepEqual([...some.data], likely.flatMap((row) => [...all.data.subarray(row * 6, row * 6 + 6)]));
});
