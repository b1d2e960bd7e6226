/** A split whose images are resized when they are read: enlarged copies would take several times the memory. */
import { sha256Hex } from "../../io/hash.ts";
import { bilinearResizer } from "../resize.ts";
import type { Split } from "../types.ts";

/**
 * Makes square images of another size of square images, as Pillow's bilinear filter does.
 *
 * @param split images of side × side pixels
 * @param size pixels per side of the images that the result reads
 */
export function resizedSplit(split: Split, side: number, size: number): Split {
  const resize = bilinearResizer({ height: side, width: side }, { height: size, width: size });
  return {
    ...split,
    contentHash: sha256Hex(`${split.contentHash} ${size}`),
    read: async (indices) => resize(await split.read(indices)),
  };
}
