/** Masks the images of a file. */
import { InputError } from "../errors.ts";
import { checkWritable } from "../io/check_writable.ts";
import { writeNpy } from "../io/npy.ts";
import { randomStream } from "../random.ts";
import { readImages, readProbabilities } from "../salience/files.ts";
import { applyMaskToImages } from "./apply.ts";
import { checkRatio, patchCount } from "./count.ts";
import { drawBatch } from "./draw.ts";

/** Options of {@linkcode maskFile}. */
export interface MaskFileOptions {
  /** `.npy`, uint8 [N, H, W, 3]. */
  readonly images: string;
  /** `.npy`, float32 [N, n·n]; the number of columns gives the grid. */
  readonly salience: string;
  /** The share of patches to hide, 0 ≤ ratio < 1. */
  readonly ratio: number;
  readonly seed: number;
  /** The `.npy` file to write: uint8 [N, H, W, 3], hidden pixels 128. */
  readonly out: string;
}

/**
 * Masks the images of a file and writes them to another.
 *
 * @param options the files, the ratio and the seed
 * @returns the number of images, patches per side, and hidden patches per image
 * @throws {UsageError} if the ratio is outside its range or the grid does not divide the images
 * @throws {InputError} if a file cannot be read or written, or the two differ in their number of images
 */
export async function maskFile(
  { images: imagesPath, salience: saliencePath, ratio, seed, out }: MaskFileOptions,
): Promise<{ images: number; patches: number; hidden: number }> {
  checkRatio(ratio);
  await checkWritable(out);
  const { probabilities, count: rows, patches } = await readProbabilities(saliencePath);
  const { images, count, height, width } = await readImages(imagesPath);
  if (rows !== count) {
    throw new InputError(
      `${saliencePath} has ${rows} rows but ${imagesPath} has ${count} images: compute the salience of ` +
        "these images",
    );
  }
  const hidden = patchCount(ratio, patches);
  const kept = drawBatch(probabilities, { patches, count: hidden, random: randomStream(seed, "masks") });
  const masked = applyMaskToImages(images, [height, width, 3], { kept, patches });
  await writeNpy(out, { shape: [count, height, width, 3], data: masked });
  return { images: count, patches, hidden };
}
