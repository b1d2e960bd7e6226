/** Summarizes a finished run. */
import type { Dataset } from "../data/types.ts";
import type { Metric } from "../train/task/mod.ts";
import { isEvaluated, type TrainingState } from "../train/types.ts";
import type { RunConfig } from "./config.ts";
import { FORMAT, type RunSummary } from "./run_folder/mod.ts";
import type { ChosenImages } from "./subset.ts";

/** Summarizes a finished run; it has at least one epoch. */
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
    format: FORMAT,
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
