/** Mosaics of four images, randomly moved and scaled: YOLOv5's geometric augmentation. */
import type { HostBatch } from "../../batch.ts";
import { UsageError } from "../../errors.ts";
import { checkOptionValues, type OptionTable, type OptionValues } from "../../options.ts";
import type { RandomStream } from "../../random.ts";
import { look, type Tile } from "./canvas.ts";
import { defineAugmentation } from "./define.ts";
import type { BatchObjects } from "./geometry.ts";

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

/** The strength of {@linkcode mosaicBatch}. */
export type MosaicOptions = OptionValues<typeof options>;

/** Draws a number within ±bound. */
const within = (bound: number, random: RandomStream) => bound * (2 * random.uniform() - 1);

/**
 * Creates mosaics: four images meet at a random point near the middle of a canvas of twice their size, and a
 * window of their size shows a part of it, moved and scaled. An image's partners come from the same batch, so
 * that no other images need to be read.
 *
 * @param images uint8 [B, S, S, 3]; not changed
 * @param shape the images' height, width and channels
 * @param given the share of mosaics and the largest changes; YOLOv5's by default
 * @param random three to eight draws per image
 * @param objects the objects of each image, whose boxes move along
 * @returns the new images and their objects
 * @throws {UsageError} if the images are not square, or an option is out of range
 *
 * @example
 * ```ts
 * import { randomStream } from "../../random.ts";
 * import { mosaicBatch } from "./mosaic.ts";
 *
 * const images = new Uint8Array(2 * 32 * 32 * 3);
 * const object = { classIndex: 0, difficult: false, box: [0, 0, 32, 32] } as const;
 * const made = mosaicBatch(images, [32, 32, 3], {}, randomStream(1, "augmentation"), [[object], [object]]);
 * console.assert(made.images.length === images.length && made.objects.length === 2);
 * ```
 */
export function mosaicBatch(
  images: Uint8Array,
  [size, width]: HostBatch["shape"],
  given: Partial<MosaicOptions>,
  random: RandomStream,
  objects: BatchObjects,
): { images: Uint8Array; objects: BatchObjects } {
  const { probability, scale, translate } = checkOptionValues("mosaic", options, given);
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
  const moved = Array.from({ length: images.length / length }, (_, b) => {
    // The origin is the middle of the canvas.
    let tiles = [tile(b, -size / 2, -size / 2)];
    if (random.uniform() < probability) {
      const x = Math.round(within(size / 2, random)), y = Math.round(within(size / 2, random));
      const partners = [b, ...Array.from({ length: 3 }, () => random.integer(images.length / length))];
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
  return { images: made, objects: moved };
}

/**
 * Makes mosaics of a batch by {@linkcode mosaicBatch}.
 *
 * @returns the batch, marked as altered, so that salience is measured on the new images
 * @throws {UsageError} if the batch has no boxes, or its images are not square
 */
export function mosaic(
  batch: HostBatch,
  random: RandomStream,
  given: Partial<MosaicOptions> = {},
): HostBatch {
  const { images, shape, objects } = batch;
  if (objects === undefined) throw new UsageError('The augmentation "mosaic" needs a data set with boxes');
  return { ...batch, ...mosaicBatch(images, shape, given, random, objects), altered: true };
}

/** The entry of the registry. */
export const mosaicEntry = defineAugmentation({
  name: "mosaic",
  summary: "combines four images into one, shifted and scaled at random",
  options,
  forDetectors: true,
  create: (values) => (batch, random) => mosaic(batch, random, values),
});
