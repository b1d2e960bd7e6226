/**
 * Backgrounds, drawn without regard to the class: solid, gradients, stripes, checks and soft noise in two
 * related colours. Only + − × ÷ and square roots are used, which IEEE 754 fixes to the bit (sin and cos are
 * not).
 */
import type { RandomStream } from "../../random.ts";

/** The mix of a background's two colours at a point of the unit square: 0 is the first, 1 the second. */
type Pattern = (x: number, y: number) => number;

const clamp = (value: number): number => value < 0 ? 0 : value > 1 ? 1 : value;

/** Computes a triangle wave of period 1 between 0 and 1. */
const triangle = (t: number): number => Math.abs(2 * (t - Math.floor(t)) - 1);

/** Draws a nearly uniform direction: a random point of the disc, scaled to length 1. */
function direction(random: RandomStream): [number, number] {
  for (;;) {
    const x = 2 * random.uniform() - 1, y = 2 * random.uniform() - 1, length = Math.sqrt(x * x + y * y);
    if (length > 0.1 && length < 1) return [x / length, y / length];
  }
}

/** Draws random values on a grid of `cells` by `cells` cells and interpolates them smoothly. */
function softNoise(random: RandomStream, cells: number): Pattern {
  const grid = Float64Array.from({ length: (cells + 1) ** 2 }, () => random.uniform());
  const ease = (t: number): number => t * t * (3 - 2 * t);
  return (x, y) => {
    const column = Math.min(Math.floor(x * cells), cells - 1),
      row = Math.min(Math.floor(y * cells), cells - 1);
    const u = ease(x * cells - column), v = ease(y * cells - row), at = row * (cells + 1) + column;
    const above = grid[at]! * (1 - u) + grid[at + 1]! * u;
    const below = grid[at + cells + 1]! * (1 - u) + grid[at + cells + 2]! * u;
    return above * (1 - v) + below * v;
  };
}

/** The kinds of background, each with its own random parameters; wide edges (a twentieth) avoid aliasing. */
const KINDS: readonly ((random: RandomStream) => Pattern)[] = [
  () => () => 0,
  (random) => {
    const [dx, dy] = direction(random);
    return (x, y) => clamp(0.5 + 0.8 * ((x - 0.5) * dx + (y - 0.5) * dy));
  },
  (random) => {
    const cx = random.uniform(), cy = random.uniform(), radius = 0.6 + 0.6 * random.uniform();
    return (x, y) => clamp(Math.sqrt((x - cx) * (x - cx) + (y - cy) * (y - cy)) / radius);
  },
  (random) => {
    const [dx, dy] = direction(random), waves = 2 + 4 * random.uniform(), phase = random.uniform();
    return (x, y) => clamp(0.5 + (20 / waves) * (triangle((x * dx + y * dy) * waves + phase) - 0.5));
  },
  (random) => {
    const waves = 1 + 2 * random.uniform(), px = random.uniform(), py = random.uniform(), slope = 20 / waves;
    const sign = (t: number): number => 2 * clamp(0.5 + slope * (triangle(t) - 0.5)) - 1;
    return (x, y) => 0.5 + 0.5 * sign(x * waves + px) * sign(y * waves + py);
  },
  (random) => softNoise(random, 3 + random.integer(4)),
  (random) => softNoise(random, 8 + random.integer(5)),
];

/**
 * Draws a background.
 *
 * @param random a stream of its own, so that nothing else depends on how much is drawn
 * @param size height and width
 * @returns uint8 [size, size, 3]
 */
export function drawBackground(random: RandomStream, size: number): Uint8Array {
  const pattern = KINDS[random.integer(KINDS.length)]!(random);
  // Two colours at most 64 levels apart in each channel, so that the texture does not dominate the drawing.
  const first = Float64Array.from({ length: 3 }, () => 255 * random.uniform());
  const second = first.map((value) => 255 * clamp((value + 64 * (2 * random.uniform() - 1)) / 255));
  const pixels = new Uint8Array(size * size * 3);
  for (let row = 0, at = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const t = pattern((column + 0.5) / size, (row + 0.5) / size);
      for (let channel = 0; channel < 3; channel++, at++) {
        pixels[at] = Math.round(first[channel]! * (1 - t) + second[channel]! * t);
      }
    }
  }
  return pixels;
}
