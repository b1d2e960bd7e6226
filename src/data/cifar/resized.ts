/**
 * Resizes the images of a split when they are read, as enlarged copies would take several times the memory.
 */
import { sha256Hex } from "../../io/hash.ts";
import { bilinearResizer } from "../resize.ts";
import type { Split } from "../types.ts";

/**
 * Returns a split that resizes square images with Pillow's bilinear filter.
 *
 * @param split images of side × side pixels
 * @param size pixels per side of the resized images
 */
export function resizedSplit(split: Split, side: number, size: number): Split {
  const resize = bilinearResizer({ height: side, width: side }, { height: size, width: size });
  return {
    ...split,
    contentHash: sha256Hex(`${split.contentHash} ${size}`),
    read: async (indices) => resize(await split.read(indices)),
  };
}
