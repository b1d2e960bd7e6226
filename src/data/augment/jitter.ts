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

/** The largest changes of colours by {@linkcode jitter}, each a share of 1. */
export type JitterOptions = OptionValues<typeof options>;

const DEFAULTS: JitterOptions = checkOptionValues("jitter", options, {});

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
 * Shifts the colours of every image of a batch at random. No pixel moves, so the stored image's salience
 * stays valid.
 *
 * @param batch the batch; the stored images in `original` are not changed
 * @param random three draws per image
 * @param options the largest changes
 *
 * @example
 * ```ts
 * import { randomStream } from "../../random.ts";
 * import { jitter } from "./jitter.ts";
 *
 * const images = Uint8Array.of(200, 100, 50), shape = [1, 1, 3] as const;
 * const batch = { indices: new Uint32Array(1), images, original: images, shape, geometry: undefined };
 * console.assert(jitter(batch, randomStream(1, "augmentation")).images[0] !== 200);
 * ```
 */
export function jitter(
  batch: HostBatch,
  random: RandomStream,
  { hue, saturation, brightness }: JitterOptions = DEFAULTS,
): HostBatch {
  const images = batch.images === batch.original ? batch.images.slice() : batch.images;
  const length = images.length / batch.indices.length;
  const draw = (bound: number) => bound * (2 * random.uniform() - 1);
  for (let b = 0; b < batch.indices.length; b++) {
    const image = images.subarray(b * length, (b + 1) * length);
    moveColours(image, draw(hue), 1 + draw(saturation), 1 + draw(brightness));
  }
  return { ...batch, images };
}

/** The entry of the registry. */
export const jitterEntry = defineAugmentation({
  name: "jitter",
  summary: "changes hue, saturation and brightness at random",
  options,
  create: (values) => (batch, random) => jitter(batch, random, values),
});
