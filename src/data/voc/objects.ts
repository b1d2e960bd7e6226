/**
 * Loads the objects of a data set in VOC's layout, each cut out as an image of one class, for example to
 * classify the cells in microscope pictures.
 */
import type { ObjectBox } from "../../boxes.ts";
import { InputError } from "../../errors.ts";
import { checkOptions, numberOption } from "../../spec.ts";
import { resizeBilinear } from "../resize.ts";
import { checkMemoryCap } from "../shards/memory.ts";
import { memorySplit } from "../split.ts";
import type { DatasetLoader, Split } from "../types.ts";
import { voc } from "./mod.ts";

const OPTIONS = {
  ...voc.options,
  size: "height and width of the resized objects in pixels (32); the aspect ratio is not kept",
  whole: "height and width of the squares into which images are fitted before objects are cut out (640)",
};

/** The smallest side of an object, pixels; smaller ones show nothing. */
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

/** The loader of the objects of any data set in VOC's layout, as separate images. */
export const vocObjects: DatasetLoader = {
  name: "voc-objects",
  summary: "the objects of your own data set in the layout of PASCAL VOC, each as an image of one class",
  options: OPTIONS,
  source: "Put JPEGImages, Annotations and ImageSets/Main into DIR and write voc-objects:path=DIR.",
  async load(given) {
    const { size: _, whole: __, ...rest } = given.options ?? {};
    const spec = { name: "voc-objects", options: given.options ?? {} };
    checkOptions(spec, Object.keys(OPTIONS));
    const size = numberOption(spec, "size", 32, { min: 8, max: 512, integer: true });
    const whole = numberOption(spec, "whole", 640, { min: 32, max: 2048, integer: true });
    const dataset = await voc.load({ ...given, options: { ...rest, size: String(whole) } });
    const part = async (split: Split, name: string) => {
      const tell = (done: number, total: number) =>
        given.onProgress?.(done, total, `cutting out ${name} objects`);
      if (countObjects(split) > 0) return await objectsOf(split, whole, size, tell);
      throw new InputError(`${dataset.location} has no ${name} object of ${SMALLEST} pixels or more`);
    };
    const count = countObjects(dataset.train) + countObjects(dataset.test);
    checkMemoryCap("voc-objects", count * size ** 2 * 3, given.memoryCap);
    const [train, test] = [await part(dataset.train, "training"), await part(dataset.test, "test")];
    return {
      name: "voc-objects",
      classes: dataset.classes,
      shape: [size, size, 3],
      train,
      test,
      attribution: `Objects cut out of: ${dataset.attribution}`,
      ...(dataset.location === undefined ? {} : { location: dataset.location }),
    };
  },
};
