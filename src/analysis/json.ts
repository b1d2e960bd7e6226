/** Converts an analysis to plain JSON, without the predictions and without paths of this machine. */
import { basename } from "@std/path";
import type { JsonObject } from "../io/json_object.ts";
import type { Analysis } from "./analyze.ts";
import { portableConfig } from "./read_run.ts";

/** The contents of `analysis.json`; accuracies and gains are shares of 1. */
export interface AnalysisJson extends Omit<Analysis, "arms"> {
  readonly arms: readonly {
    readonly label: string;
    readonly method: string;
    readonly mean: number;
    readonly standard_deviation: number | null;
    readonly best_epoch_mean: number;
    /** The test set's name. */
    readonly tested_on: string;
    readonly runs: readonly {
      readonly folder: string;
      readonly seed: number;
      readonly accuracy: number;
      /** Mean average precision over overlaps of 0.5, 0.55 … 0.95; only for detectors. */
      readonly map50_95?: number | null;
      readonly epoch: number;
      readonly best: { readonly epoch: number; readonly accuracy: number };
      readonly image_steps: number;
      readonly config: JsonObject;
    }[];
  }[];
}

/**
 * Converts an analysis to the JSON that is stored or printed.
 *
 * @param analysis the result of `analyze`
 */
export function analysisToJson({ arms, ...rest }: Analysis): AnalysisJson {
  return {
    ...rest,
    arms: arms.map(({ label, mean, standardDeviation, bestMean, test, runs }) => ({
      label,
      method: runs[0]?.method ?? label,
      mean,
      standard_deviation: standardDeviation,
      best_epoch_mean: bestMean,
      tested_on: test.name,
      runs: runs.map((run) => ({
        folder: basename(run.dir),
        seed: run.seed,
        accuracy: run.accuracy,
        ...(run.metric === "map50" ? { map50_95: run.scores.map50To95 ?? null } : {}),
        epoch: run.selectedEpoch,
        best: run.best,
        image_steps: run.imageSteps,
        config: portableConfig(run.config),
      })),
    })),
  };
}
