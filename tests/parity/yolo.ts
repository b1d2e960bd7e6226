/** The YOLOv5 reference files: their types, and detectors and inputs as they describe them. */
import * as tf from "@tensorflow/tfjs-core";
import type { DetectionTarget } from "../../src/detect/assign.ts";
import type { RawLevel } from "../../src/detect/decode.ts";
import type { LossGains } from "../../src/detect/gains.ts";
import { createDetector } from "../../src/model/mod.ts";
import type { Detector } from "../../src/model/types.ts";
import { loadState } from "../../src/model/weights.ts";
import { randomStream } from "../../src/random.ts";
import { bitsOf, readFixture, stateOf, type StateTensor } from "./fixture.ts";

/** Numbers of an array: means and some of its values. */
export interface Sampled {
  shape: number[];
  mean: number;
  mean_abs: number;
  mean_per_anchor_and_output: number[] | number[][];
  sample_index: number[];
  sample_value: number[];
}

/** Wanted detections of an input. */
export interface WantedDetections {
  conf: number;
  iou: number;
  multi_label: boolean;
  margins: { iou: number; score_gap: number };
  count: number;
  boxes: [number, number, number, number, number, number][];
}

/** The gains of the loss, as in the files. */
export interface Gains {
  box: number;
  obj: number;
  cls: number;
  cls_pw: number;
  obj_pw: number;
  anchor_t: number;
}

/** [image, class, cx, cy, w, h], normalised. */
export type TargetRow = [number, number, number, number, number, number];

/** yolov5n.json and yolov5s.json. */
export interface YoloReference {
  seed: string;
  model: string;
  classes: number;
  anchors_px: number[][][];
  strides: number[];
  tolerance: { loss_rel: number };
  state: StateTensor[];
  eval: {
    input_name: string;
    shape: [number, number, number, number];
    raw: Sampled[];
    decoded: Sampled;
    detections: WantedDetections[];
  }[];
  train: {
    input_name: string;
    shape: [number, number, number, number];
    targets: TargetRow[];
    cases: {
      hyp: string;
      gains: Gains;
      total: number;
      box_obj_cls: [number, number, number];
      matches_per_level: number[];
      grad_norms: Record<string, number>;
      zero_gradients: string[];
      grad_norms_rel_dev: number;
    }[];
    bn_after_forward: Record<string, [number, number]>;
  };
}

/** The detector of a reference file, with its weights. */
export function referenceDetector(file: string): { reference: YoloReference; detector: Detector } {
  const reference = readFixture<YoloReference>(file);
  const detector = createDetector(reference.model, reference.classes, randomStream(0, "weights"));
  const state = stateOf(reference.seed, reference.state.filter(({ kind }) => kind !== "anchors"));
  for (const { name, shape, kind } of reference.state) {
    if (kind !== "anchors") continue;
    const inCells = reference.anchors_px.flatMap((level, k) =>
      level.flat().map((side) => side / reference.strides[k]!)
    );
    state.set(name, { dtype: "F32", shape, data: Float32Array.from(inCells) });
  }
  loadState(detector, state, "the reference");
  return { reference, detector };
}

/** An input of the files: float32((u + 1) / 2), NCHW there, NHWC here. */
export function yoloInput(
  seed: string,
  name: string,
  [batch, channels, height, width]: readonly [number, number, number, number],
): tf.Tensor4D {
  const bits = bitsOf(seed, name);
  const plane = height * width;
  const values = Float32Array.from({ length: batch * channels * plane }, (_, at) => {
    const channel = at % channels, pixel = Math.floor(at / channels);
    return bits((Math.floor(pixel / plane) * channels + channel) * plane + pixel % plane) / 2 ** 32;
  });
  return tf.tensor4d(values, [batch, height, width, channels]);
}

/** Reads raw outputs back and frees them. */
export async function readLevels(levels: readonly tf.Tensor5D[]): Promise<RawLevel[]> {
  const read = await Promise.all(
    levels.map(async (level) => ({ data: await level.data() as Float32Array, shape: level.shape })),
  );
  tf.dispose([...levels]);
  return read;
}

/** The files' targets as ours. */
export const targetsOf = (rows: readonly TargetRow[]): DetectionTarget[] =>
  rows.map(([image, classIndex, ...box]) => ({ image, classIndex, box }));

/** The files' gains as ours. */
export const gainsOf = ({ box, obj, cls, cls_pw, obj_pw, anchor_t }: Gains): LossGains => ({
  box,
  objectness: obj,
  classes: cls,
  classWeight: cls_pw,
  objectnessWeight: obj_pw,
  anchorFactor: anchor_t,
});
