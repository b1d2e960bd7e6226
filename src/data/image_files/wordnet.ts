/** Reads WordNet's names for the classes of ImageNet and its parts. */
import { InputError } from "../../errors.ts";
import { readFileBytes } from "../../io/file_errors.ts";

/** The pattern of WordNet's noun ids, such as n01443537. */
export const WNID = /^n\d{8}$/;

/**
 * Reads the non-empty lines of a text file.
 *
 * @throws {InputError} naming the file if it is missing
 */
export async function readLines(path: string): Promise<string[]> {
  const text = new TextDecoder().decode(await readFileBytes(path));
  return text.split(/\r?\n/).filter((line) => line.trim() !== "");
}

/**
 * Names classes that are identified by WordNet ids.
 *
 * @param wnids the ids, in the order of the labels
 * @param lines an id, white space and its words ("n01443537	goldfish, Carassius auratus")
 * @returns the first word of each, followed by the id if two classes share the word ("crane"); only the id if
 * there are no words
 */
export function wordsOf(wnids: readonly string[], lines: readonly string[]): string[] {
  const wanted = new Set(wnids), words = new Map<string, string>(), uses = new Map<string, number>();
  for (const line of lines) {
    const [, wnid = "", word = ""] = /^(\S+)\s+([^,]+)/.exec(line) ?? [];
    if (wanted.has(wnid)) words.set(wnid, word.trim());
  }
  for (const word of words.values()) uses.set(word, (uses.get(word) ?? 0) + 1);
  return wnids.map((wnid) => {
    const word = words.get(wnid);
    return word === undefined ? wnid : uses.get(word) === 1 ? word : `${word} (${wnid})`;
  });
}

/**
 * Labels every image of a folder by annotations from a text file.
 *
 * @param images names of image files in the folder
 * @param folder the folder's path below the root, such as "val/images"
 * @param annotations pairs of an image's name, with or without extension, and its class id
 * @param source the file of the annotations, for error messages
 * @param wnids the ids of the classes, in the order of the labels; images of other classes are skipped
 * @returns the images with their labels, in the order of the names
 * @throws {InputError} naming an image without an annotation, or an annotation without its image
 */
export function labelImages(
  images: readonly string[],
  folder: string,
  annotations: readonly (readonly [image: string, wnid: string])[],
  source: string,
  wnids: readonly string[],
): { name: string; label: number }[] {
  const stem = (name: string): string => name.replace(/\.[^.]*$/, "");
  const classOf = new Map(annotations.map(([image, wnid]) => [stem(image), wnid]));
  const labels = new Map(wnids.map((wnid, label) => [wnid, label])), present = new Set(images.map(stem));
  const lacking = [...classOf.keys()].find((name) => !present.has(name));
  if (lacking !== undefined) {
    throw new InputError(
      `Cannot find the image ${folder}/${lacking}, which ${source} names: restore it or remove its line`,
    );
  }
  return images.flatMap((image) => {
    const wnid = classOf.get(stem(image));
    if (wnid === undefined || !WNID.test(wnid)) {
      throw new InputError(`The image ${folder}/${image} has no class in ${source}: repair that file`);
    }
    const label = labels.get(wnid);
    return label === undefined ? [] : [{ name: `${folder}/${image}`, label }];
  });
}
