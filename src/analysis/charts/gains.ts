/** Chart of the gain of every declared comparison with its 95% interval. */
import type { Analysis } from "../analyze.ts";
import { interval, points, pValue } from "../format.ts";
import { onlyControl } from "../only_control.ts";
import type { ChartDefinition } from "./define.ts";
import { rounded } from "./line_by_epoch.ts";
import { armScales, type Chart, SCHEMA, theme, tooltipOf } from "./theme.ts";

/**
 * Draws the gain of every comparison with its interval, in the colour of its arm; an interval that includes 0
 * is compatible with no effect.
 *
 * @param analysis the result of `analyze`, with at least one comparison
 * @returns a dot-and-whisker chart, one row per comparison
 */
export function gains(analysis: Analysis): Chart {
  const { domain, colors } = armScales(analysis);
  const only = onlyControl(analysis), isOne = only !== undefined;
  const title = isOne ? `Gain over ${only}, 95% interval` : "Gain with 95% interval";
  const values = analysis.comparisons.map((comparison) => ({
    comparison: [comparison.treatment, ...(isOne ? [] : [`against ${comparison.control}`])].join("\n"),
    arm: comparison.treatment,
    control: comparison.control,
    gain: rounded(100 * comparison.gain),
    low: rounded(100 * (comparison.interval?.low ?? comparison.gain)),
    high: rounded(100 * (comparison.interval?.high ?? comparison.gain)),
    interval: comparison.interval === null ? "unknown" : interval(comparison.interval),
    p: comparison.adjustedP === null ? "unknown" : pValue(comparison.adjustedP),
    seeds: comparison.seeds.length,
  }));
  const y = {
    field: "comparison",
    type: "nominal",
    sort: values.map(({ comparison }) => comparison),
    title: null,
    axis: { labelExpr: "split(datum.label, '\\n')", labelLimit: 160 },
  } as const;
  const color = { field: "arm", type: "nominal", scale: { domain, range: colors }, legend: null } as const;
  const tooltip = tooltipOf([
    { field: "arm", title: "Method" },
    { field: "control", title: "Against" },
    { field: "gain", title: "Gain, points", format: "+.2f" },
    { field: "interval", title: "95% interval" },
    { field: "p", title: "p (Holm)" },
    { field: "seeds", title: "Seeds" },
  ]);
  return {
    name: "gains",
    title,
    description: "Dot-and-whisker chart: gain in percentage points with its 95% interval. " +
      analysis.comparisons.map((one) =>
        `${one.treatment} against ${one.control}: ${points(one.gain)} ${
          one.interval ? interval(one.interval) : ""
        }`
      ).join("; ") + ".",
    spec: {
      $schema: SCHEMA,
      config: theme,
      title,
      width: 260,
      height: { step: isOne ? 30 : 36 },
      layer: [
        {
          data: { values: [{ zero: 0 }] },
          mark: { type: "rule", color: "#767676", strokeDash: [4, 3] },
          encoding: { x: { field: "zero", type: "quantitative" } },
        },
        {
          data: { values },
          mark: { type: "rule", strokeWidth: 2.5 },
          encoding: {
            y,
            x: { field: "low", type: "quantitative", title: "Gain, percentage points" },
            x2: { field: "high" },
            color,
            tooltip,
          },
        },
        {
          data: { values },
          mark: { type: "point", filled: true, size: 90, opacity: 1 },
          encoding: { y, x: { field: "gain", type: "quantitative" }, color, tooltip },
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
