/** What a finished run says of itself in `summary.json`. */
import type { Dataset } from "../data/types.ts";
import type { Metric } from "../train/task/mod.ts";
import { type EvaluatedEpoch, isEvaluated, type Selection, type TrainingState } from "../train/types.ts";
import type { RunConfig } from "./config.ts";
import type { ChosenImages } from "./subset.ts";

/** The contents of `summary.json`; its presence means that the run is finished. */
export interface RunSummary {
  readonly finished: true;
  /** What the accuracies are: shares of right answers, or mean average precisions. */
  readonly metric: Metric;
  /** What chose the reported epoch. */
  readonly selection: Selection;
  /** The reported epoch: `predictions.npy` is its. */
  readonly selected: EvaluatedEpoch;
  readonly last: EvaluatedEpoch;
  /** The evaluated epoch with the best test accuracy; chosen on the test set, so never a fair result. */
  readonly best: EvaluatedEpoch & { readonly chosen_by: "test" };
  /** Images that were trained on, over all epochs: all training images in each unless the method selects. */
  readonly image_steps: number;
  readonly train_size: number;
  readonly test_size: number;
  readonly classes: readonly string[];
  readonly attribution: string;
}

/** Sums a finished run up; a run has at least one epoch. */
export function summarize(
  config: RunConfig,
  state: TrainingState,
  dataset: Dataset,
  images: ChosenImages,
  metric: Metric,
): RunSummary {
  const evaluated = state.history.filter(isEvaluated), last = evaluated.at(-1);
  if (last === undefined || state.selected === undefined) {
    throw new Error("A run without an epoch has no summary");
  }
  const best = evaluated.reduce((a, b) => b.test_accuracy > a.test_accuracy ? b : a);
  return {
    finished: true,
    metric,
    selection: config.select,
    selected: state.selected.metrics,
    last,
    best: { ...best, chosen_by: "test" },
    image_steps: state.history.reduce(
      (sum, { train_images }) => sum + (train_images ?? images.train.length),
      0,
    ),
    train_size: images.train.length,
    test_size: images.test.length,
    classes: dataset.classes,
    attribution: dataset.attribution,
  };
}
