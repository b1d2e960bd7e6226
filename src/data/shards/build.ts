/** Decodes the images of a shard, several at a time: sharp decodes in its threads while this one resizes. */
import { join } from "@std/path";
import { InputError } from "../../errors.ts";
import { decodeImage, type Fit } from "./decode.ts";
import type { ImageFile } from "./files.ts";
import type { DecodedImages } from "./format.ts";

/** The treatment of a file that cannot be decoded: an error, or skipped with a notice. */
export type OnError = "refuse" | "skip";

/**
 * Returns the number of files decoded at a time, enough to keep every thread busy while results are fetched.
 */
const inFlight = (): number => Math.max(4, 2 * navigator.hardwareConcurrency);

/**
 * Decodes image files into a buffer.
 *
 * @param root the folder to which their names are relative
 * @param files the files, in the desired order
 * @param fit how an image becomes a square
 * @param onError the treatment of files that cannot be decoded
 * @param pixels the buffer, large enough for all files
 * @param onImage called after every file
 * @returns their pixels, the front part of the buffer, without skipped files
 * @throws {InputError} naming the first file that cannot be decoded, unless those are skipped
 */
export async function decodeFiles(
  root: string,
  files: readonly ImageFile[],
  fit: Fit,
  onError: OnError,
  pixels: Uint8Array,
  onImage: () => void = () => {},
): Promise<DecodedImages> {
  const length = fit.size ** 2 * 3;
  const readable = new Uint8Array(files.length);
  let next = 0;
  const work = async () => {
    while (next < files.length) {
      const index = next++;
      try {
        pixels.set(await decodeImage(join(root, files[index]!.name), fit), index * length);
        readable[index] = 1;
      } catch (error) {
        if (onError === "refuse" || !(error instanceof InputError)) {
          next = files.length; // the others stop
          throw error;
        }
      }
      onImage();
    }
  };
  await Promise.all(Array.from({ length: inFlight() }, work));
  const kept = Uint32Array.from(files.keys()).filter((index) => readable[index] === 1);
  kept.forEach((index, i) => pixels.copyWithin(i * length, index * length, (index + 1) * length));
  return { pixels: pixels.subarray(0, kept.length * length), kept };
}
