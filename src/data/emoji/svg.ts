/** SVG documents: a drawing put at its place in an image. */
import type { RandomStream } from "../../random.ts";
import type { Drawing } from "./catalogue.ts";

/** Where a drawing goes: from view box units to pixels, the six numbers of SVG's `matrix()`. */
export type Placement = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** Wraps the inside of an `<svg>` element into a document of that size. */
export function svgDocument(body: string, width: number, height: number): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
    `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${body}</svg>`;
}

/** The document of a placed drawing. The inner `<svg>` clips it to its view box, as its makers see it. */
export function placedSvg({ body, width, height }: Drawing, placement: Placement, size: number): string {
  const matrix = placement.map((value) => value.toFixed(6)).join(" ");
  const inner = `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${body}</svg>`;
  return svgDocument(`<g transform="matrix(${matrix})">${inner}</g>`, size, size);
}

/**
 * Places a drawing: 70 to 100% of the image wide, turned by at most 11 degrees, moved where it has room and a
 * little (6%) beyond.
 *
 * @param random draws the placement
 * @param drawing its view box is what is placed
 * @param size height and width of the image in pixels
 */
export function place(random: RandomStream, { width, height }: Drawing, size: number): Placement {
  const share = 0.7 + 0.3 * random.uniform();
  const slack = (1 - share) / 2 + 0.06;
  const x = size * (0.5 + slack * (2 * random.uniform() - 1)),
    y = size * (0.5 + slack * (2 * random.uniform() - 1));
  return turned(
    { width, height },
    share * size / Math.max(width, height),
    0.096 * (2 * random.uniform() - 1),
    x,
    y,
  );
}

/**
 * Places a drawing with its middle at a point.
 *
 * @param drawing its view box
 * @param scale pixels of one unit of the view box
 * @param t the tangent of half the angle it is turned by: cosine and sine follow from it by exact arithmetic, the
 * same on every machine
 * @param x the point, pixels
 * @param y the point, pixels
 */
export function turned(
  { width, height }: Pick<Drawing, "width" | "height">,
  scale: number,
  t: number,
  x: number,
  y: number,
): Placement {
  const unit = 1 + t * t, cos = scale * (1 - t * t) / unit, sin = scale * 2 * t / unit;
  return [cos, sin, -sin, cos, x - (cos * width - sin * height) / 2, y - (sin * width + cos * height) / 2];
}
