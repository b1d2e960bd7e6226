/** Union of several masks on one batch. */
import type { HostBatch, PatchMask } from "../batch.ts";

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Visits each patch of a finer grid, image by image, with its index there and in the mask's own grid. */
function forEachPatch({ patches, kept }: PatchMask, fine: number, visit: (at: number, own: number) => void) {
  const images = kept.length / (patches * patches), scale = fine / patches;
  for (let image = 0, at = 0; image < images; image++) {
    for (let row = 0; row < fine; row++) {
      const start = (image * patches + Math.floor(row / scale)) * patches;
      for (let column = 0; column < fine; column++) visit(at++, start + Math.floor(column / scale));
    }
  }
}

/** Expands a mask's fill to every pixel, [B, H, W, 3]; 0 if it has none. */
function pixelFill({ fill }: PatchMask, { images, indices }: HostBatch): Float32Array {
  if (fill?.length === images.length) return fill;
  const pixels = new Float32Array(images.length), perImage = images.length / indices.length;
  if (fill !== undefined) {
    for (let k = 0; k < pixels.length; k++) pixels[k] = fill[Math.floor(k / perImage) * 3 + k % 3]!;
  }
  return pixels;
}

/** Merges the fills of two masks; the second takes precedence where it hides a pixel. */
function mergeFills(first: PatchMask, second: PatchMask, batch: HostBatch): Float32Array | undefined {
  if (first.fill === undefined && second.fill === undefined) return undefined;
  const [height, width] = batch.shape, { patches, kept } = second;
  const merged = pixelFill(first, batch).slice(), over = pixelFill(second, batch);
  for (let pixel = 0; pixel < merged.length / 3; pixel++) {
    const image = Math.floor(pixel / (height * width)), place = pixel % (height * width);
    const row = Math.floor(Math.floor(place / width) * patches / height);
    const column = Math.floor((place % width) * patches / width);
    if (kept[(image * patches + row) * patches + column] !== 0) continue;
    merged.set(over.subarray(pixel * 3, pixel * 3 + 3), pixel * 3);
  }
  return merged;
}

/**
 * Merges two masks. Grids may differ: the result uses the coarsest grid that both fit, which divides the
 * images if both grids do.
 *
 * @param first the first mask
 * @param second the second mask; its fill is used where both hide a pixel
 * @param batch the batch that both masks belong to
 *
 * @example
 * ```ts
 * import { mergeMasks } from "./merge_masks.ts";
 *
 * const images = new Uint8Array(4 * 4 * 3), indices = Uint32Array.of(0), shape = [4, 4, 3] as const;
 * const batch = { indices, images, original: images, shape, geometry: undefined };
 * const left = { patches: 2, kept: Uint8Array.of(0, 1, 0, 1) }, all = { patches: 1, kept: Uint8Array.of(1) };
 * console.assert(mergeMasks(left, all, batch).kept.join() === "0,1,0,1");
 * ```
 */
export function mergeMasks(first: PatchMask, second: PatchMask, batch: HostBatch): PatchMask {
  const patches = first.patches * second.patches / greatestCommonDivisor(first.patches, second.patches);
  const kept = new Uint8Array(batch.indices.length * patches * patches).fill(1);
  for (const mask of [first, second]) {
    forEachPatch(mask, patches, (at, own) => {
      if (mask.kept[own] === 0) kept[at] = 0;
    });
  }
  const fill = mergeFills(first, second, batch);
  const limits = [first, second].flatMap(({ dropHidden }) => dropHidden ?? []);
  return {
    kept,
    patches,
    ...(fill !== undefined && { fill }),
    ...(limits.length > 0 && { dropHidden: Math.min(...limits) }),
  };
}
