/** Charts, one per file, as Vega-Lite specifications. */
import type { Analysis } from "../analyze.ts";
import { accuracyByEpoch } from "./accuracy_by_epoch.ts";
import { finalAccuracy } from "./final_accuracy.ts";
import { gains } from "./gains.ts";
import { maskedShare } from "./masked_share.ts";
import { precisionRecallCurves } from "./precision_recall.ts";
import { strictMapByEpoch } from "./strict_map_by_epoch.ts";
import type { Chart } from "./theme.ts";

export { accuracyByEpoch, finalAccuracy, gains, maskedShare, precisionRecallCurves, strictMapByEpoch };
export { hiddenShare, type ManyMasks } from "./hidden_share.ts";
export { type MaskSamples, maskSamples } from "./mask_samples.ts";
export { encodePng, pngDataUri } from "../../io/png.ts";
export { renderSvg } from "./render.ts";
export { type SalienceMaps, salienceMaps } from "./salience_maps.ts";
export { type NamedSchedule, scheduleSteps } from "./schedule_steps.ts";
export type { Chart } from "./theme.ts";

/** Creates all charts for which an analysis has the numbers. */
export function analysisCharts(analysis: Analysis): Chart[] {
  return [
    accuracyByEpoch(analysis),
    ...(analysis.metric === "map50" ? [strictMapByEpoch(analysis)] : []),
    maskedShare(analysis),
    finalAccuracy(analysis),
    ...(analysis.comparisons.length > 0 ? [gains(analysis)] : []),
    ...(analysis.metric === "map50" ? [precisionRecallCurves(analysis)] : []),
  ];
}
