/** Analysis: from run folders to tables, tests and charts. */
export {
  type Analysis,
  analyze,
  type AnalyzeOptions,
  analyzeRuns,
  type ArmSummary,
  defaultComparisons,
  MINIMUM_SEEDS,
} from "./analyze.ts";
export {
  type Comparison,
  type ComparisonPlan,
  parseComparison,
  type SeedComparison,
  type Verdict,
} from "./comparison.ts";
export { type AnalysisJson, analysisToJson } from "./json.ts";
export { classRows, classTable, definitionTable } from "./detection_tables.ts";
export { type DetectionAnswers, detectionResults, detectionsOf, objectsOf } from "./detections.ts";
export { type SeedTests, testSeeds } from "./seed_tests.ts";
export type { RunAnswers } from "./answers.ts";
export { readRun, type Run, type RunEpoch, type RunRecord } from "./run.ts";
export { type Arm, groupArms, readRuns } from "./runs.ts";
export { mcnemarTable, readableTable, type ResultRow, resultTable } from "./table.ts";
export { toCsv, toLatex, toMarkdown, toText } from "./write_table.ts";
export * from "./charts/mod.ts";
export * from "./statistics/mod.ts";
