/** The masks of a batch in Curriculum by Masking. */
import type { HostBatch, PatchMask } from "../../batch.ts";
import { createFill, drawBatch, patchCount } from "../../masking/mod.ts";
import { checkOptionValues } from "../../options.ts";
import type { RandomStream } from "../../random.ts";
import { reverseRanks } from "../../salience/mod.ts";
import { measuredSalience } from "./batch_salience.ts";
import { type CbmOptions, OPTIONS } from "./options.ts";

/** Options of {@linkcode cbmMask}. */
export interface CbmMaskOptions
  extends Partial<Pick<CbmOptions, "salience" | "inverse" | "patches" | "size" | "fill">> {
  /** The share of patches to hide, 0 ≤ ratio < 1: the schedule's value for this epoch. */
  readonly ratio: number;
  /** Patch probabilities of the images, float32 [B, n·n]; by default they are measured. */
  readonly probabilities?: Float32Array | undefined;
}

/**
 * Draws the masks of a batch: salient patches are more likely to be hidden.
 *
 * @param images uint8 [B, H, W, 3]
 * @param shape the images' height, width and channels
 * @param options the masking ratio, and options of CBM that differ from the published settings
 * @param random the stream to draw from
 * @returns the kept patches, [B, n·n], and the fill of the others
 * @throws {UsageError} if an option is out of range, the grid does not divide the image, or the probabilities
 * do not fit the grid
 *
 * @example
 * ```ts
 * import { applyMaskToImages } from "../../masking/mod.ts";
 * import { randomStream } from "../../random.ts";
 * import { cbmMask } from "./mask.ts";
 *
 * const images = Uint8Array.from({ length: 2 * 8 * 8 * 3 }, (_, i) => i % 100), shape = [8, 8, 3] as const;
 * const mask = cbmMask(images, shape, { ratio: 0.4 }, randomStream(1, "masks"));
 * const masked = applyMaskToImages(images, shape, mask);
 * console.assert(masked.filter((level) => level === 128).length === 2 * 6 * 2 * 2 * 3); // 6 patches of 2×2 pixels
 * ```
 */
export function cbmMask(
  images: Uint8Array,
  shape: HostBatch["shape"],
  { ratio, probabilities, ...given }: CbmMaskOptions,
  random: RandomStream,
): PatchMask {
  const { salience, inverse, patches, size, fill } = checkOptionValues("cbm", OPTIONS, given) as CbmOptions;
  const measured = probabilities ?? measuredSalience(images, shape, { measure: salience, patches, size });
  const weights = inverse === "ranks" ? reverseRanks(measured, patches ** 2) : measured;
  const kept = drawBatch(weights, { patches, count: patchCount(ratio, patches), random });
  const filled = createFill(fill, images, { kept, patches }, shape, random);
  return { kept, patches, ...(filled !== undefined && { fill: filled }) };
}
