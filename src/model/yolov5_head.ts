/** The heads of YOLOv5: a 1×1 convolution per level, and the anchors. */
import * as tf from "@tensorflow/tfjs-core";
import { conv2d, reshape, transpose } from "../backend/ops/mod.ts";
import { uniformByFanIn, uniformValues } from "./layers/initialise.ts";
import type { Detector } from "./types.ts";
import type { BlockContext } from "./yolov5_layers.ts";

const STRIDES = [8, 16, 32] as const;

/** Width and height in pixels, as published for COCO. */
const ANCHORS = [
  [[10, 13], [16, 30], [33, 23]],
  [[30, 61], [62, 45], [59, 119]],
  [[116, 90], [156, 198], [373, 326]],
] as const;

/** Three heads. */
export interface Yolov5Head {
  readonly strides: readonly number[];
  /** Returns the anchors in pixels, as in the last state_dict loaded. */
  anchors(): Detector["anchors"];
  /** Maps the features of three levels to their raw outputs [B, anchors, h, w, 5 + classes]. */
  forward(features: readonly tf.Tensor4D[]): tf.Tensor5D[];
}

/**
 * Computes the initial bias of a head: PyTorch's default, shifted so that scores start near their expected
 * frequency: 8 objects in an image of 640 × 640 pixels, and 0.6 for all classes together.
 */
function initialBias(uniform: Float32Array, stride: number, classes: number): tf.Tensor {
  const objectness = Math.log(8 / (640 / stride) ** 2), score = Math.log(0.6 / (classes - 0.99999));
  return tf.tensor1d(uniform.map((value, index) => {
    const output = index % (5 + classes);
    return output < 4 ? value : value + (output === 4 ? objectness : score);
  }));
}

/** Makes the heads; `channels` gives the channels of each level's features. */
export function yolov5Head(
  { store, random }: BlockContext,
  name: string,
  classes: number,
  channels: readonly [number, number, number],
): Yolov5Head {
  const outputs = 5 + classes;
  let inCells = ANCHORS.map((level, k) => level.map((sides) => sides.map((side) => side / STRIDES[k]!)));
  store.buffer(`${name}.anchors`, tf.tensor3d(inCells), (values) => {
    inCells = inCells.map((level, k) =>
      level.map((sides, a) => sides.map((_, side) => values[(k * level.length + a) * 2 + side]!))
    );
  });
  const levels = channels.map((inputs, k) => {
    const anchors = inCells[k]!.length;
    const weight = store.parameter(
      `${name}.m.${k}.weight`,
      uniformByFanIn([1, 1, inputs, anchors * outputs], inputs, random),
      "conv",
    );
    const uniform = uniformValues(anchors * outputs, 1 / Math.sqrt(inputs), random);
    const bias = store.parameter(`${name}.m.${k}.bias`, initialBias(uniform, STRIDES[k]!, classes));
    return { anchors, weight, bias };
  });
  return {
    strides: STRIDES,
    anchors: () =>
      inCells.map((level, k) => level.map(([w, h]) => [w! * STRIDES[k]!, h! * STRIDES[k]!] as const)),
    forward: (features) =>
      features.map((x, k) => {
        const { anchors, weight, bias } = levels[k]!;
        const [batch, height, width] = x.shape;
        const cells = conv2d(x, weight, { bias });
        const rows = reshape<tf.Rank.R5>(cells, [batch, height, width, anchors, outputs]);
        return transpose(rows, [0, 3, 1, 2, 4]);
      }),
  };
}
