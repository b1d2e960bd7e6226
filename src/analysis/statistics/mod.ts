/** Statistics: one file per test. */
export { bootstrapMean, type BootstrapResult, quantile } from "./bootstrap.ts";
export { effectSize } from "./effect_size.ts";
export {
  type CorrectnessBySeed,
  hierarchicalBootstrap,
  type HierarchicalBootstrapOptions,
  type HierarchicalBootstrapResult,
  type Interval,
} from "./hierarchical_bootstrap.ts";
export { holm } from "./holm.ts";
export { mcnemar, type McNemarResult } from "./mcnemar.ts";
export { type MeanAndStandardDeviation, meanAndStandardDeviation } from "./mean_and_standard_deviation.ts";
export { pairedT, type PairedTResult } from "./paired_t.ts";
export { pairedTPower, smallestEffect } from "./power.ts";
export { wilcoxon, type WilcoxonP, type WilcoxonResult } from "./wilcoxon.ts";
