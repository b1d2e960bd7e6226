/** Charts, one per file, as Vega-Lite specifications. A new chart of an analysis is a file and one line here. */
import type { Analysis } from "../analyze.ts";
import { accuracyByEpochEntry } from "./accuracy_by_epoch.ts";
import type { ChartDefinition } from "./define.ts";
import { finalAccuracyEntry } from "./final_accuracy.ts";
import { gainsEntry } from "./gains.ts";
import { maskedShareEntry } from "./masked_share.ts";
import { precisionRecallEntry } from "./precision_recall.ts";
import { strictMapByEpochEntry } from "./strict_map_by_epoch.ts";
import type { Chart } from "./theme.ts";

export { accuracyByEpoch } from "./accuracy_by_epoch.ts";
export type { ChartDefinition } from "./define.ts";
export { finalAccuracy } from "./final_accuracy.ts";
export { gains } from "./gains.ts";
export { hiddenShare, type ManyMasks } from "./hidden_share.ts";
export { maskedShare } from "./masked_share.ts";
export { type MaskSamples, maskSamples } from "./mask_samples.ts";
export { encodePng, pngDataUri } from "../../io/png.ts";
export { precisionRecallCurves } from "./precision_recall.ts";
export { renderSvg } from "./render.ts";
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
];

/** Draws all charts for which an analysis has the numbers. */
export const analysisCharts = (analysis: Analysis): Chart[] =>
  charts.filter(({ applies }) => applies?.(analysis) ?? true).map(({ draw }) => draw(analysis));
