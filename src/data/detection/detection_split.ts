/** Creates splits of annotated image files: letterboxed squares, with boxes that follow. */
import { join } from "@std/path";
import type { ObjectBox } from "../../boxes.ts";
import { InputError } from "../../errors.ts";
import { sha256Hex } from "../../io/hash.ts";
import { imageFileSize } from "../../io/image_size.ts";
import { bytesOf } from "../../io/typed_array.ts";
import { describeFiles } from "../shards/files.ts";
import type { ReadOptions } from "../shards/file_split.ts";
import { openStore } from "../shards/store.ts";
import type { Split } from "../types.ts";
import { letterbox, letterboxBox } from "./letterbox.ts";

/** An image file and its annotated objects. */
export interface AnnotatedImage {
  /** Its path below the data set's folder, with "/". */
  readonly name: string;
  /** Width and height according to the annotation, pixels; undefined if it does not state them. */
  readonly size?: { readonly height: number; readonly width: number } | undefined;
  /** Boxes in pixels of the file's image. */
  readonly objects: readonly ObjectBox[];
  /** The name of the annotation in error messages, such as its file. */
  readonly source: string;
}

/** Options of {@linkcode detectionSplit}. */
export interface DetectionReadOptions extends Omit<ReadOptions, "fit"> {
  /** Height and width of the squares, pixels. */
  readonly size: number;
}

const area = ({ box: [left, top, right, bottom] }: ObjectBox) => (right - left) * (bottom - top);

/** Returns the presence of each class: 1 = present, 255 = unknown (only difficult objects), 0 = absent. */
function presence(objects: readonly ObjectBox[], classes: number): Uint8Array {
  const row = new Uint8Array(classes);
  for (const { classIndex, difficult } of objects) {
    if (!difficult) row[classIndex] = 1;
    else if (row[classIndex] === 0) row[classIndex] = 255;
  }
  return row;
}

/** Throws an InputError on a box that extends beyond the image. */
function checkBoxes(
  { objects, source }: AnnotatedImage,
  { height, width }: { height: number; width: number },
) {
  for (const [index, { box }] of objects.entries()) {
    const [left, top, right, bottom] = box;
    if (left >= 0 && top >= 0 && left < right && top < bottom && right <= width && bottom <= height) continue;
    throw new InputError(
      `Object ${index + 1} in ${source} has the box ${box.join(", ")} (left, top, right, bottom), which is ` +
        `not within the image of ${width}×${height} pixels: correct it, or clip such boxes with boxes=clip`,
    );
  }
}

/** Clips boxes to the image and drops those outside of it. */
function clipBoxes(image: AnnotatedImage, { height, width }: { height: number; width: number }) {
  const objects = image.objects.map((object) => {
    const [left, top, right, bottom] = object.box;
    const box = [
      Math.max(left, 0),
      Math.max(top, 0),
      Math.min(right, width),
      Math.min(bottom, height),
    ] as const;
    return { ...object, box };
  });
  return { ...image, objects: objects.filter(({ box }) => box[0] < box[2] && box[1] < box[3]) };
}

/** The treatment of boxes that extend beyond their image: an error, or clipped. */
export type OutsideBoxes = "refuse" | "clip";

/** Moves the boxes of an image to its square; reads the image's size from the file. */
async function fitObjects(
  image: AnnotatedImage,
  root: string,
  size: number,
  outside: OutsideBoxes,
): Promise<ObjectBox[]> {
  const from = await imageFileSize(join(root, image.name));
  const stated = image.size;
  if (stated !== undefined && (stated.height !== from.height || stated.width !== from.width)) {
    throw new InputError(
      `${image.source} says that ${image.name} has ${stated.width}×${stated.height} pixels, but it has ` +
        `${from.width}×${from.height}: correct the annotation, whose boxes may belong to another image`,
    );
  }
  const checked = outside === "clip" ? clipBoxes(image, from) : image;
  checkBoxes(checked, from);
  const place = letterbox(from, size);
  return checked.objects.map((object) => ({ ...object, box: letterboxBox(object.box, place) }));
}

/** The number of files examined at a time. */
const AT_ONCE = 64;

/**
 * Creates a split of annotated images, which are decoded once and then read from the cache.
 *
 * @param images the images, in the desired order
 * @param classes the number of classes of objects
 * @param options the folder of the files, and the size of the squares
 * @param outside the treatment of boxes that extend beyond their image
 * @returns the split; an image's label is the class of its largest object, or 0 if it has none
 * @throws {InputError} naming a file that is missing or cannot be decoded, or an annotation that does not fit
 * it
 */
export async function detectionSplit(
  images: readonly AnnotatedImage[],
  classes: number,
  options: DetectionReadOptions & { readonly part: string },
  outside: OutsideBoxes = "refuse",
): Promise<Split> {
  const { root, size } = options, fitted: ObjectBox[][] = [];
  const described = await describeFiles(root, images.map(({ name }) => name));
  for (let first = 0; first < images.length; first += AT_ONCE) {
    const some = images.slice(first, first + AT_ONCE);
    fitted.push(...await Promise.all(some.map((image) => fitObjects(image, root, size, outside))));
  }
  const store = await openStore(described, { ...options, fit: { size, letterbox: true } });
  const objects = Array.from(store.kept, (index) => fitted[index]!);
  const multiHot = new Uint8Array(objects.length * classes);
  objects.forEach((own, image) => multiHot.set(presence(own, classes), image * classes));
  const labels = Int32Array.from(
    objects,
    (own) => own.toSorted((a, b) => area(b) - area(a))[0]?.classIndex ?? 0,
  );
  return {
    size: objects.length,
    labels,
    multiHot,
    objects: (index) => objects[index]!,
    groups: undefined,
    contentHash: sha256Hex(`${size}×${size}×3`, store.sha256, bytesOf(labels), JSON.stringify(objects)),
    read: store.read,
  };
}
