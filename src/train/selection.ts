/** Selects the epoch that a run reports. */
import type { EvaluatedEpoch, Selection, TrainingState } from "./types.ts";

/** Returns the accuracy that decides; undefined if the last epoch is always reported. */
const decidingAccuracy = (metrics: EvaluatedEpoch, selection: Selection): number | undefined =>
  selection === "validation"
    ? metrics.validation_accuracy
    : selection === "test"
    ? metrics.test_accuracy
    : undefined;

/** Returns whether an evaluated epoch replaces the selected one, for which it must be strictly better. */
export function isSelected(metrics: EvaluatedEpoch, state: TrainingState, selection: Selection): boolean {
  const accuracy = decidingAccuracy(metrics, selection);
  if (accuracy === undefined || state.selected === undefined) return true;
  return accuracy > (decidingAccuracy(state.selected.metrics, selection) ?? -1);
}
