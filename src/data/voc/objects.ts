/**
 * Loads the objects of a data set in VOC's layout, each cut out as an image of one class, for example to
 * classify the cells in microscope pictures.
 */
import type { ObjectBox } from "../../boxes.ts";
import { InputError } from "../../errors.ts";
import { defineDataset } from "../define.ts";
import { resizeBilinear } from "../resize.ts";
import { checkMemoryCap } from "../shards/memory.ts";
import { memorySplit } from "../memory_split.ts";
import type { Split } from "../types.ts";
import { voc } from "./mod.ts";

/** Objects of fewer pixels per side show nothing. */
const SMALLEST = 8;

/** Cuts a box, its edges rounded outwards, out of a square image of `whole` pixels per side. */
function cut(image: Uint8Array, whole: number, [left, top, right, bottom]: readonly number[]) {
  const x = Math.floor(left!), y = Math.floor(top!);
  const width = Math.min(whole, Math.ceil(right!)) - x, height = Math.min(whole, Math.ceil(bottom!)) - y;
  const pixels = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * whole + x) * 3;
    pixels.set(image.subarray(from, from + width * 3), row * width * 3);
  }
  return { pixels, from: { height, width } };
}

/** Selects the objects of an image to cut out: all but difficult and tiny ones. */
const chosenOf = (split: Split, index: number): readonly ObjectBox[] =>
  (split.objects?.(index) ?? []).filter(({ difficult, box }) =>
    !difficult && box[2] - box[0] >= SMALLEST && box[3] - box[1] >= SMALLEST
  );

/** Counts the objects of a split to cut out. */
function countObjects(split: Split): number {
  let count = 0;
  for (let index = 0; index < split.size; index++) count += chosenOf(split, index).length;
  return count;
}

/** Cuts out objects; those of one image form a group. */
async function objectsOf(
  split: Split,
  whole: number,
  size: number,
  onImage: (done: number, total: number) => void,
): Promise<Split> {
  const count = countObjects(split), length = size * size * 3;
  const images = new Uint8Array(count * length), labels: number[] = [], groups: number[] = [];
  let buffer: Uint8Array | undefined;
  for (let index = 0; index < split.size; index++) {
    const objects = chosenOf(split, index);
    if (objects.length > 0) buffer = await split.read([index], buffer);
    for (const { box, classIndex } of objects) {
      const { pixels, from } = cut(buffer!, whole, box);
      images.set(resizeBilinear(pixels, from, { height: size, width: size }), labels.length * length);
      labels.push(classIndex);
      groups.push(index);
    }
    onImage(index + 1, split.size);
  }
  return memorySplit({
    images,
    shape: [size, size, 3],
    labels: Int32Array.from(labels),
    groups: Int32Array.from(groups),
  });
}

/** Any data set in VOC's layout, its objects as images of their own. */
export const vocObjects = defineDataset({
  name: "voc-objects",
  summary: "objects cut out of your own data set in PASCAL VOC layout, each an image with one class",
  options: {
    ...voc.options,
    size: {
      kind: "integer",
      default: 32,
      range: { min: 8, max: 512 },
      help: "height and width in pixels to which objects are resized, without keeping the aspect ratio",
    },
    whole: {
      kind: "integer",
      default: 640,
      range: { min: 32, max: 2048 },
      help: "height and width of the square that each image is fitted into before its objects are cut out",
    },
  },
  source: "Put JPEGImages, Annotations and ImageSets/Main into DIR and write voc-objects:path=DIR.",
  async load(options, context) {
    const { size, whole } = options, dataset = await voc.load({ ...options, size: whole }, context);
    const part = async (split: Split, name: string) => {
      const tell = (done: number, total: number) =>
        context.onProgress?.(done, total, `cutting out ${name} objects`);
      if (countObjects(split) > 0) return await objectsOf(split, whole, size, tell);
      throw new InputError(`${dataset.location} has no ${name} object of ${SMALLEST} pixels or more`);
    };
    const count = countObjects(dataset.train) + countObjects(dataset.test);
    checkMemoryCap("voc-objects", count * size ** 2 * 3, context.memoryCap);
    const [train, test] = [await part(dataset.train, "training"), await part(dataset.test, "test")];
    return {
      name: "voc-objects",
      classes: dataset.classes,
      shape: [size, size, 3],
      train,
      test,
      attribution: `Objects cut out of: ${dataset.attribution}`,
      location: dataset.location,
    };
  },
});
