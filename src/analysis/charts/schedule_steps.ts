/** Charts of masking-ratio schedules over the epochs, one small chart each. */
import { UsageError } from "../../errors.ts";
import { type Chart, SCHEMA, theme } from "./theme.ts";

/** A schedule with a name, as a list. */
export interface NamedSchedule {
  readonly name: string;
  /** The ratio of each epoch, 0 ≤ r < 1. */
  readonly ratios: readonly number[];
}

/**
 * Draws schedules side by side as steps, all on the same scales.
 *
 * @param schedules at least one, each with at least one epoch
 * @returns a chart of two panels in a row
 * @throws {UsageError} without a schedule, or with an empty one
 *
 * @example
 * ```ts
 * import { scheduleSteps } from "./schedule_steps.ts";
 *
 * const chart = scheduleSteps([{ name: "rising", ratios: [0, 0.2, 0.4] }]);
 * console.assert(chart.description.includes("rising goes from 0.0% to 40.0%"));
 * ```
 */
export function scheduleSteps(schedules: readonly NamedSchedule[]): Chart {
  if (schedules.length === 0 || schedules.some(({ ratios }) => ratios.length === 0)) {
    throw new UsageError("Cannot draw schedules without epochs: give one or more, each with an epoch");
  }
  const ranges = schedules.map(({ name, ratios }) =>
    `${name} goes from ${(100 * ratios[0]!).toFixed(1)}% to ${(100 * ratios.at(-1)!).toFixed(1)}%`
  );
  const epochs = Math.max(...schedules.map(({ ratios }) => ratios.length));
  const most = 100 * Math.max(0.01, ...schedules.flatMap(({ ratios }) => ratios));
  return {
    name: "schedule-steps",
    title: "Schedules of the masking ratio",
    description: `Step charts: masking ratio in percent by epoch, one per schedule. ${ranges.join("; ")}.`,
    spec: {
      $schema: SCHEMA,
      config: theme,
      columns: 2,
      spacing: { row: 12, column: 24 },
      concat: schedules.map(({ name, ratios }) => ({
        title: { text: name, fontSize: 13, offset: 4 },
        width: 280,
        height: 92,
        encoding: {
          x: {
            type: "quantitative",
            title: "Epoch",
            scale: { nice: false, domain: [0.5, epochs + 0.5] },
            axis: { tickMinStep: 1, format: "d", grid: false, labelFlush: false, titlePadding: 2 },
          },
          y: {
            type: "quantitative",
            title: "Ratio, %",
            scale: { domain: [0, most] },
            axis: { tickCount: 4 },
          },
        },
        layer: [
          {
            data: {
              // An epoch's step extends from half an epoch before it to half an epoch after it.
              values: [...ratios, ratios.at(-1)!].map((ratio, index) => ({
                epoch: index + 0.5,
                percent: 100 * ratio,
              })),
            },
            mark: {
              type: "area",
              interpolate: "step-after",
              line: { color: "#0072b2", strokeWidth: 1.75 },
              color: "#0072b2",
              opacity: 0.25,
            },
            encoding: { x: { field: "epoch" }, y: { field: "percent" } },
          },
          {
            // What the pointer finds: an invisible column per epoch.
            data: {
              values: ratios.map((ratio, index) => ({
                epoch: index + 1,
                left: index + 0.5,
                right: index + 1.5,
                bottom: 0,
                top: most,
                percent: 100 * ratio,
              })),
            },
            mark: { type: "rect", opacity: 0 },
            encoding: {
              x: { field: "left" },
              x2: { field: "right" },
              y: { field: "bottom" },
              y2: { field: "top" },
              tooltip: [
                { field: "epoch", type: "quantitative", title: "Epoch" },
                { field: "percent", type: "quantitative", title: "Ratio, %", format: ".2f" },
              ],
            },
          },
        ],
      })),
    },
  };
}
