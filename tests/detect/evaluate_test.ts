import assert from "node:assert/strict";
import { type ApDefinition, evaluateDetections, mapAtHalf } from "../../src/detect/evaluate.ts";
import { UsageError } from "../../src/errors.ts";

const DEFINITIONS = ["voc2007", "voc2010", "voc2007+1", "voc2010+1", "yolov5", "coco"] as const;
const object = (difficult: boolean) => ({ classIndex: 0, box: [0, 0, 10, 10], difficult }) as const;
const found = (score: number, left = 0) => ({ classIndex: 0, score, box: [left, 0, left + 10, 10] }) as const;

Deno.test("average precision is about 1 if all objects rank first, 0 if none is found, undefined without objects", () => {
  for (const name of DEFINITIONS) {
    const truth = [[object(false)], []];
    const { ap50, map50 } = evaluateDetections({ truth, detections: [[found(0.9)], []] }, 2, name);
    // YOLOv5's rule lets precision fall in a line after the last detection.
    assert.ok(ap50[0]! >= 0.99 && ap50[0]! <= 1, `${name}: ${ap50[0]}`);
    assert.deepEqual([ap50[1], map50], [undefined, ap50[0]]);
    const missed = evaluateDetections({ truth, detections: [[], [found(0.9)]] }, 2, name);
    assert.equal(missed.map50, 0, name);
    assert.equal(evaluateDetections({ truth: [[]], detections: [[]] }, 2, name).map50To95, undefined);
  }
});

Deno.test("a difficult object counts neither as missed nor, by VOC's rules, as a false positive", () => {
  const truth = [[object(false)], [object(true)]], detections = [[found(0.5)], [found(0.9)]];
  const ap = (name: ApDefinition) => evaluateDetections({ truth, detections }, 1, name).map50!;
  for (const name of ["voc2007", "voc2010"] as const) assert.equal(ap(name), 1);
  for (const name of ["yolov5", "coco"] as const) assert.ok(ap(name) < 0.9, name);
});

Deno.test("a loosely fitting box counts only at an overlap of 0.5", () => {
  const scores = evaluateDetections(
    { truth: [[object(false)]], detections: [[found(0.9, 3)]] },
    1,
    "voc2010",
  );
  assert.deepEqual([scores.map50, scores.map75], [1, 0]);
  assert.ok(Math.abs(scores.map50To95! - 0.1) < 1e-12);
});

Deno.test("mapAtHalf() is the mean average precision at an overlap of 0.5 by any definition", () => {
  const truth = [[object(false)], [object(true), { ...object(false), box: [20, 20, 30, 30] as const }]];
  const results = { truth, detections: [[found(0.9, 3)], [found(0.4), found(0.3, 20)]] };
  for (const name of DEFINITIONS) {
    assert.equal(mapAtHalf(results, 2, name), evaluateDetections(results, 2, name).map50, name);
  }
});

Deno.test("evaluateDetections() lists the known definitions for an unknown one", () => {
  assert.throws(
    () => evaluateDetections({ truth: [], detections: [] }, 1, "voc2008" as ApDefinition),
    (error) =>
      error instanceof UsageError && DEFINITIONS.every((name) => error.message.includes(`"${name}"`)),
  );
});
