/** Formats numbers for readers. */
import type { Metric } from "../train/task/mod.ts";

const MINUS = "−";

/** Formats a share of 1 in percent, as in `46.13`. */
export const percent = (share: number, digits = 2): string =>
  (100 * share).toFixed(digits).replace("-", MINUS);

/** Formats a difference of shares in percentage points with its sign, as in `+0.92`. */
export function points(difference: number, digits = 2): string {
  const text = (100 * difference).toFixed(digits);
  return Number(text) === 0
    ? (0).toFixed(digits)
    : text.startsWith("-")
    ? text.replace("-", MINUS)
    : `+${text}`;
}

/** Formats a p-value, as in `0.034` or `< 0.001`. */
export const pValue = (p: number): string => p < 0.001 ? "< 0.001" : p.toFixed(3);

/** Names of the metrics in headings. */
export const METRIC_NAMES: Readonly<Record<Metric, string>> = {
  accuracy: "Accuracy",
  map: "mAP",
  map50: "mAP@.5",
};

/** Names a metric in a heading, as in `Accuracy %`. */
export const metricName = (metric: Metric): string => METRIC_NAMES[metric];

/** Names a metric after another word, as in `Test accuracy`. */
export const metricNoun = (metric: Metric): string =>
  metric === "accuracy" ? "accuracy" : METRIC_NAMES[metric];

/** Names a metric in full, within a sentence. */
export const metricWords = (metric: Metric): string =>
  ({
    accuracy: "accuracy",
    map: "mean average precision (mAP)",
    map50: "mean average precision at an overlap of 0.5 (mAP@.5)",
  })[metric];

/** Formats a whole number with thousands separators, as in `10,000`. */
export const whole = (value: number): string => Math.round(value).toLocaleString("en-US");

/** Formats a count, as in `1 seed` or `1,000 epochs`. */
export const counted = (count: number, what: string): string =>
  `${whole(count)} ${what}${Math.round(count) === 1 ? "" : "s"}`;

/** Formats mean and deviation in percent, as in `46.13 ± 1.20`, or the mean alone. */
export const meanAndDeviation = (mean: number, deviation: number | null): string =>
  deviation === null ? percent(mean) : `${percent(mean)} ± ${percent(deviation)}`;

/** Formats an interval in percentage points, as in `[−0.31, +2.15]`. */
export const interval = ({ low, high }: { low: number; high: number }): string =>
  `[${points(low)}, ${points(high)}]`;
