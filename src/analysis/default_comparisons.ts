/** The default comparisons, for when none is declared. */
import { areSameRuns, type Arm } from "./arms.ts";
import type { ComparisonPlan } from "./comparison.ts";
import { differing, settingsOf } from "./settings.ts";

const isConventional = ({ runs }: Arm): boolean => runs.some(({ method }) => method === "conventional");

/** Counts the settings, except the method, in which two arms differ. */
const distance = (one: Arm, other: Arm): number =>
  differing([one, other].map(({ runs }) => settingsOf(runs[0]!))).filter((key) => key !== "method").length;

/** Returns 1 if two arms come from different folders that were named, else 0. */
const isElsewhere = ({ runs: [run] }: Arm, { runs: [other] }: Arm): number =>
  run?.within === other?.within ? 0 : 1;

/**
 * Pairs every arm with conventional training on the same test images. If there are several conventional arms,
 * it takes the one with the most similar settings, the first in case of a tie. Arms without such a control,
 * or with the same runs as their control, are not compared.
 *
 * @param arms the result of `groupArms`
 */
export function defaultComparisons(arms: readonly Arm[]): ComparisonPlan[] {
  return arms.flatMap((arm, at) => {
    // If there are two conventional arms, the first is the control of the second.
    const controls = arms.filter((other, place) =>
      other.test === arm.test && isConventional(other) && (!isConventional(arm) || place < at) &&
      !areSameRuns(arm, other)
    );
    const [control] = controls.toSorted((a, b) =>
      distance(arm, a) - distance(arm, b) || isElsewhere(arm, a) - isElsewhere(arm, b)
    );
    return control === undefined ? [] : [{ treatment: arm.label, control: control.label }];
  });
}
