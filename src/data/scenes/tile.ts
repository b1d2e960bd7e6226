/** Renders a drawing at its size and angle, cropped to its solid pixels. */
import type { RandomStream } from "../../random.ts";
import type { Drawing } from "../emoji/catalogue.ts";
import type { Rasteriser } from "../emoji/rasterise.ts";
import { placedSvg, turned } from "../emoji/svg.ts";

/** A rendered drawing: RGBA, with colours premultiplied by alpha. */
export interface Tile {
  readonly height: number;
  readonly width: number;
  /** uint8 [height, width, 4] */
  readonly pixels: Uint8Array;
}

/** The lowest alpha of a pixel that belongs to a drawing. */
export const SOLID = 128;
/** The width of a tile relative to its drawing, so that a turned drawing fits (cos 11° + sin 11° < 1.18). */
const MARGIN = 1.18;

/** Crops rows and columns without solid pixels; returns undefined if nothing is left. */
const trim = (pixels: Uint8Array, side: number): Tile | undefined => {
  let top = side, bottom = 0, left = side, right = 0;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      if (pixels[4 * (row * side + column) + 3]! < SOLID) continue;
      top = Math.min(top, row);
      bottom = row + 1;
      left = Math.min(left, column);
      right = Math.max(right, column + 1);
    }
  }
  if (bottom === 0) return undefined;
  const height = bottom - top, width = right - left, cut = new Uint8Array(height * width * 4);
  for (let row = 0; row < height; row++) {
    const from = 4 * ((top + row) * side + left);
    cut.set(pixels.subarray(from, from + 4 * width), 4 * row * width);
  }
  return { height, width, pixels: cut };
};

/**
 * Renders a drawing, turned by at most 11 degrees.
 *
 * @param rasteriser renders it
 * @param drawing the drawing
 * @param length the longer side of its view box, pixels
 * @param random draws the angle
 * @returns the cropped drawing; undefined if it has no solid pixel
 */
export function renderTile(
  rasteriser: Rasteriser,
  drawing: Drawing,
  length: number,
  random: RandomStream,
): Tile | undefined {
  const side = Math.ceil(MARGIN * length), scale = length / Math.max(drawing.width, drawing.height);
  const placement = turned(drawing, scale, 0.096 * (2 * random.uniform() - 1), side / 2, side / 2);
  return trim(rasteriser.draw(placedSvg(drawing, placement, side)), side);
}
