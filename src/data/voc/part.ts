/** Reads the images of a part of a data set in VOC's layout: ImageSets, Annotations, JPEGImages. */
import { join } from "@std/path";
import { InputError, listNames } from "../../errors.ts";
import { exists } from "../../io/exists.ts";
import { explainFileError } from "../../io/file_errors.ts";
import type { AnnotatedImage } from "../detection/detection_split.ts";
import { parseAnnotation, type VocAnnotation } from "./annotation.ts";

/** An image with its annotation, before classes are numbered. */
export interface VocImage {
  /** The image's path below the data set's folder. */
  readonly name: string;
  readonly annotation: VocAnnotation;
  /** The annotation's path. */
  readonly source: string;
}

const EXTENSIONS = [".jpg", ".jpeg", ".png", ".JPG"] as const;

async function readText(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    throw explainFileError(error, "read", path);
  }
}

/** Reads the names in an image set: the first word of each line (sets per class have a second one). */
async function namesIn(root: string, folder: string, set: string): Promise<string[]> {
  const path = join(root, folder, "ImageSets", "Main", `${set}.txt`);
  const names = (await readText(path)).split("\n").map((line) => line.trim().split(/\s+/)[0]!)
    .filter((name) => name !== "");
  if (names.length === 0) throw new InputError(`Cannot read ${path}: the image set is empty`);
  return names;
}

/** Finds an image's path below the root: a JPEG file, else a PNG file. */
async function imageName(root: string, folder: string, name: string): Promise<string> {
  for (const extension of EXTENSIONS) {
    const path = `${folder === "" ? "" : `${folder}/`}JPEGImages/${name}${extension}`;
    if (await exists(join(root, path))) return path;
  }
  const place = join(root, folder, "JPEGImages");
  throw new InputError(`Cannot find the image ${name}.jpg in ${place}: an image set names it`);
}

/** The number of annotations read at a time. */
const AT_ONCE = 64;

/**
 * Reads the annotations of a part.
 *
 * @param root the data set's folder
 * @param folder a year's folder below it, such as "VOC2007"; "" if the root itself has this layout
 * @param set an image set, such as "trainval"
 * @throws {InputError} naming an image or annotation that is missing or wrong
 */
export async function readPart(root: string, folder: string, set: string): Promise<VocImage[]> {
  const names = await namesIn(root, folder, set), images: VocImage[] = [];
  const readOne = async (name: string): Promise<VocImage> => {
    const source = join(root, folder, "Annotations", `${name}.xml`);
    const annotation = parseAnnotation(await readText(source), source);
    return { name: await imageName(root, folder, name), annotation, source };
  };
  for (let first = 0; first < names.length; first += AT_ONCE) {
    images.push(...await Promise.all(names.slice(first, first + AT_ONCE).map(readOne)));
  }
  return images;
}

/** Lists the classes of the objects in these images, sorted by name. */
export function classesIn(images: readonly VocImage[]): string[] {
  return [...new Set(images.flatMap(({ annotation }) => annotation.objects.map(({ name }) => name)))].sort();
}

/**
 * Numbers the classes of objects.
 *
 * @param classes the classes in the order of their indices
 * @throws {InputError} naming an annotation whose class is not among them
 */
export function numberClasses(images: readonly VocImage[], classes: readonly string[]): AnnotatedImage[] {
  const numbers = new Map(classes.map((name, index) => [name, index]));
  return images.map(({ name, annotation, source }) => ({
    name,
    source,
    size: annotation.size,
    objects: annotation.objects.map(({ name: className, difficult, box }, index) => {
      const classIndex = numbers.get(className);
      if (classIndex === undefined) {
        throw new InputError(
          `Object ${index + 1} in ${source} has the unknown class "${className}": the classes are ` +
            listNames(classes),
        );
      }
      return { classIndex, difficult, box };
    }),
  }));
}
