/** Chart of the gain of every declared comparison with its 95% interval. */
import type { Analysis } from "../analyze.ts";
import { interval, points } from "../format.ts";
import type { ChartDefinition } from "./define.ts";
import { type Chart, SCHEMA, theme } from "./theme.ts";

/**
 * Draws the gain of every comparison with its interval; an interval that includes 0 is compatible with no
 * effect.
 *
 * @param analysis the result of `analyze`, with at least one comparison
 * @returns a dot-and-whisker chart, one row per comparison
 */
export function gains(analysis: Analysis): Chart {
  const values = analysis.comparisons.map((comparison) => ({
    comparison: [comparison.treatment, `against ${comparison.control}`].join("\n"),
    gain: 100 * comparison.gain,
    low: 100 * (comparison.interval?.low ?? comparison.gain),
    high: 100 * (comparison.interval?.high ?? comparison.gain),
  }));
  const y = {
    field: "comparison",
    type: "nominal",
    sort: values.map(({ comparison }) => comparison),
    title: null,
    axis: { labelExpr: "split(datum.label, '\\n')", labelLimit: 160 },
  } as const;
  return {
    name: "gains",
    title: "Gain with 95% interval",
    description: "Dot-and-whisker chart: gain in percentage points with its 95% interval. " +
      analysis.comparisons.map((one) =>
        `${one.treatment} against ${one.control}: ${points(one.gain)} ${
          one.interval ? interval(one.interval) : ""
        }`
      ).join("; ") + ".",
    spec: {
      $schema: SCHEMA,
      config: theme,
      title: "Gain with 95% interval",
      width: 260,
      height: { step: 46 },
      layer: [
        {
          data: { values: [{ zero: 0 }] },
          mark: { type: "rule", color: "#767676", strokeDash: [4, 3] },
          encoding: { x: { field: "zero", type: "quantitative" } },
        },
        {
          data: { values },
          mark: { type: "rule", strokeWidth: 2.5, color: "#0072b2" },
          encoding: {
            y,
            x: { field: "low", type: "quantitative", title: "Gain, percentage points" },
            x2: { field: "high" },
          },
        },
        {
          data: { values },
          mark: { type: "point", filled: true, size: 90, color: "#0072b2", opacity: 1 },
          encoding: { y, x: { field: "gain", type: "quantitative" } },
        },
      ],
    },
  };
}

/** The entry of the registry. */
export const gainsEntry: ChartDefinition = {
  name: "gains",
  applies: ({ comparisons }) => comparisons.length > 0,
  draw: gains,
};
