/** A canvas of images side by side, seen through a window that is moved and scaled; boxes follow. */
import type { ObjectBox } from "../../boxes.ts";

/** An image on the canvas, visible only within its own rectangle. */
export interface Tile {
  /** uint8 [size, size, 3]. */
  readonly image: Uint8Array;
  readonly objects: readonly ObjectBox[];
  /** The position of the image's first row on the canvas, like `left` of its first column. */
  readonly top: number;
  readonly left: number;
}

/** The visible part of the canvas. */
export interface View {
  /** Pixels of the window per pixel of the canvas. */
  readonly scale: number;
  /** The position of the window's first row on the canvas, like `left` of its first column. */
  readonly top: number;
  readonly left: number;
}

/** The grey level outside all images, YOLOv5's. */
const BACKGROUND = 114;
/** The visible part of an object must be longer than this on both sides, pixels … */
const LEAST_SIDE = 2;
/** … and larger than this share of the object. */
const LEAST_SHARE = 0.1;

/** Draws a tile into the window by bilinear interpolation. */
function drawTile(window: Uint8Array, { image, top, left }: Tile, view: View, size: number): void {
  const place = (offset: number, from: number) => {
    const first = Math.max(0, Math.ceil((offset - from) * view.scale - 0.5));
    const last = Math.min(size - 1, Math.ceil((offset + size - from) * view.scale - 0.5) - 1);
    return [first, last] as const;
  };
  const [firstRow, lastRow] = place(top, view.top), [firstColumn, lastColumn] = place(left, view.left);
  const columns = Math.max(0, lastColumn - firstColumn + 1);
  const at = new Int32Array(columns), next = new Int32Array(columns), share = new Float32Array(columns);
  for (let k = 0; k < columns; k++) {
    const x = Math.min(Math.max((firstColumn + k + 0.5) / view.scale - 0.5 + view.left - left, 0), size - 1);
    const whole = Math.floor(x);
    [at[k], next[k], share[k]] = [3 * whole, 3 * Math.min(whole + 1, size - 1), x - whole];
  }
  for (let row = firstRow; row <= lastRow; row++) {
    const y = Math.min(Math.max((row + 0.5) / view.scale - 0.5 + view.top - top, 0), size - 1);
    const above = Math.floor(y) * size * 3, below = Math.min(Math.floor(y) + 1, size - 1) * size * 3;
    const down = y - Math.floor(y);
    let to = (row * size + firstColumn) * 3;
    for (let k = 0; k < columns; k++) {
      const [a, b, across] = [at[k]!, next[k]!, share[k]!];
      for (let c = 0; c < 3; c++) {
        const high = image[above + a + c]! + across * (image[above + b + c]! - image[above + a + c]!);
        const low = image[below + a + c]! + across * (image[below + b + c]! - image[below + a + c]!);
        window[to++] = high + down * (low - high) + 0.5;
      }
    }
  }
}

/** Moves an object's box into the window and clips it; returns undefined if too little of it is left. */
function moveObject(object: ObjectBox, tile: Tile, view: View, size: number): ObjectBox | undefined {
  const x = (value: number) => (value + tile.left - view.left) * view.scale;
  const y = (value: number) => (value + tile.top - view.top) * view.scale;
  const inside = (value: number) => Math.min(Math.max(value, 0), size);
  const [left, top, right, bottom] = object.box;
  const whole = (x(right) - x(left)) * (y(bottom) - y(top));
  const box = [inside(x(left)), inside(y(top)), inside(x(right)), inside(y(bottom))] as const;
  const width = box[2] - box[0], height = box[3] - box[1];
  const enough = width > LEAST_SIDE && height > LEAST_SIDE && width * height > LEAST_SHARE * whole;
  return enough ? { ...object, box } : undefined;
}

/**
 * Renders the window's view of a canvas.
 *
 * @param tiles images that do not overlap, all of the window's size
 * @param view the position and scale of the window
 * @param size height and width of the window, pixels
 * @returns its pixels, uint8 [size, size, 3], and the objects in it, without those that have a visible part
 * of less than a tenth, or of two pixels or less on a side
 *
 * @example
 * ```ts
 * import { look } from "./canvas.ts";
 *
 * const object = { classIndex: 0, difficult: false, box: [0, 0, 8, 8] } as const;
 * const tile = { image: new Uint8Array(8 * 8 * 3), objects: [object], top: 0, left: 0 };
 * const { objects } = look([tile], { scale: 1, top: 0, left: 4 }, 8);
 * console.assert(objects[0]!.box.join() === "0,0,4,8");
 * ```
 */
export function look(
  tiles: readonly Tile[],
  view: View,
  size: number,
): { image: Uint8Array; objects: ObjectBox[] } {
  const image = new Uint8Array(size * size * 3).fill(BACKGROUND);
  for (const tile of tiles) drawTile(image, tile, view, size);
  const objects = tiles.flatMap((tile) =>
    tile.objects.map((object) => moveObject(object, tile, view, size)).filter((object) =>
      object !== undefined
    )
  );
  return { image, objects };
}
