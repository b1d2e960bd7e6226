/**
 * Half a wave from the base to the minimum, after a warm-up of the first epochs whose last update has the base; moves
 * with every update.
 */
import { UsageError } from "../../errors.ts";
import { defineLearningRateSchedule, shareOf } from "./define.ts";
import { checkWithinBase } from "./within_base.ts";

/** The entry of the registry. */
export const cosineEntry = defineLearningRateSchedule({
  name: "cosine",
  summary: "cosine decay, updated every step, after a linear warm-up",
  options: {
    warmup: { kind: "integer", default: 0, range: { min: 0 }, help: "warm-up epochs" },
    start: { kind: "number", default: 0, range: { min: 0 }, help: "initial rate of the warm-up" },
    min: {
      kind: "number",
      default: 0,
      range: { min: 0 },
      help: "final rate, reached just after the last update",
    },
  },
  create({ warmup, start, min }, { base, epochs }) {
    checkWithinBase("cosine", { min, start }, base);
    if (warmup >= epochs) {
      throw new UsageError(`Cannot warm up for ${warmup} of ${epochs} epochs: give fewer`);
    }
    const share = shareOf(warmup, epochs);
    return (epoch, step = 0, steps = 1) => {
      if (epoch >= warmup) {
        return min + 0.5 * (base - min) * (1 + Math.cos(Math.PI * share(epoch, step, steps)));
      }
      const last = warmup * steps - 1;
      return last === 0 ? start : start + (base - start) * (epoch * steps + step) / last;
    };
  },
});
