/**
 * The contents of the files in a run's folder. `config.json` holds a `RunConfig`, each line of `metrics.jsonl`
 * an {@linkcode EpochMetrics}.
 *
 * @module
 */
import type { BackendInfo } from "../../backend/mod.ts";
import type { Metric } from "../../train/task/mod.ts";
import type { EpochMetrics, EvaluatedEpoch, Selection } from "../../train/types.ts";

export type { EpochMetrics, EvaluatedEpoch };

/** A session of a run, as `environment.json` lists them; a resumed run has several. */
export interface Session {
  /** ISO 8601, UTC. */
  readonly started: string;
  /** Wall time; only of the session that finished the run. */
  readonly seconds?: number;
  /**
   * Where they went: the method's preparation (salience), the epochs' steps and the evaluations; the rest is
   * reading and writing files. Only of the session that finished the run.
   */
  readonly stages?: { readonly preparation: number; readonly training: number; readonly evaluation: number };
  /** Peak resident memory of its process in MiB; only of the session that finished the run. */
  readonly peakMiB?: number;
  readonly version: string;
  /** The commit of this program, if it runs from a git checkout. */
  readonly commit: string | null;
  /** SHA-256 of the program's files, including uncommitted changes: equal hashes mean equal code. */
  readonly source: string | null;
  readonly deno: string;
  readonly v8: string;
  readonly os: string;
  readonly cpu: string;
  /**
   * The processor's vector instructions: AVX2, AVX-512 and their extensions; null if the system does not
   * report them.
   */
  readonly instructions: readonly string[] | null;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly backend: BackendInfo;
  readonly dataset: { readonly name: string; readonly train: string; readonly test: string };
}

/** A session as it was recorded: earlier versions recorded less. */
export type StoredSession = Partial<Session>;

/** The contents of `summary.json`; a run that has it is finished. */
export interface RunSummary {
  /** The version of the folder's format. */
  readonly format: number;
  readonly finished: true;
  /** The metric of the accuracies: shares of correct predictions, or mean average precisions. */
  readonly metric: Metric;
  /** The rule that chose the reported epoch. */
  readonly selection: Selection;
  /** The reported epoch; `predictions.npy` holds its predictions. */
  readonly selected: EvaluatedEpoch;
  readonly last: EvaluatedEpoch;
  /** The evaluated epoch with the best test accuracy; chosen on the test set, so never a fair result. */
  readonly best: EvaluatedEpoch & { readonly chosen_by: "test" };
  /** Images trained on over all epochs: all training images in each, unless the method selects. */
  readonly image_steps: number;
  readonly train_size: number;
  readonly test_size: number;
  readonly classes: readonly string[];
  readonly attribution: string;
}

/** A summary as it was stored: version 1 has no `format`, and its first runs have no `metric`. */
export type StoredSummary = Omit<RunSummary, "format" | "metric"> & Partial<RunSummary>;

/** The predictions of the reported epoch for the N test images, with the truth. */
export type RunPredictions =
  | {
    /** The share of correct predictions; one class per image, int32 [N]. */
    readonly metric: "accuracy";
    readonly predictions: Int32Array;
    readonly targets: Int32Array;
  }
  | {
    /**
     * Mean average precision of the ranked probabilities of several classes per image, float32 [N, classes].
     */
    readonly metric: "map";
    readonly predictions: Float32Array;
    /** uint8 [N, classes]: 1 = present, 0 = absent, 255 = unknown. */
    readonly targets: Uint8Array;
  }
  | {
    /** Mean average precision of the scored boxes at an overlap of 0.5. */
    readonly metric: "map50";
    /**
     * float32 [M, 7]: image, class, score, and the box in pixels; sorted by image, then by descending score.
     */
    readonly predictions: Float32Array;
    /** float32 [T, 7]: image, class, difficult (1) or not (0), and the box. */
    readonly targets: Float32Array;
  };
