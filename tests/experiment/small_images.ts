/** Small image files for tests. */
import sharp from "sharp";

/** A JPEG file of size × size pixels: a grey level with a diagonal on it, so that no two patches are alike. */
export async function jpegOf(size: number, grey: number): Promise<Uint8Array> {
  const pixels = Uint8Array.from({ length: size * size * 3 }, (_, i) => {
    const x = Math.floor(i / 3) % size, y = Math.floor(i / 3 / size);
    return (grey + 5 * x + 3 * y + (x === y ? 60 : 0)) % 256;
  });
  const file = await sharp(pixels, { raw: { width: size, height: size, channels: 3 } }).jpeg().toBuffer();
  return new Uint8Array(file);
}
