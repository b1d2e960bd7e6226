/** Several masks on one batch: what one of them hides is hidden. */
import type { HostBatch, PatchMask } from "../batch.ts";

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Calls back for each patch of a finer grid with its place there and in the mask's own grid, image by image. */
function forEachPatch({ patches, kept }: PatchMask, fine: number, visit: (at: number, own: number) => void) {
  const images = kept.length / (patches * patches), scale = fine / patches;
  for (let image = 0, at = 0; image < images; image++) {
    for (let row = 0; row < fine; row++) {
      const start = (image * patches + Math.floor(row / scale)) * patches;
      for (let column = 0; column < fine; column++) visit(at++, start + Math.floor(column / scale));
    }
  }
}

/** The fill of every pixel, [B, H, W, 3]: 0 where the mask has none. */
function pixelFill({ fill }: PatchMask, { images, indices }: HostBatch): Float32Array {
  if (fill?.length === images.length) return fill;
  const pixels = new Float32Array(images.length), perImage = images.length / indices.length;
  if (fill !== undefined) {
    for (let k = 0; k < pixels.length; k++) pixels[k] = fill[Math.floor(k / perImage) * 3 + k % 3]!;
  }
  return pixels;
}

/** The fills of two masks: the second one's shows where it hides something, over the first one's. */
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
 * Lays one mask over another. Grids may differ: the result has the coarsest grid that both fit, which divides the
 * images if both grids do.
 *
 * @param first what is hidden already
 * @param second what is hidden in addition; where both hide a pixel, this one's fill shows
 * @param batch the images that both are of
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
