/** Decodes an image file as Pillow's `Image.open(path).convert("RGB")` does, then resizes it as Pillow does. */
import { InputError } from "../../errors.ts";
import { resizeBilinear } from "../resize.ts";

/**
 * Reads an image file.
 *
 * The EXIF orientation and colour profiles are ignored, transparency is dropped (not blended), grey becomes RGB.
 * The aspect ratio is not kept: both sides become `size`, as torchvision's `Resize((size, size))` does it.
 *
 * @param path a JPEG or PNG file
 * @param size height and width of the result, pixels
 * @returns uint8 [size, size, 3]
 * @throws {InputError} naming the file if it cannot be decoded
 */
export async function decodeImage(path: string, size: number): Promise<Uint8Array> {
  const { default: sharp } = await import("sharp");
  try {
    // A JPEG with oddities is taken, one that is cut off is not: so does Pillow.
    const { data, info } = await sharp(path, { failOn: "truncated", ignoreIcc: true })
      .removeAlpha().toColourspace("srgb").raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`it has ${info.channels} channels`);
    const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return resizeBilinear(pixels, { height: info.height, width: info.width }, { height: size, width: size });
  } catch (error) {
    if (error instanceof InputError || !(error instanceof Error)) throw error;
    const reason = error.message.split("\n")[0];
    throw new InputError(
      `Cannot decode ${path}: ${reason}; repair or remove it, or skip such files with the option unreadable=skip`,
      { cause: error },
    );
  }
}
