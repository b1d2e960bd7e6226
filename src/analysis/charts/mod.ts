/** Charts, one per file, as Vega-Lite specifications. A new chart of an analysis is a file and one line here. */
import type { Analysis } from "../analyze.ts";
import { accuracyByEpochEntry } from "./accuracy_by_epoch.ts";
import { classAccuracyEntry } from "./class_accuracy.ts";
import { confusionMatrixEntry } from "./confusion_matrix.ts";
import type { ChartDefinition } from "./define.ts";
import { finalAccuracyEntry } from "./final_accuracy.ts";
import { gainsEntry } from "./gains.ts";
import { learningCurvesEntry } from "./learning_curves.ts";
import { maskedShareEntry } from "./masked_share.ts";
import { precisionRecallEntry } from "./precision_recall.ts";
import { strictMapByEpochEntry } from "./strict_map_by_epoch.ts";
import type { Chart } from "./theme.ts";

export { accuracyByEpoch } from "./accuracy_by_epoch.ts";
export { classAccuracy } from "./class_accuracy.ts";
export { confusionMatrix } from "./confusion_matrix.ts";
export type { ChartDefinition } from "./define.ts";
export { finalAccuracy } from "./final_accuracy.ts";
export { gains } from "./gains.ts";
export { hiddenShare, type ManyMasks } from "./hidden_share.ts";
export { learningCurves } from "./learning_curves.ts";
export { maskedShare } from "./masked_share.ts";
export { type MaskSamples, maskSamples } from "./mask_samples.ts";
export { encodePng, pngDataUri } from "../../io/png.ts";
export { precisionRecallCurves } from "./precision_recall.ts";
export { chartVariables, sharePictures } from "./page.ts";
export { compileForPage, renderSvg } from "./render.ts";
export { type SalienceMaps, salienceMaps } from "./salience_maps.ts";
export { type NamedSchedule, scheduleSteps } from "./schedule_steps.ts";
export { strictMapByEpoch } from "./strict_map_by_epoch.ts";
export type { Chart } from "./theme.ts";

/** Lists the charts of an analysis, in the order in which a report shows them. */
export const charts: readonly ChartDefinition[] = [
  accuracyByEpochEntry,
  strictMapByEpochEntry,
  maskedShareEntry,
  finalAccuracyEntry,
  gainsEntry,
  precisionRecallEntry,
  learningCurvesEntry,
  classAccuracyEntry,
  confusionMatrixEntry,
];

/** Draws all charts for which an analysis has the numbers. */
export const analysisCharts = (analysis: Analysis): Chart[] =>
  charts.filter(({ applies }) => applies?.(analysis) ?? true).map(({ draw }) => draw(analysis));
