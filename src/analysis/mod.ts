/** Analysis: tables, tests and charts of run folders. */
export { type Analysis, analyze, type AnalyzeOptions, analyzeRuns, type ArmSummary } from "./analyze.ts";
export {
  type Comparison,
  type ComparisonPlan,
  parseComparison,
  type SeedComparison,
  type Verdict,
} from "./comparison.ts";
export { type Declaration, findDeclaration, writeDeclaration } from "./declaration.ts";
export { type AnalysisJson, analysisToJson } from "./json.ts";
export { classRows, classTable, definitionTable } from "./detection_tables.ts";
export { type DetectionAnswers, detectionResults, detectionsOf, objectsOf } from "./detections.ts";
export { type ClaimRules, MINIMUM_SEEDS, type SeedTests, testSeeds } from "./seed_tests.ts";
export type { RunAnswers } from "./answers.ts";
export { readRun, type Run, type RunEpoch, type RunRecord } from "./read_run.ts";
export { type Arm, groupArms } from "./arms.ts";
export { defaultComparisons } from "./default_comparisons.ts";
export type { Published, PublishedByArm } from "./published.ts";
export { readRuns } from "./runs.ts";
export type { TestSet } from "./test_sets.ts";
export { mcnemarTable, readableTable, type ResultRow, resultTable } from "./table.ts";
export { printedColumns, toLatex } from "./latex.ts";
export { toCsv, toMarkdown, toText } from "./write_table.ts";
export * from "./charts/mod.ts";
export * from "./statistics/mod.ts";
