/** Random changes of hue, saturation and brightness. */
import type { HostBatch } from "../../batch.ts";
import { checkOptionValues, type OptionTable, type OptionValues } from "../../options.ts";
import type { RandomStream } from "../../random.ts";
import { defineAugmentation } from "./define.ts";

const share = { min: 0, max: 1 };

/** YOLOv5's. */
const options = {
  hue: {
    kind: "number",
    default: 0.015,
    range: { min: 0, max: 0.5 },
    help: "largest shift of the hue, as a share of the full circle",
  },
  saturation: {
    kind: "number",
    default: 0.7,
    range: share,
    help: "largest relative change of the saturation",
  },
  brightness: {
    kind: "number",
    default: 0.4,
    range: share,
    help: "largest relative change of the brightness",
  },
} as const satisfies OptionTable;

/** The largest changes of colours by {@linkcode jitterBatch}, each a share of 1. */
export type JitterOptions = OptionValues<typeof options>;

/**
 * Shifts the colours of an image, in place.
 *
 * @param image uint8 [H, W, 3]
 * @param hue added, as a share of the full circle
 * @param saturation factor
 * @param brightness factor of the largest channel
 */
export function moveColours(image: Uint8Array, hue: number, saturation: number, brightness: number): void {
  for (let k = 0; k < image.length; k += 3) {
    const r = image[k]!, g = image[k + 1]!, b = image[k + 2]!;
    const value = Math.max(r, g, b), range = value - Math.min(r, g, b);
    let sector = 0;
    if (range > 0) {
      sector = value === r ? (g - b) / range : value === g ? 2 + (b - r) / range : 4 + (r - g) / range;
    }
    // HSV to RGB: channel n is v − v·s·max(0, min(q, 4 − q, 1)), q = (n + 6h) mod 6.
    const turned = sector + 6 * hue, bright = Math.min(value * brightness, 255);
    const spread = bright * Math.min(value === 0 ? 0 : range / value * saturation, 1);
    for (let c = 0; c < 3; c++) {
      const n = ((c === 0 ? 5 : c === 1 ? 3 : 1) + turned + 12) % 6;
      image[k + c] = bright - spread * Math.max(0, Math.min(n, 4 - n, 1)) + 0.5;
    }
  }
}

/**
 * Shifts the colours of every image of a batch at random. No pixel moves, so boxes and the salience of the
 * images as they were stay valid.
 *
 * @param images uint8 [B, H, W, 3]; not changed
 * @param shape the images' height, width and channels
 * @param given the largest changes; YOLOv5's by default
 * @param random three draws per image
 * @returns uint8 [B, H, W, 3]
 * @throws {UsageError} if an option is out of range
 *
 * @example
 * ```ts
 * import { randomStream } from "../../random.ts";
 * import { jitterBatch } from "./jitter.ts";
 *
 * const moved = jitterBatch(Uint8Array.of(200, 100, 50), [1, 1, 3], {}, randomStream(1, "augmentation"));
 * console.assert(moved[0] !== 200);
 * ```
 */
export function jitterBatch(
  images: Uint8Array,
  [height, width]: HostBatch["shape"],
  given: Partial<JitterOptions>,
  random: RandomStream,
): Uint8Array {
  const { hue, saturation, brightness } = checkOptionValues("jitter", options, given);
  const moved = images.slice(), length = height * width * 3;
  const draw = (bound: number) => bound * (2 * random.uniform() - 1);
  for (let start = 0; start < moved.length; start += length) {
    const image = moved.subarray(start, start + length);
    moveColours(image, draw(hue), 1 + draw(saturation), 1 + draw(brightness));
  }
  return moved;
}

/** Changes the colours of a batch by {@linkcode jitterBatch}. */
export function jitter(
  batch: HostBatch,
  random: RandomStream,
  given: Partial<JitterOptions> = {},
): HostBatch {
  return { ...batch, images: jitterBatch(batch.images, batch.shape, given, random) };
}

/** The entry of the registry. */
export const jitterEntry = defineAugmentation({
  name: "jitter",
  summary: "changes hue, saturation and brightness at random",
  options,
  create: (values) => (batch, random) => jitter(batch, random, values),
});
