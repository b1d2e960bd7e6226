/** Boxes by their edges or by centre and sides, and their overlap. */

/** Left, top, right and bottom edge, in pixels. */
export type Edges = readonly [left: number, top: number, right: number, bottom: number];

/** An object in an image. */
export interface ObjectBox {
  /** Its class, 0 … classes-1. */
  readonly classIndex: number;
  /** Left, top, right and bottom edge in pixels of the image returned by `read`; 0 ≤ left < right ≤ width. */
  readonly box: readonly [left: number, top: number, right: number, bottom: number];
  /** Marked as difficult: not used in training, and counted neither as a miss nor as a false positive. */
  readonly difficult: boolean;
}

/** Computes the intersection over union of two boxes, 0 if both are empty. */
export function iou(a: Edges, b: Edges): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return 0;
  const both = width * height;
  return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both);
}

/** Converts centre and sides to edges. */
export function edgesOf([x, y, width, height]: readonly [number, number, number, number]): Edges {
  return [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
}
