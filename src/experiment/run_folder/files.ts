/** The files of a run's folder: their names, and the version of their format. */
import { join } from "@std/path";

/**
 * The version of the format, which `summary.json` states as `format`; a folder without one has version 1.
 *
 * - 1: `summary.json` may lack `metric`, which is then "accuracy".
 * - 2: `summary.json` states `format` and `metric`.
 */
export const FORMAT = 2;

/** The names of a run's files. */
export const RUN_FILES = {
  /** The configuration, with every option spelled out. */
  config: "config.json",
  /** Machine, versions and times of each session. */
  environment: "environment.json",
  /** A line for each epoch. */
  metrics: "metrics.jsonl",
  /** The reported epoch's predictions for the test set, and the truth. */
  predictions: "predictions.npy",
  targets: "targets.npy",
  /** The probability of each predicted class in whole percent, for classifiers; runs before 0.2.0 lack it. */
  confidences: "confidences.npy",
  /** The cluster of each test image, if the data set has clusters. */
  groups: "groups.npy",
  /** The results. Written last: a run is finished if it has a valid one. */
  summary: "summary.json",
} as const;

/** The folder with the large files; it can be deleted once the run is finished. */
export const CHECKPOINT = "checkpoint";

/** The paths of a run's files. */
export type RunPaths =
  & { readonly [K in keyof typeof RUN_FILES]: string }
  & {
    readonly checkpoint: string;
    /** The state that a resumed run starts from. */
    readonly state: string;
    /** The weights of the reported epoch. */
    readonly weights: string;
    /** Records of the processes that worked on the run. */
    readonly claims: string;
  };

/**
 * Lists the paths of a run's files.
 *
 * @param dir the run's folder
 *
 * @example
 * ```ts
 * import { runPaths } from "./files.ts";
 *
 * console.assert(runPaths("runs/a").summary.endsWith("summary.json"));
 * ```
 */
export function runPaths(dir: string): RunPaths {
  const checkpoint = join(dir, CHECKPOINT);
  const paths = Object.entries(RUN_FILES).map(([key, name]) => [key, join(dir, name)]);
  return {
    ...Object.fromEntries(paths),
    checkpoint,
    state: join(checkpoint, "last.safetensors"),
    weights: join(checkpoint, "weights.safetensors"),
    claims: join(checkpoint, "claims"),
  };
}
