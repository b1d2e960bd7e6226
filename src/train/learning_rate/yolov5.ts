/** Down in a line by epochs, after a warm-up in which biases start high: a detector's. */
import { detectionRates, VOC_RATES } from "../../detect/detection_rates.ts";
import { defineLearningRateSchedule } from "./define.ts";

/** The entry of the registry. */
export const yolov5Entry = defineLearningRateSchedule({
  name: "yolov5",
  summary: "linear decay by epoch, after a warm-up in which rates rise from 0 and those of biases fall",
  options: {
    last: {
      kind: "number",
      default: VOC_RATES.last,
      range: { min: 0, max: 1 },
      help: "final rate, as a share of the initial one",
    },
    warmup: {
      kind: "number",
      default: VOC_RATES.warmUp,
      range: { min: 0 },
      help: "warm-up epochs: at least 100 updates, at most half of the training",
    },
    bias: {
      kind: "number",
      default: VOC_RATES.biasStart,
      range: { min: 0 },
      help: "initial rate of the biases",
    },
  },
  create: ({ last, warmup, bias }, { base, epochs }) =>
    detectionRates({ learningRate: base, epochs, last, warmUp: warmup, biasStart: bias }),
});
