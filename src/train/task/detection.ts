/** Object detection: the loss of YOLOv5, mean average precision of detections. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor5D } from "@tensorflow/tfjs-core";
import type { ObjectBox } from "../../boxes.ts";
import type { Dataset, Split } from "../../data/types.ts";
import { type ApDefinition, evaluateDetections } from "../../detect/evaluate.ts";
import { type LossGains, scaleGains, VOC_GAINS } from "../../detect/gains.ts";
import { detectionLoss } from "../../detect/loss.ts";
import { detectionRows, objectRows, ROW } from "../../detect/detection_rows.ts";
import { detectAll, DETECTOR_INPUT, readLevels } from "../../detect/run_detector.ts";
import type { Detection } from "../../detect/suppress.ts";
import { targetsOf } from "../../detect/targets.ts";
import { InputError, UsageError } from "../../errors.ts";
import type { Detector } from "../../model/types.ts";
import type { Judge, Task } from "./types.ts";

/** The detections that are judged, as in YOLOv5's own tests: all classes of a box, at most 300 per image. */
const TEST_DETECTIONS = { confidence: 0.001, iou: 0.6, limit: 300, multiLabel: true } as const;

/** The most images of a forward pass in an evaluation. */
const MOST_IMAGES = 64;

/** Options of {@linkcode detection}. */
export interface DetectionOptions {
  /** The published gains of the loss; YOLOv5's for PASCAL VOC by default. */
  readonly gains?: LossGains;
  /** The definition of average precision; YOLOv5's by default. */
  readonly definition?: ApDefinition | undefined;
}

/**
 * Creates the task of finding objects.
 *
 * @param detector the detector, to whose anchors objects are assigned
 * @param dataset a data set with boxes ({@linkcode Split.objects})
 * @throws {UsageError} on a data set without boxes, or with images whose sides are not multiples of the
 * detector's cells
 */
export function detection(
  detector: Detector,
  { name, classes, shape: [height, width], train }: Pick<Dataset, "name" | "classes" | "shape" | "train">,
  { gains = VOC_GAINS, definition }: DetectionOptions = {},
): Task<Tensor5D[]> {
  if (train.objects === undefined) {
    throw new UsageError(
      `Cannot train "${detector.name}" on ${name}, which has no boxes: name a data set with boxes, such as ` +
        "scenes, voc2007 or voc:path=DIR, or a classifier",
    );
  }
  const cell = Math.max(...detector.strides);
  if (height % cell !== 0 || width % cell !== 0) {
    throw new UsageError(
      `Cannot detect objects in images of ${width}×${height} pixels: width and height must be multiples of ` +
        `${cell}. Set the size of ${name} accordingly`,
    );
  }
  const scaled = scaleGains(gains, classes.length, Math.max(height, width), detector.strides.length);
  const size = { height, width };
  const lossOf = (raw: readonly Tensor5D[], objects: readonly (readonly ObjectBox[])[]) =>
    detectionLoss(raw, targetsOf(objects, size), detector, scaled).total;

  return {
    kind: "detector",
    metric: "map50",
    input: DETECTOR_INPUT,
    evaluationBatch: MOST_IMAGES,
    reduction: "sum",
    columns: ROW,
    truth: (split, indices) => objectRows(objectsOf(split, indices)),
    targets: () => ({}),
    loss: (raw, { host: { objects = [] } }) => lossOf(raw, objects),
    judge: (split, indices) =>
      judgeLevels(detector, objectsOf(split, indices), lossOf, classes.length, definition),
  };
}

/** Returns the objects of some images. */
function objectsOf({ objects }: Split, indices: Uint32Array): (readonly ObjectBox[])[] {
  if (objects === undefined) {
    throw new InputError("The training images have boxes, but the test images have none");
  }
  return Array.from(indices, (index) => objects(index));
}

/** Rounds a detection to float32, as in files, so that judging the file gives the same result. */
const inFloat32 = ({ classIndex, score, box }: Detection): Detection => ({
  classIndex,
  score: Math.fround(score),
  box: [Math.fround(box[0]), Math.fround(box[1]), Math.fround(box[2]), Math.fround(box[3])],
});

/** Collects loss and detections of images with the given objects. */
function judgeLevels(
  detector: Detector,
  truth: readonly (readonly ObjectBox[])[],
  lossOf: (raw: readonly Tensor5D[], objects: readonly (readonly ObjectBox[])[]) => tf.Scalar,
  classes: number,
  definition: ApDefinition | undefined,
): Judge<Tensor5D[]> {
  const detections: Detection[][] = [];
  let loss = 0;
  return {
    async add(raw) {
      const images = raw[0]?.shape[0] ?? 0, first = detections.length;
      const sum = tf.tidy(() => lossOf(raw, truth.slice(first, first + images)));
      const levels = await readLevels(raw);
      loss += (await sum.data())[0]!;
      sum.dispose();
      detections.push(...detectAll(levels, detector, TEST_DETECTIONS).map((own) => own.map(inFloat32)));
    },
    result() {
      const objects = truth.map((own) =>
        own.map((object) => ({ ...object, box: inFloat32({ ...object, score: 0 }).box }))
      );
      const scores = evaluateDetections({ truth: objects, detections }, classes, definition);
      return {
        loss: loss / truth.length,
        accuracy: scores.map50 ?? 0,
        predictions: detectionRows(detections),
        scores,
      };
    },
  };
}
