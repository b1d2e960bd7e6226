/** Creates SVG documents of placed drawings. */
import type { RandomStream } from "../../random.ts";
import type { Drawing } from "./catalogue.ts";

/** The placement of a drawing: the six numbers of SVG's `matrix()`, from view box units to pixels. */
export type Placement = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** Wraps the inside of an `<svg>` element in a document of that size. */
export function svgDocument(body: string, width: number, height: number): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
    `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${body}</svg>`;
}

/**
 * Returns the document of a placed drawing. The inner `<svg>` clips it to its view box, as intended by its
 * authors.
 */
export function placedSvg({ body, width, height }: Drawing, placement: Placement, size: number): string {
  const matrix = placement.map((value) => value.toFixed(6)).join(" ");
  const inner = `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${body}</svg>`;
  return svgDocument(`<g transform="matrix(${matrix})">${inner}</g>`, size, size);
}

/**
 * Places a drawing at random: 70 to 100% of the image wide, turned by at most 11 degrees, and shifted by up
 * to the free margin plus 6% of the image.
 *
 * @param random draws the placement
 * @param drawing the drawing, placed by its view box
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
 * @param scale pixels per unit of the view box
 * @param t the tangent of half the rotation angle, from which cosine and sine follow by arithmetic that gives
 * the same result on every machine
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
