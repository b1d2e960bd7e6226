/** Steps down at the start of some epochs. */
import { UsageError } from "../../errors.ts";
import { defineLearningRateSchedule } from "./define.ts";

/** The published steps: a tenth from the start of the 1-based epochs 32, 62 and 92 (paper, training recipe). */
export const PUBLISHED_STEPS = "step:at=32-62-92,factor=0.1";

/** The entry of the registry. */
export const stepEntry = defineLearningRateSchedule({
  name: "step",
  summary: "multiplies the rate by a factor at the start of given epochs",
  options: {
    at: {
      kind: "integers",
      default: [32, 62, 92],
      range: { min: 1 },
      help: "1-based epochs in rising order",
    },
    factor: {
      kind: "number",
      default: 0.1,
      range: { min: 0, max: 1 },
      help: "factor that multiplies the rate at each of these epochs",
    },
  },
  create({ at, factor }, { base }) {
    if (at.some((epoch, place) => place > 0 && epoch <= at[place - 1]!)) {
      throw new UsageError(
        `Option "at" of "step" must be rising 1-based epochs such as 32-62-92, not "${at.join("-")}"`,
      );
    }
    return (epoch) => base * factor ** at.filter((start) => epoch + 1 >= start).length;
  },
});
