/**
 * Salience: measures which patches of an image carry its content.
 *
 * @module
 */
export {
  cachedSalience,
  type ImageSource,
  keepSalience,
  type Shard,
  shardRange,
  shardSalience,
} from "./cached.ts";
export { computeSalience, LARGEST_SIZE, type SalienceOptions } from "./compute.ts";
export { flipProbabilities, type MapLayout, movedProbabilities } from "./follow.ts";
export { patchSize } from "./grid.ts";
export { type ImageArray, type ProbabilityArray, readImages, readProbabilities } from "./files.ts";
export { defineMeasure, findMeasure, type MeasureName, measures } from "./measures.ts";
export { pooledProbabilities } from "./pooling.ts";
export { reverseRanks } from "./reverse_ranks.ts";
export { createRowMaker, type SalienceTask } from "./patch_probabilities.ts";
export { sobelMagnitude } from "./sobel.ts";
export type { PatchScorer, SalienceMeasure } from "./types.ts";
