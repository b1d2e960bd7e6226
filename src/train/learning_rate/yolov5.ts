/** Down in a line by epochs, after a warm-up in which biases start high: a detector's. */
import { detectionRates, VOC_RATES } from "../../detect/detection_rates.ts";
import { defineLearningRateSchedule } from "./define.ts";

/** The entry of the registry. */
export const yolov5Entry = defineLearningRateSchedule({
  name: "yolov5",
  summary: "down in a line by epochs, after a warm-up up from 0 in which biases come down",
  options: {
    last: {
      kind: "number",
      default: VOC_RATES.last,
      range: { min: 0, max: 1 },
      help: "share of the rate that is left at the end",
    },
    warmup: {
      kind: "number",
      default: VOC_RATES.warmUp,
      range: { min: 0 },
      help: "epochs of the warm-up: 100 updates at least, half of the training at most",
    },
    bias: {
      kind: "number",
      default: VOC_RATES.biasStart,
      range: { min: 0 },
      help: "the rate that biases start from",
    },
  },
  create: ({ last, warmup, bias }, { base, epochs }) =>
    detectionRates({ learningRate: base, epochs, last, warmUp: warmup, biasStart: bias }),
});
