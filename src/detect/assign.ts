/** Assigns objects to cells and anchors. */

/** An object to be found. */
export interface DetectionTarget {
  /** The index of its image in the batch. */
  readonly image: number;
  readonly classIndex: number;
  /** Centre and sides as shares of the image's, 0 to 1. */
  readonly box: readonly [x: number, y: number, width: number, height: number];
}

/** An object assigned to an anchor of a cell. */
export interface Match {
  readonly image: number;
  readonly classIndex: number;
  readonly anchor: number;
  readonly row: number;
  readonly column: number;
  /** The object's centre relative to the cell's corner, and its sides, in cells. */
  readonly box: readonly [x: number, y: number, width: number, height: number];
}

/** A level's cells and anchors. */
export interface Grid {
  /** The number of rows of cells, like `width` of columns. */
  readonly height: number;
  readonly width: number;
  /** Width and height of the anchors, in cells. */
  readonly anchors: readonly (readonly [width: number, height: number])[];
}

/** Returns an object's own cell, and the nearest neighbours of its centre: left, above, right, below. */
function cellsOf(x: number, y: number, { width, height }: Grid): [column: number, row: number][] {
  const near = (value: number) => value > 1 && value % 1 < 0.5;
  const column = Math.min(Math.floor(x), width - 1), row = Math.min(Math.floor(y), height - 1);
  return [
    [column, row],
    ...(near(x) ? [[column - 1, row] as [number, number]] : []),
    ...(near(y) ? [[column, row - 1] as [number, number]] : []),
    ...(near(width - x) ? [[column + 1, row] as [number, number]] : []),
    ...(near(height - y) ? [[column, row + 1] as [number, number]] : []),
  ];
}

/**
 * Assigns objects to the anchors of a level, like YOLOv5: to every anchor whose sides differ from the
 * object's by less than a factor, in the object's own cell and in up to two neighbouring cells.
 *
 * @param targets objects of all images of the batch; centres within the image
 * @param grid cells and anchors of the level
 * @param factor the largest ratio between the sides of an anchor and an object, such as 4
 * @returns the matches: all own cells first, so that a neighbour's claim of the same anchor comes later
 *
 * @example
 * ```ts
 * import { assignTargets } from "./assign.ts";
 *
 * const target = { image: 0, classIndex: 2, box: [0.4, 0.5, 0.1, 0.1] } as const;
 * const matches = assignTargets([target], { height: 10, width: 10, anchors: [[1, 2], [8, 8]] }, 4);
 * console.assert(matches.every(({ anchor }) => anchor === 0)); // the other is eight times as wide
 * ```
 */
export function assignTargets(
  targets: readonly DetectionTarget[],
  grid: Grid,
  factor: number,
): Match[] {
  const own: Match[] = [], neighbours: Match[] = [];
  for (const [anchor, sides] of grid.anchors.entries()) {
    for (const { image, classIndex, box } of targets) {
      // In float32, like PyTorch, because rounding can decide whether a centre is past the middle of its
      // cell.
      const [x, y, width, height] = box.map((value, k) =>
        Math.fround(Math.fround(value) * (k % 2 === 0 ? grid.width : grid.height))
      ) as [number, number, number, number];
      const [a, b] = [width / sides[0], height / sides[1]];
      if (Math.max(a, 1 / a, b, 1 / b) >= factor) continue;
      for (const [k, [column, row]] of cellsOf(x, y, grid).entries()) {
        const match = { image, classIndex, anchor, row, column };
        (k === 0 ? own : neighbours).push({ ...match, box: [x - column, y - row, width, height] });
      }
    }
  }
  return [...own, ...neighbours];
}
