/** Down in a line; moves with every update. */
import { defineLearningRateSchedule, shareOf } from "./define.ts";
import { checkWithinBase } from "./within_base.ts";

/** The entry of the registry. */
export const linearEntry = defineLearningRateSchedule({
  name: "linear",
  summary: "linear decay, updated every step",
  options: {
    min: {
      kind: "number",
      default: 0,
      range: { min: 0 },
      help: "final rate, reached just after the last update",
    },
  },
  create({ min }, { base, epochs }) {
    checkWithinBase("linear", { min }, base);
    const share = shareOf(0, epochs);
    return (epoch, step, steps) => base + (min - base) * share(epoch, step, steps);
  },
});
