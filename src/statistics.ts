/**
 * Statistics over finished runs: tests and intervals, the comparison of methods over seeds, tables and how they are
 * written, and conclusions in words.
 *
 * @example
 * ```ts
 * import { effectSize, holm, pairedT } from "./statistics.ts";
 *
 * const conventional = [67.9, 68.3, 67.8, 68.1, 68.0], cbm = [68.3, 69.2, 68.3, 69.2, 68.7];
 * const { twoSidedP, meanDifference } = pairedT(conventional, cbm);
 * console.assert(twoSidedP < 0.01 && Math.abs(meanDifference - 0.72) < 1e-9);
 * console.assert(effectSize(conventional, cbm)! > 2);
 * console.assert(holm([twoSidedP, 0.5])[0] === 2 * twoSidedP);
 * ```
 *
 * @module
 */

// Tests and intervals
export * from "./analysis/statistics/mod.ts";

// Analysis of run folders
export {
  type Analysis,
  analyze,
  type AnalyzeOptions,
  analyzeRuns,
  type Arm,
  type ArmSummary,
  type ClaimRules,
  type Comparison,
  type ComparisonPlan,
  defaultComparisons,
  type DetectionAnswers,
  detectionResults,
  detectionsOf,
  groupArms,
  MINIMUM_SEEDS,
  objectsOf,
  parseComparison,
  readRun,
  readRuns,
  type Run,
  type RunAnswers,
  type RunEpoch,
  type RunRecord,
  type SeedComparison,
  type SeedTests,
  testSeeds,
  type TestSet,
  type Verdict,
} from "./analysis/mod.ts";

// Tables, and how they are written
export {
  type AnalysisJson,
  analysisToJson,
  classRows,
  classTable,
  definitionTable,
  mcnemarTable,
  printedColumns,
  readableTable,
  type ResultRow,
  resultTable,
  toCsv,
  toLatex,
  toMarkdown,
  toText,
} from "./analysis/mod.ts";

// Conclusions in words
export { type Answer, answer, howLong } from "./report/mod.ts";
