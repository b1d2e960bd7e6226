/** Reads annotations in COCO's JSON. */
import { InputError } from "../../errors.ts";
import type { AnnotatedImage } from "../detection/detection_split.ts";

/** The classes and images of an annotation file. */
export interface CocoAnnotations {
  /** Class names by ascending category id, which may have gaps. */
  readonly classes: readonly string[];
  readonly images: readonly AnnotatedImage[];
}

interface CocoFile {
  readonly categories: readonly { readonly id: number; readonly name: string }[];
  readonly images: readonly {
    readonly id: number;
    readonly file_name: string;
    readonly width?: number;
    readonly height?: number;
  }[];
  readonly annotations: readonly {
    readonly id: number;
    readonly image_id: number;
    readonly category_id: number;
    readonly bbox: readonly number[];
    readonly iscrowd?: number;
  }[];
}

/** Parses the text and checks that it has the three lists. */
function readFile(text: string, source: string): CocoFile {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw new InputError(`Cannot read ${source}: ${(error as Error).message}`, { cause: error });
  }
  for (const list of ["categories", "images", "annotations"]) {
    if (!Array.isArray((file as Record<string, unknown> | null)?.[list])) {
      throw new InputError(`Cannot read ${source} as COCO annotations: it has no list "${list}"`);
    }
  }
  return file as CocoFile;
}

/**
 * Reads annotations in COCO's JSON. Crowds become difficult objects.
 *
 * @param text the contents of the file
 * @param folder the folder of the images, below the data set's folder; prepended to their names
 * @param source the name of the file in error messages, such as its path
 * @throws {InputError} naming an annotation with an unknown image or category, or an invalid box
 *
 * @example
 * ```ts
 * import { parseCoco } from "./annotations.ts";
 *
 * const text = JSON.stringify({
 *   categories: [{ id: 7, name: "cat" }],
 *   images: [{ id: 1, file_name: "a.jpg", width: 20, height: 20 }],
 *   annotations: [{ id: 1, image_id: 1, category_id: 7, bbox: [2, 3, 10, 5] }],
 * });
 * const { images } = parseCoco(text, "train2017", "a.json");
 * console.assert(images[0]?.objects[0]?.box.join() === "2,3,12,8");
 * ```
 */
export function parseCoco(text: string, folder: string, source: string): CocoAnnotations {
  const { categories, images, annotations } = readFile(text, source);
  const ordered = categories.toSorted((a, b) => a.id - b.id);
  const numbers = new Map(ordered.map(({ id }, index) => [id, index]));
  const objects = new Map(images.map(({ id }) => [id, [] as AnnotatedImage["objects"][number][]]));
  for (const { id, image_id, category_id, bbox, iscrowd } of annotations) {
    const what = `Annotation ${id} in ${source}`, own = objects.get(image_id);
    const classIndex = numbers.get(category_id);
    if (own === undefined) {
      throw new InputError(`${what} belongs to image ${image_id}, which is not in the file`);
    }
    if (classIndex === undefined) {
      throw new InputError(`${what} belongs to category ${category_id}, which is not in the file`);
    }
    const [left, top, width, height] = Array.isArray(bbox) ? bbox : [];
    if (![left, top, width, height].every(Number.isFinite)) {
      throw new InputError(`${what} has the box [${bbox}]: it must be [left, top, width, height]`);
    }
    own.push({ classIndex, difficult: iscrowd === 1, box: [left!, top!, left! + width!, top! + height!] });
  }
  return {
    classes: ordered.map(({ name }) => name),
    images: images.map(({ id, file_name, width, height }) => ({
      name: folder === "" ? file_name : `${folder}/${file_name}`,
      size: width !== undefined && height !== undefined ? { width, height } : undefined,
      objects: objects.get(id)!,
      source: `${source} (image ${id})`,
    })),
  };
}
