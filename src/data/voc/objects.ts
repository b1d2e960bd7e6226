/**
 * The objects of a data set in VOC's layout, each cut out as an image of one class: cells of a microscope picture, for
 * example, as images to classify.
 */
import { InputError } from "../../errors.ts";
import { checkOptions, numberOption } from "../../spec.ts";
import { resizeBilinear } from "../resize.ts";
import { memorySplit } from "../split.ts";
import type { DatasetLoader, Split } from "../types.ts";
import { voc } from "./mod.ts";

const OPTIONS = {
  ...voc.options,
  size: "height and width that the objects are resized to in pixels (32); the aspect ratio is not kept",
  whole: "height and width of the squares that images are fitted into before objects are cut out (640)",
};

/** Objects of fewer pixels per side show nothing. */
const SMALLEST = 8;

/** Cuts the rectangle of a box, its edges rounded outwards, out of a square image of `whole` pixels per side. */
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

/** Cuts out all objects but the difficult and the tiny; those of one image are one group; undefined: there are none. */
async function objectsOf(
  split: Split,
  whole: number,
  size: number,
  onImage: (done: number, total: number) => void,
): Promise<Split | undefined> {
  const images: Uint8Array[] = [], labels: number[] = [], groups: number[] = [];
  for (let index = 0; index < split.size; index++) {
    const objects = (split.objects?.(index) ?? []).filter(({ difficult, box }) =>
      !difficult && box[2] - box[0] >= SMALLEST && box[3] - box[1] >= SMALLEST
    );
    const image = objects.length === 0 ? undefined : await split.read([index]);
    for (const { box, classIndex } of objects) {
      const { pixels, from } = cut(image!, whole, box);
      images.push(resizeBilinear(pixels, from, { height: size, width: size }));
      labels.push(classIndex);
      groups.push(index);
    }
    onImage(index + 1, split.size);
  }
  if (images.length === 0) return undefined;
  const all = new Uint8Array(images.length * size * size * 3);
  images.forEach((image, index) => all.set(image, index * size * size * 3));
  return memorySplit({
    images: all,
    shape: [size, size, 3],
    labels: Int32Array.from(labels),
    groups: Int32Array.from(groups),
  });
}

/** Any data set in VOC's layout, its objects as images of their own. */
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
      const objects = await objectsOf(split, whole, size, tell);
      if (objects !== undefined) return objects;
      throw new InputError(`${dataset.location} has no ${name} object of ${SMALLEST} pixels or more`);
    };
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
