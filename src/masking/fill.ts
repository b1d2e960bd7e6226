/** Fills of hidden patches. */
import { UsageError } from "../errors.ts";
import { chooseOne } from "../suggest.ts";
import type { RandomStream } from "../random.ts";
import { eachHiddenRun, type ImageShape } from "./hidden.ts";

/**
 * The kinds of fill: `zero`, 0 after normalisation, as published; `mean`, the image's own mean; `noise`,
 * standard normal numbers.
 */
export type FillKind = "zero" | "mean" | "noise";

/** All kinds of fill. */
export const fillKinds: readonly FillKind[] = ["zero", "mean", "noise"];

/** The normalisation of pixels: (pixel/255 - mean)/std. */
export interface Normalisation {
  readonly mean?: number;
  readonly std?: number;
}

/**
 * Computes the mean of each channel of each image after normalisation.
 *
 * @param images uint8 [B, H, W, 3]
 * @param shape the images' height, width and channels
 * @param normalisation mean and std, both 0.5 by default
 * @returns float32 [B, 3]
 *
 * @example
 * ```ts
 * import { meanFill } from "./fill.ts";
 *
 * const white = new Uint8Array(2 * 2 * 3).fill(255);
 * console.assert(meanFill(white, [2, 2, 3]).join() === "1,1,1");
 * ```
 */
export function meanFill(
  images: Uint8Array,
  [height, width]: ImageShape,
  { mean = 0.5, std = 0.5 }: Normalisation = {},
): Float32Array {
  const pixels = height * width, batch = images.length / (pixels * 3);
  const fill = new Float32Array(batch * 3);
  let at = 0;
  for (let image = 0; image < batch; image++) {
    let red = 0, green = 0, blue = 0;
    for (const end = at + pixels * 3; at < end; at += 3) {
      red += images[at]!;
      green += images[at + 1]!;
      blue += images[at + 2]!;
    }
    fill[image * 3] = (red / pixels / 255 - mean) / std;
    fill[image * 3 + 1] = (green / pixels / 255 - mean) / std;
    fill[image * 3 + 2] = (blue / pixels / 255 - mean) / std;
  }
  return fill;
}

/**
 * Draws standard normal numbers for every hidden pixel and channel.
 *
 * @param kept uint8 [B, n·n]: 1 = kept, 0 = hidden
 * @param patches patches per side, n
 * @param shape the images' height, width and channels
 * @param random draws one pair of numbers for every two values
 * @returns float32 [B, H, W, 3], 0 where nothing is hidden
 * @throws {UsageError} if the grid does not divide the image
 */
export function noiseFill(
  kept: Uint8Array,
  patches: number,
  shape: ImageShape,
  random: RandomStream,
): Float32Array {
  const [height, width, channels] = shape;
  const fill = new Float32Array(kept.length / (patches * patches) * height * width * channels);
  eachHiddenRun(kept, patches, shape, (start, end) => {
    for (let i = start; i < end; i += 2) {
      // Both numbers of a Box-Muller pair.
      const radius = Math.sqrt(2 * random.exponential()), angle = 2 * Math.PI * random.uniform();
      fill[i] = radius * Math.cos(angle);
      if (i + 1 < end) fill[i + 1] = radius * Math.sin(angle);
    }
  });
  return fill;
}

/**
 * Creates the `fill` of a mask.
 *
 * @param kind the kind of fill
 * @param images uint8 [B, H, W, 3], before masking
 * @param mask.kept uint8 [B, n·n]
 * @param mask.patches patches per side, n
 * @param shape the images' height, width and channels
 * @param random for "noise"
 * @param normalisation for "mean"
 * @returns undefined for "zero", [B, 3] for "mean", [B, H, W, 3] for "noise"
 * @throws {UsageError} on an unknown kind
 */
export function createFill(
  kind: FillKind,
  images: Uint8Array,
  { kept, patches }: { kept: Uint8Array; patches: number },
  shape: ImageShape,
  random: RandomStream,
  normalisation: Normalisation = {},
): Float32Array | undefined {
  switch (kind) {
    case "zero":
      return undefined;
    case "mean":
      return meanFill(images, shape, normalisation);
    case "noise":
      return noiseFill(kept, patches, shape, random);
    default:
      throw new UsageError(`Unknown fill "${String(kind)}": ${chooseOne(String(kind), fillKinds)}`);
  }
}
