/** Chart of detectors' mean average precision over overlaps of 0.5, 0.55 … 0.95, by epoch. */
import type { Analysis } from "../analyze.ts";
import type { ChartDefinition } from "./define.ts";
import { lineByEpoch } from "./line_by_epoch.ts";
import type { Chart } from "./theme.ts";

/**
 * Draws mAP@.5:.95, which requires tightly fitting boxes, of every arm by epoch, with a band of one standard
 * deviation over seeds.
 *
 * @param analysis an analysis of detectors
 */
export function strictMapByEpoch(analysis: Analysis): Chart {
  return lineByEpoch(analysis, {
    name: "strict-map-by-epoch",
    noun: "mAP@.5:.95",
    words: "mean average precision over overlaps from 0.5 to 0.95 (mAP@.5:.95)",
    valueOf: ({ testMap }) => testMap,
  });
}

/** The entry of the registry. */
export const strictMapByEpochEntry: ChartDefinition = {
  name: "strict-map-by-epoch",
  applies: ({ metric }) => metric === "map50",
  draw: strictMapByEpoch,
};
