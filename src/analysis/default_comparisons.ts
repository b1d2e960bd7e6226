/** What is compared where nobody declared it. */
import { type Arm, haveSameAnswers } from "./arms.ts";
import type { ComparisonPlan } from "./comparison.ts";
import { differing, settingsOf } from "./settings.ts";

const isConventional = ({ runs }: Arm): boolean => runs.some(({ method }) => method === "conventional");

/** In how many settings besides the method two arms differ. */
const distance = (one: Arm, other: Arm): number =>
  differing([one, other].map(({ runs }) => settingsOf(runs[0]!))).filter((key) => key !== "method").length;

/**
 * Every other arm against conventional training on the same test images; of several such arms against that with the
 * settings most like its own, the first where there is a tie. None where there is no such arm, or it has the same runs.
 *
 * @param arms as `groupArms` gives them
 */
export function defaultComparisons(arms: readonly Arm[]): ComparisonPlan[] {
  return arms.flatMap((arm, at) => {
    // Of two conventional arms the first is the control of the second.
    const controls = arms.filter((other, place) =>
      other.test === arm.test && isConventional(other) && (!isConventional(arm) || place < at) &&
      !haveSameAnswers(arm, other)
    );
    const [control] = controls.toSorted((a, b) => distance(arm, a) - distance(arm, b));
    return control === undefined ? [] : [{ treatment: arm.label, control: control.label }];
  });
}
