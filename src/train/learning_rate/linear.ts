/** Down in a line; moves with every update. */
import { defineLearningRateSchedule, shareOf } from "./define.ts";
import { checkWithinBase } from "./within_base.ts";

/** The entry of the registry. */
export const linearEntry = defineLearningRateSchedule({
  name: "linear",
  summary: "down in a line, with every update",
  options: {
    min: {
      kind: "number",
      default: 0,
      range: { min: 0 },
      help: "the rate that the update after the last would have",
    },
  },
  create({ min }, { base, epochs }) {
    checkWithinBase("linear", { min }, base);
    const share = shareOf(0, epochs);
    return (epoch, step, steps) => base + (min - base) * share(epoch, step, steps);
  },
});
