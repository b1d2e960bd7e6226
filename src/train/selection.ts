/** Which epoch a run reports. */
import type { EvaluatedEpoch, Selection, TrainingState } from "./types.ts";

/** Which number decides, or undefined where the last epoch is reported whatever it is. */
const decidingAccuracy = (metrics: EvaluatedEpoch, selection: Selection): number | undefined =>
  selection === "validation"
    ? metrics.validation_accuracy
    : selection === "test"
    ? metrics.test_accuracy
    : undefined;

/** Whether an evaluated epoch is reported instead of the one selected so far: it must be better, not only as good. */
export function isSelected(metrics: EvaluatedEpoch, state: TrainingState, selection: Selection): boolean {
  const accuracy = decidingAccuracy(metrics, selection);
  if (accuracy === undefined || state.selected === undefined) return true;
  return accuracy > (decidingAccuracy(state.selected.metrics, selection) ?? -1);
}
