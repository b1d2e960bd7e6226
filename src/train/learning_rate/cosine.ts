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
  summary: "half a wave down with every update, after a warm-up in a line",
  options: {
    warmup: { kind: "integer", default: 0, range: { min: 0 }, help: "epochs of the warm-up" },
    start: { kind: "number", default: 0, range: { min: 0 }, help: "the rate that the warm-up starts from" },
    min: {
      kind: "number",
      default: 0,
      range: { min: 0 },
      help: "the rate that the update after the last would have",
    },
  },
  create({ warmup, start, min }, { base, epochs }) {
    checkWithinBase("cosine", { min, start }, base);
    if (warmup >= epochs) {
      throw new UsageError(`Cannot warm up for ${warmup} epochs: there are ${epochs}. Make it fewer`);
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
