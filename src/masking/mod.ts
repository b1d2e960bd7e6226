/**
 * Masking: hides patches, given a ratio and patch probabilities.
 *
 * @module
 */
export { applyMaskToImages, applyMaskToInputs } from "./apply.ts";
export { checkRatio, MINIMUM_RATIO, patchCount } from "./count.ts";
export { type BatchDraw, drawBatch, drawPatches } from "./draw.ts";
export { createFill, type FillKind, fillKinds, meanFill, noiseFill, type Normalisation } from "./fill.ts";
export { maskFile, type MaskFileOptions } from "./file.ts";
export type { ImageShape } from "./hidden.ts";
