/** Draws backgrounds of a chosen clutter: a colour, a pattern, and shapes that belong to no class. */
import type { RandomStream } from "../../random.ts";
import { drawBackground } from "../emoji/background.ts";

/** A test of whether a point of the unit square is within a shape. */
type Shape = (x: number, y: number) => boolean;

/** The number of shapes on the pattern, by level of clutter. */
const SHAPES = [0, 0, 8, 30];

/**
 * The kinds of shapes, about 0.05 to 0.25 of the image wide; exact arithmetic gives the same shapes
 * everywhere.
 */
const KINDS: readonly ((random: RandomStream, x: number, y: number) => Shape)[] = [
  (random, cx, cy) => { // an ellipse
    const a = 0.025 + 0.1 * random.uniform(), b = 0.025 + 0.1 * random.uniform();
    return (x, y) => ((x - cx) / a) * ((x - cx) / a) + ((y - cy) / b) * ((y - cy) / b) < 1;
  },
  (random, cx, cy) => { // a rectangle
    const a = 0.025 + 0.1 * random.uniform(), b = 0.025 + 0.1 * random.uniform();
    return (x, y) => x > cx - a && x < cx + a && y > cy - b && y < cy + b;
  },
  (random, cx, cy) => { // a triangle: three half-planes
    const corner = () => [cx + 0.3 * (random.uniform() - 0.5), cy + 0.3 * (random.uniform() - 0.5)] as const;
    const [a, b, c] = [corner(), corner(), corner()];
    const side = (p: readonly number[], q: readonly number[], x: number, y: number) =>
      (q[0]! - p[0]!) * (y - p[1]!) - (q[1]! - p[1]!) * (x - p[0]!) > 0;
    return (x, y) => side(a, b, x, y) === side(b, c, x, y) && side(b, c, x, y) === side(c, a, x, y);
  },
  (random, cx, cy) => { // a line
    const slope = 2 * random.uniform() - 1,
      width = 0.01 + 0.02 * random.uniform(),
      steep = random.integer(2) === 1;
    const length = 0.1 + 0.25 * random.uniform();
    return (x, y) => {
      const along = steep ? y - cy : x - cx, across = steep ? x - cx : y - cy, off = across - slope * along;
      return along > -length && along < length && off > -width && off < width;
    };
  },
];

const drawShape = (pixels: Uint8Array, size: number, random: RandomStream): void => {
  const kind = KINDS[random.integer(KINDS.length)]!, x = random.uniform(), y = random.uniform();
  const inside = kind(random, x, y), colour = [random.integer(256), random.integer(256), random.integer(256)];
  for (let row = 0, at = 0; row < size; row++) {
    for (let column = 0; column < size; column++, at += 3) {
      if (inside((column + 0.5) / size, (row + 0.5) / size)) pixels.set(colour, at);
    }
  }
};

/**
 * Draws a background.
 *
 * @param random a stream of its own
 * @param size height and width
 * @param clutter 0: one colour; 1: a pattern in two related colours; 2 and 3: 8 or 30 shapes in any colour on
 * it
 * @returns uint8 [size, size, 3]
 */
export function drawClutter(random: RandomStream, size: number, clutter: number): Uint8Array {
  const pixels = clutter === 0
    ? new Uint8Array(size * size * 3)
    : drawBackground(random.split("pattern"), size);
  if (clutter === 0) {
    const colour = [random.integer(256), random.integer(256), random.integer(256)];
    for (let at = 0; at < pixels.length; at += 3) pixels.set(colour, at);
  }
  for (let shape = 0; shape < SHAPES[clutter]!; shape++) {
    drawShape(pixels, size, random.split(`shape=${shape}`));
  }
  return pixels;
}
