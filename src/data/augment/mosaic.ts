/** Mosaics of four images, randomly moved and scaled: YOLOv5's geometric augmentation. */
import type { HostBatch } from "../../batch.ts";
import { UsageError } from "../../errors.ts";
import { checkOptionValues, type OptionTable, type OptionValues } from "../../options.ts";
import type { RandomStream } from "../../random.ts";
import { look, type Tile } from "./canvas.ts";
import { defineAugmentation } from "./define.ts";

const share = { min: 0, max: 1 };

/** YOLOv5's for training from scratch on COCO. */
const options = {
  probability: {
    kind: "number",
    default: 1,
    range: share,
    help: "share of the images that become mosaics; the others are only shifted and scaled",
  },
  scale: {
    kind: "number",
    default: 0.5,
    range: { min: 0, max: 0.99 },
    help: "largest relative change of the scale",
  },
  translate: {
    kind: "number",
    default: 0.1,
    range: share,
    help: "largest shift in each direction, as a share of the side",
  },
} as const satisfies OptionTable;

/** The strength of {@linkcode mosaic}. */
export type MosaicOptions = OptionValues<typeof options>;

const DEFAULTS: MosaicOptions = checkOptionValues("mosaic", options, {});

/** Draws a number within ±bound. */
const within = (bound: number, random: RandomStream) => bound * (2 * random.uniform() - 1);

/**
 * Creates mosaics: four images meet at a random point near the middle of a canvas of twice their size, and a
 * window of their size shows a part of it, moved and scaled. An image's partners come from the same batch, so
 * that no other images need to be read.
 *
 * @param batch square images; `objects` follow the pixels
 * @param random three to eight draws per image
 * @param options the share of mosaics and the largest changes
 * @returns a batch of new images, marked as altered, so that salience is measured on them
 * @throws {UsageError} if the data set has no boxes, or the images are not square
 *
 * @example
 * ```ts
 * import { randomStream } from "../../random.ts";
 * import { mosaic } from "./mosaic.ts";
 *
 * const images = new Uint8Array(2 * 32 * 32 * 3), indices = new Uint32Array(2), shape = [32, 32, 3] as const;
 * const object = { classIndex: 0, difficult: false, box: [0, 0, 32, 32] } as const;
 * const objects = [[object], [object]];
 * const batch = { indices, images, original: images, shape, geometry: undefined, objects };
 * const made = mosaic(batch, randomStream(1, "augmentation"));
 * console.assert(made.altered === true && made.objects!.length === 2);
 * ```
 */
export function mosaic(
  batch: HostBatch,
  random: RandomStream,
  { probability, scale, translate }: MosaicOptions = DEFAULTS,
): HostBatch {
  const { images, objects, shape: [size, width], indices } = batch;
  if (objects === undefined) throw new UsageError('The augmentation "mosaic" needs a data set with boxes');
  if (size !== width) {
    throw new UsageError(`Cannot make mosaics of images of ${width}×${size} pixels: they must be square`);
  }
  const length = size * size * 3, made = new Uint8Array(images.length);
  const tile = (b: number, left: number, top: number): Tile => ({
    image: images.subarray(b * length, (b + 1) * length),
    objects: objects[b]!,
    left,
    top,
  });
  const moved = Array.from(indices, (_, b) => {
    // The origin is the middle of the canvas.
    let tiles = [tile(b, -size / 2, -size / 2)];
    if (random.uniform() < probability) {
      const x = Math.round(within(size / 2, random)), y = Math.round(within(size / 2, random));
      const partners = [b, ...Array.from({ length: 3 }, () => random.integer(indices.length))];
      tiles = partners.map((one, k) => tile(one, k % 2 === 0 ? x - size : x, k < 2 ? y - size : y));
    }
    const factor = 1 + within(scale, random);
    const middle = size / 2 / factor;
    const { image, objects: found } = look(tiles, {
      scale: factor,
      left: within(translate, random) * size / factor - middle,
      top: within(translate, random) * size / factor - middle,
    }, size);
    made.set(image, b * length);
    return found;
  });
  return { ...batch, images: made, objects: moved, altered: true };
}

/** The entry of the registry. */
export const mosaicEntry = defineAugmentation({
  name: "mosaic",
  summary: "combines four images into one, shifted and scaled at random",
  options,
  forDetectors: true,
  create: (values) => (batch, random) => mosaic(batch, random, values),
});
