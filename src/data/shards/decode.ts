/** Decodes an image file as Pillow's `Image.open(path).convert("RGB")` does, then resizes it as Pillow does. */
import { InputError } from "../../errors.ts";
import type { ImageSize } from "../../io/image_size.ts";
import { letterbox, letterboxImage } from "../detection/letterbox.ts";
import { resizeBilinear } from "../resize.ts";

/** How an image becomes a square. */
export interface Fit {
  /** Height and width of the square, pixels. */
  readonly size: number;
  /**
   * Pixels that the shorter side is resized to before the square is cut from the middle, as torchvision's
   * `Resize(shorter)` and `CenterCrop(size)` do it; undefined resizes both sides to `size` and so does not keep the
   * aspect ratio, as `Resize((size, size))` does.
   */
  readonly shorter?: number | undefined;
  /** The whole image, its aspect ratio kept, between grey bars; see {@linkcode letterbox}. */
  readonly letterbox?: boolean | undefined;
}

/** The size with a shorter side of so many pixels; torchvision rounds the longer one down. */
const scaled = ({ height, width }: ImageSize, shorter: number): ImageSize =>
  width <= height
    ? { width: shorter, height: Math.trunc(shorter * height / width) }
    : { height: shorter, width: Math.trunc(shorter * width / height) };

/** Rounds halves to the even neighbour, as Python does. */
const roundToEven = (value: number): number => {
  const below = Math.floor(value), rest = value - below;
  return rest < 0.5 || (rest === 0.5 && below % 2 === 0) ? below : below + 1;
};

const cutMiddle = (image: Uint8Array, { height, width }: ImageSize, size: number): Uint8Array => {
  const top = roundToEven((height - size) / 2), left = roundToEven((width - size) / 2);
  const middle = new Uint8Array(size * size * 3);
  for (let row = 0; row < size; row++) {
    const from = ((top + row) * width + left) * 3;
    middle.set(image.subarray(from, from + size * 3), row * size * 3);
  }
  return middle;
};

/**
 * Makes a square of an image.
 *
 * @param image uint8 [from.height, from.width, 3]
 * @param from its size, pixels
 * @param fit the square; a shorter side of less than `size` is no choice
 * @returns uint8 [fit.size, fit.size, 3]
 */
export function fitImage(
  image: Uint8Array,
  from: ImageSize,
  { size, shorter, letterbox: whole }: Fit,
): Uint8Array {
  if (whole) return letterboxImage(image, letterbox(from, size));
  if (shorter === undefined) return resizeBilinear(image, from, { height: size, width: size });
  const larger = scaled(from, shorter);
  return cutMiddle(resizeBilinear(image, from, larger), larger, size);
}

/** Frees a decoded image of which another was made: as garbage, a hundred of them would wait to be collected. */
function giveBack({ buffer, byteLength }: Uint8Array, image: Uint8Array): void {
  if (image.buffer !== buffer && buffer.byteLength === byteLength) (buffer as ArrayBuffer).transfer(0);
}

/**
 * Reads an image file.
 *
 * The EXIF orientation and colour profiles are ignored, transparency is dropped (not blended), grey becomes RGB.
 *
 * @param path a JPEG or PNG file
 * @param fit the square that is made of it
 * @returns uint8 [fit.size, fit.size, 3]
 * @throws {InputError} naming the file if it cannot be decoded
 */
export async function decodeImage(path: string, fit: Fit): Promise<Uint8Array> {
  const { default: sharp } = await import("sharp");
  sharp.cache(false); // no file is decoded twice: what it keeps, 50 MB by default, is of no use
  try {
    // A JPEG with oddities is taken, one that is cut off is not: so does Pillow.
    const { data, info } = await sharp(path, { failOn: "truncated", ignoreIcc: true })
      .removeAlpha().toColourspace("srgb").raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`it has ${info.channels} channels`);
    const image = fitImage(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), info, fit);
    giveBack(data, image);
    return image;
  } catch (error) {
    if (error instanceof InputError || !(error instanceof Error)) throw error;
    const reason = error.message.split("\n")[0];
    throw new InputError(
      `Cannot decode ${path}: ${reason}; repair or remove it, or skip such files with the option on_error=skip`,
      { cause: error },
    );
  }
}
