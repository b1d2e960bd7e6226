/** Lists the images of a folder of class folders. */
import { join } from "@std/path";
import { InputError, listNames } from "../../errors.ts";
import { explainFileError } from "../../io/file_errors.ts";
import type { LabelledFile } from "../shards/file_split.ts";

/** The images of a folder. */
export interface ImageListing {
  readonly classes: readonly string[];
  /** All images, or those of train/ if there is a test/; by class, then by name. */
  readonly train: readonly LabelledFile[];
  /** The images of test/; undefined if there is no test/. */
  readonly test: readonly LabelledFile[] | undefined;
}

const IMAGE = /\.(jpe?g|png)$/i;

/**
 * Lists the visible folders and images in a folder, sorted by name; links are followed.
 *
 * @throws {InputError} if the folder is missing
 */
export const readFolder = async (path: string): Promise<{ folders: string[]; images: string[] }> => {
  const folders: string[] = [], images: string[] = [];
  try {
    for await (const entry of Deno.readDir(path)) {
      if (entry.name.startsWith(".")) continue; // also the "._x.jpg" that macOS leaves in archives
      const { isDirectory } = entry.isSymlink ? await Deno.stat(join(path, entry.name)) : entry;
      if (isDirectory) folders.push(entry.name);
      else if (IMAGE.test(entry.name)) images.push(entry.name);
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new InputError(
        `Cannot find the folder ${path}: name a folder of class folders as path=… or --data-dir`,
      );
    }
    throw explainFileError(error, "read", path);
  }
  return { folders: folders.sort(), images: images.sort() };
};

/** Lists the images of the class folders in `root/part`. */
const listClasses = async (
  root: string,
  part: string,
): Promise<{ classes: string[]; files: LabelledFile[] }> => {
  const folder = join(root, part), { folders: classes, images: stray } = await readFolder(folder);
  if (classes.length === 0) {
    const seen = stray.length > 0 ? `${stray.length} images, but no class folders` : "no class folders";
    throw new InputError(
      `Cannot read ${folder} as a data set: it has ${seen}; put the images of each class into its own folder`,
    );
  }
  if (classes.length === 1) {
    throw new InputError(
      `Cannot read ${folder} as a data set: it has only one class, "${classes[0]}"; provide two or more`,
    );
  }
  const files: LabelledFile[] = [];
  for (const [label, name] of classes.entries()) {
    const below = part === "" ? name : `${part}/${name}`,
      { images, folders } = await readFolder(join(root, below));
    if (images.length === 0) {
      const hint = folders.length > 0
        ? ` (it has folders: ${listNames(folders.slice(0, 3))}); put the class folders into train and test`
        : "";
      throw new InputError(`Class folder ${join(root, below)} has no JPEG or PNG images${hint}`);
    }
    for (const image of images) files.push({ name: `${below}/${image}`, label });
  }
  return { classes, files };
};

/**
 * Lists the images of a folder: `train/<class>/…` and `test/<class>/…`, or only `<class>/…`.
 *
 * @param root the folder
 * @returns classes sorted by name, in the order of their labels, and the files
 * @throws {InputError} if there are no images, only one class, or different classes in test and train
 */
export async function listImages(root: string): Promise<ImageListing> {
  const { folders } = await readFolder(root);
  if (!folders.includes("train") || !folders.includes("test")) {
    const { classes, files } = await listClasses(root, "");
    return { classes, train: files, test: undefined };
  }
  const train = await listClasses(root, "train"), test = await listClasses(root, "test");
  const lacking = train.classes.filter((name) => !test.classes.includes(name));
  const extra = test.classes.filter((name) => !train.classes.includes(name));
  if (lacking.length + extra.length > 0) {
    const faults = [
      ...(lacking.length > 0 ? [`test lacks ${listNames(lacking)}`] : []),
      ...(extra.length > 0 ? [`train lacks ${listNames(extra)}`] : []),
    ];
    throw new InputError(
      `The classes of train and test in ${root} differ: ${faults.join(", and ")}. Add the missing folders`,
    );
  }
  return { classes: train.classes, train: train.files, test: test.files };
}
