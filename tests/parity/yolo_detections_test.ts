import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { type Edges, edgesOf, iou } from "../../src/boxes.ts";
import { decode } from "../../src/detect/decode.ts";
import { detect, type Detection, suppress } from "../../src/detect/suppress.ts";
import { readFixture } from "./fixture.ts";
import { testOnFastBackends } from "./network.ts";
import { readLevels, referenceDetector, type WantedDetections, yoloInput } from "./yolo.ts";

/** The share of expected boxes that are matched one-to-one by a detection: class, IoU and score. */
function sharedWith(got: readonly Detection[], want: WantedDetections["boxes"]): number {
  const free = new Set(got);
  const found = want.filter(([left, top, right, bottom, score, classIndex]) => {
    const match = [...free].find((detection) =>
      detection.classIndex === classIndex && Math.abs(detection.score - score) < 1e-3 &&
      iou(detection.box, [left, top, right, bottom]) > 0.98
    );
    return match !== undefined && free.delete(match);
  });
  return found.length / want.length;
}

for (const file of ["yolov5n", "yolov5s"]) {
  testOnFastBackends(`${file} detects what PyTorch detects`, async () => {
    const { reference, detector } = referenceDetector(file);
    for (const { input_name, shape, detections } of reference.eval) {
      const images = yoloInput(reference.seed, input_name, shape);
      const levels = await readLevels(tf.tidy(() => detector.forward(images, { training: false })));
      const candidates = decode(levels, 0, detector);
      for (const want of detections) {
        const got = detect(candidates, {
          confidence: want.conf,
          iou: want.iou,
          multiLabel: want.multi_label,
        });
        assert.ok(Math.abs(got.length - want.count) <= 0.05 * want.count, `${got.length} of ${want.count}`);
        const shared = sharedWith(got, want.boxes);
        assert.ok(shared >= 0.95, `${input_name}, conf ${want.conf}: ${shared} of the boxes`);
      }
      images.dispose();
    }
    detector.dispose();
  });
}

Deno.test("suppress() keeps the reference's boxes, by class and over all classes", () => {
  const { nms } = readFixture<{
    nms: {
      boxes_cxcywh: [number, number, number, number][];
      scores: number[];
      classes: number[];
      cases: { iou: number; per_class_keep: number[]; class_agnostic_keep: number[] }[];
    };
  }>("yolo_loss");
  const boxes = nms.boxes_cxcywh.map((box, k) => ({
    box: edgesOf(box) as Edges,
    score: nms.scores[k]!,
    classIndex: nms.classes[k]!,
  }));
  for (const want of nms.cases) {
    assert.deepEqual(suppress(boxes, { iou: want.iou }), want.per_class_keep);
    assert.deepEqual(suppress(boxes, { iou: want.iou, classAgnostic: true }), want.class_agnostic_keep);
  }
});
