/** An analysis as plain JSON: without the predictions, and without the paths of the machine it was made on. */
import { basename } from "@std/path";
import type { JsonObject } from "../io/json_object.ts";
import type { Analysis } from "./analyze.ts";
import { portableConfig } from "./run.ts";

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
      /** Of a detector: mean average precision over overlaps of 0.5, 0.55 … 0.95. */
      readonly map50_95?: number | null;
      readonly epoch: number;
      readonly best: { readonly epoch: number; readonly accuracy: number };
      readonly image_steps: number;
      readonly config: JsonObject;
    }[];
  }[];
}

/**
 * What of an analysis is stored or printed as JSON.
 *
 * @param analysis what `analyze` gave
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
