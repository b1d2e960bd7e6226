/** Decodes a detector's raw outputs to boxes. */
import type { Detector } from "../model/types.ts";

/** A level's raw outputs on the host. */
export interface RawLevel {
  /** float32 [B, anchors, h, w, 5 + classes], before the sigmoid. */
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** Candidate boxes of an image. */
export interface Candidates {
  /** float32 [boxes, 5 + classes]: centre x and y, width and height in pixels, objectness, class scores. */
  readonly data: Float32Array;
  readonly boxes: number;
  /** 5 + classes. */
  readonly columns: number;
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/**
 * Decodes one image's raw outputs: centre = (2σ − 0.5 + cell) · stride, sides = (2σ)² · anchor, scores = σ.
 *
 * @param levels raw outputs of every level
 * @param image the index of the image in the batch
 * @param detector its strides and anchors
 * @param above the threshold that a box's objectness must exceed; by default all boxes are kept
 * @returns the boxes, ordered by level, anchor, row and column
 *
 * @example
 * ```ts
 * import { decode } from "./decode.ts";
 *
 * const level = { data: new Float32Array(2 * 6), shape: [1, 1, 1, 2, 6] };
 * const { data } = decode([level], 0, { strides: [8], anchors: [[[10, 20]]] });
 * console.assert(data.subarray(6, 10).join() === "12,4,10,20"); // the right cell's centre, the anchor itself
 * ```
 */
export function decode(
  levels: readonly RawLevel[],
  image: number,
  { strides, anchors }: Pick<Detector, "strides" | "anchors">,
  above = -1,
): Candidates {
  const columns = levels[0]?.shape[4] ?? 5;
  const most = levels.reduce((sum, { shape: [, a, h, w] }) => sum + a! * h! * w!, 0);
  const out = new Float32Array(most * columns);
  let at = 0;
  for (const [level, { data, shape }] of levels.entries()) {
    const [, perCell, height, width] = shape as [number, number, number, number];
    const stride = strides[level]!;
    let from = image * perCell * height * width * columns;
    for (let a = 0; a < perCell; a++) {
      const [anchorWidth, anchorHeight] = anchors[level]![a]!;
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++, from += columns) {
          if (Math.fround(sigmoid(data[from + 4]!)) <= above) continue;
          out[at] = (2 * sigmoid(data[from]!) - 0.5 + x) * stride;
          out[at + 1] = (2 * sigmoid(data[from + 1]!) - 0.5 + y) * stride;
          out[at + 2] = (2 * sigmoid(data[from + 2]!)) ** 2 * anchorWidth;
          out[at + 3] = (2 * sigmoid(data[from + 3]!)) ** 2 * anchorHeight;
          for (let k = 4; k < columns; k++) out[at + k] = sigmoid(data[from + k]!);
          at += columns;
        }
      }
    }
  }
  return { data: out.subarray(0, at), boxes: at / columns, columns };
}
