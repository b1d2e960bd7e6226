/** Writes a data set with boxes in the layout of PASCAL VOC, for other programs and for the loader `voc`. */
import { join } from "@std/path";
import type { ObjectBox } from "../boxes.ts";
import { InputError, UsageError } from "../errors.ts";
import { writeFileAtomic } from "../io/atomic.ts";
import { explainFileError } from "../io/file_errors.ts";
import type { ProgressCallback } from "../progress.ts";
import type { Dataset, Split } from "./types.ts";

const escapeXml = (text: string): string =>
  text.replace(/[<>&"']/g, (character) => `&#${character.codePointAt(0)};`);

/** Formats an object; VOC counts pixels from 1 and includes the last row and column in the box. */
const objectXml = (
  { classIndex, box: [left, top, right, bottom], difficult }: ObjectBox,
  classes: readonly string[],
) =>
  `  <object>
    <name>${escapeXml(classes[classIndex]!)}</name>
    <difficult>${difficult ? 1 : 0}</difficult>
    <bndbox><xmin>${left + 1}</xmin><ymin>${
    top + 1
  }</ymin><xmax>${right}</xmax><ymax>${bottom}</ymax></bndbox>
  </object>
`;

const annotationXml = (
  file: string,
  { classes, shape, name }: Dataset,
  objects: readonly ObjectBox[],
): string =>
  `<annotation>
  <folder>JPEGImages</folder>
  <filename>${file}</filename>
  <source><database>${escapeXml(name)}</database></source>
  <size><width>${shape[1]}</width><height>${shape[0]}</height><depth>3</depth></size>
  <segmented>0</segmented>
${objects.map((object) => objectXml(object, classes)).join("")}</annotation>
`;

/** The number of images read and encoded at a time. */
const AT_ONCE = 32;

/**
 * Writes `JPEGImages/…png`, `Annotations/…xml`, and `ImageSets/Main/trainval.txt` and `test.txt`.
 *
 * Images are PNG files, because JPEG would change the pixels.
 *
 * @param dataset a data set with objects
 * @param folder the folder to write to, new or empty
 * @param onProgress called after each image
 * @throws {UsageError} if the data set has no objects
 * @throws {InputError} if the folder is not empty or cannot be written
 */
export async function exportVoc(
  dataset: Dataset,
  folder: string,
  onProgress: ProgressCallback = () => {},
): Promise<void> {
  const { train, test, shape: [height, width] } = dataset, total = train.size + test.size;
  if (train.objects === undefined || test.objects === undefined) {
    throw new UsageError(`Cannot write ${dataset.name} in VOC layout: it has no boxes`);
  }
  await makeEmptyFolders(folder);
  const { default: sharp } = await import("sharp");
  let done = 0;
  const writeSplit = async (split: Split, prefix: string, list: string): Promise<void> => {
    const names = Array.from({ length: split.size }, (_, i) => prefix + String(i).padStart(6, "0"));
    for (let first = 0; first < split.size; first += AT_ONCE) {
      const indices = Array.from(names.slice(first, first + AT_ONCE), (_, i) => first + i);
      const images = await split.read(indices), bytes = images.length / indices.length;
      await Promise.all(indices.map(async (index, i) => {
        const pixels = images.subarray(i * bytes, (i + 1) * bytes), file = `${names[index]}.png`;
        const png = await sharp(pixels, { raw: { width, height, channels: 3 } }).png().toBuffer();
        await Deno.writeFile(join(folder, "JPEGImages", file), png);
        const xml = annotationXml(file, dataset, split.objects!(index));
        await Deno.writeTextFile(join(folder, "Annotations", `${names[index]}.xml`), xml);
        onProgress(++done, total, "writing images");
      }));
    }
    await writeFileAtomic(join(folder, "ImageSets/Main", `${list}.txt`), names.join("\n") + "\n");
  };
  try {
    await writeSplit(train, "train_", "trainval");
    await writeSplit(test, "test_", "test");
  } catch (error) {
    throw explainFileError(error, "write", folder);
  }
}

const makeEmptyFolders = async (folder: string): Promise<void> => {
  try {
    for (const name of ["JPEGImages", "Annotations", "ImageSets/Main"]) {
      await Deno.mkdir(join(folder, name), { recursive: true });
      for await (const entry of Deno.readDir(join(folder, name))) {
        throw new InputError(
          `Cannot write to ${folder}: ${name}/${entry.name} already exists; name a new folder`,
        );
      }
    }
  } catch (error) {
    throw explainFileError(error, "write", folder);
  }
};
