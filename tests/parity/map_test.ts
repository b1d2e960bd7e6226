import assert from "node:assert/strict";
import { type ApDefinition, evaluateDetections } from "../../src/detect/evaluate.ts";
import { readFixture } from "./fixture.ts";

type Box = [number, number, number, number];
type Rule = "voc07" | "voc10" | "voc07_plus1" | "voc10_plus1";

interface Problem {
  images: number;
  classes: number;
  ground_truth: { image: number; class: number; box: Box; difficult: boolean }[];
  detections: { image: number; class: number; box: Box; score: number }[];
  voc07: number[];
  voc10: number[];
  voc07_plus1: number[];
  voc10_plus1: number[];
  map: Record<Rule, number>;
  yolov5: { ap50: number[]; ap50_95: number[]; map50: number; map50_95: number };
  coco: {
    map50: number;
    map75: number;
    map50_95: number;
    ap50_and_ap50_95_per_class: [number, number][];
  };
}

const { problems, tolerance } = readFixture<{ problems: Problem[]; tolerance: number }>("map");

function solve(problem: Problem, definition: ApDefinition) {
  const byImage = <T extends { image: number; class: number }, U>(items: T[], make: (item: T) => U): U[][] =>
    Array.from(
      { length: problem.images },
      (_, image) => items.filter((item) => item.image === image).map(make),
    );
  const truth = byImage(
    problem.ground_truth,
    ({ class: classIndex, box, difficult }) => ({ classIndex, box, difficult }),
  );
  const detections = byImage(
    problem.detections,
    ({ class: classIndex, box, score }) => ({ classIndex, box, score }),
  );
  return evaluateDetections({ truth, detections }, problem.classes, definition);
}

function close(
  got: number | undefined | (number | undefined)[],
  want: number | number[],
  what: string,
): void {
  const a = [got].flat(), b = [want].flat();
  assert.equal(a.length, b.length, what);
  b.forEach((value, k) =>
    assert.ok(Math.abs(a[k]! - value) <= tolerance, `${what} ${k}: ${a[k]}, wanted ${value}`)
  );
}

for (const [number, problem] of problems.entries()) {
  const rules = {
    voc2007: "voc07",
    voc2010: "voc10",
    "voc2007+1": "voc07_plus1",
    "voc2010+1": "voc10_plus1",
  } as const;
  for (const [name, rule] of Object.entries(rules)) {
    Deno.test(`average precision by ${name} is that of the reference, problem ${number}`, () => {
      const got = solve(problem, name as ApDefinition);
      close([...got.ap50], problem[rule], "class");
      close(got.map50, problem.map[rule], "mean");
    });
  }

  Deno.test(`average precision is YOLOv5's, problem ${number}`, () => {
    const got = solve(problem, "yolov5"), want = problem.yolov5;
    close([...got.ap50], want.ap50, "class at 0.5");
    close([...got.ap50To95], want.ap50_95, "class");
    close([got.map50, got.map50To95], [want.map50, want.map50_95], "mean");
  });

  Deno.test(`average precision is pycocotools', problem ${number}`, () => {
    const got = solve(problem, "coco"), want = problem.coco;
    close([...got.ap50], want.ap50_and_ap50_95_per_class.map(([ap50]) => ap50), "class at 0.5");
    close([...got.ap50To95], want.ap50_and_ap50_95_per_class.map(([, ap]) => ap), "class");
    close([got.map50, got.map75, got.map50To95], [want.map50, want.map75, want.map50_95], "mean");
  });
}
