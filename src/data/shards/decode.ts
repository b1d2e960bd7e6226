/** Decodes an image file like Pillow's `Image.open(path).convert("RGB")`, then resizes it like Pillow. */
import { InputError } from "../../errors.ts";
import type { ImageSize } from "../../io/image_size.ts";
import { letterbox, letterboxImage } from "../detection/letterbox.ts";
import { resizeBilinear } from "../resize.ts";

/** The way in which an image becomes a square. */
export interface Fit {
  /** Height and width of the square, pixels. */
  readonly size: number;
  /**
   * The size of the shorter side, pixels, before the square is cut from the middle, as in torchvision's
   * `Resize(shorter)` and `CenterCrop(size)`. If undefined, both sides are resized to `size` without keeping
   * the aspect ratio, as in `Resize((size, size))`.
   */
  readonly shorter?: number | undefined;
  /** Whether to keep the whole image and its aspect ratio, with grey bars; see {@linkcode letterbox}. */
  readonly letterbox?: boolean | undefined;
}

/** Scales a size to a given shorter side; the longer side is rounded down, as in torchvision. */
const scaled = ({ height, width }: ImageSize, shorter: number): ImageSize =>
  width <= height
    ? { width: shorter, height: Math.trunc(shorter * height / width) }
    : { height: shorter, width: Math.trunc(shorter * width / height) };

/** Rounds halves to the even neighbour, like Python. */
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
 * Turns an image into a square.
 *
 * @param image uint8 [from.height, from.width, 3]
 * @param from its size, pixels
 * @param fit how the image becomes a square; `shorter` must not be less than `size`
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

/**
 * Frees a decoded image after it was resized, as otherwise a hundred of them would wait for garbage
 * collection.
 */
function giveBack({ buffer, byteLength }: Uint8Array, image: Uint8Array): void {
  if (image.buffer !== buffer && buffer.byteLength === byteLength) (buffer as ArrayBuffer).transfer(0);
}

/**
 * Reads an image file.
 *
 * It ignores EXIF orientation and colour profiles, drops transparency (without blending) and converts grey to
 * RGB.
 *
 * @param path a JPEG or PNG file
 * @param fit how the image becomes a square
 * @returns uint8 [fit.size, fit.size, 3]
 * @throws {InputError} naming the file if it cannot be decoded
 */
export async function decodeImage(path: string, fit: Fit): Promise<Uint8Array> {
  const { default: sharp } = await import("sharp");
  sharp.cache(false); // no file is decoded twice, so its cache of 50 MB is useless
  try {
    // Accept JPEG files with minor faults but not truncated ones, like Pillow.
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
      `Cannot decode ${path}: ${reason}. Repair or remove it, or skip such files with on_error=skip`,
      { cause: error },
    );
  }
}
