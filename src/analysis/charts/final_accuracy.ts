/** Chart of the reported accuracy of every run, and the mean of every arm. */
import type { Analysis } from "../analyze.ts";
import { metricName, metricNoun, metricWords, percent } from "../format.ts";
import type { ChartDefinition } from "./define.ts";
import { armScales, type Chart, SCHEMA, theme, tooltipOf } from "./theme.ts";

/**
 * Draws every run's reported test accuracy as a point, and each arm's mean as a bar across them.
 *
 * @param analysis the result of `analyze`
 * @returns a dot chart, one row per arm
 */
export function finalAccuracy(analysis: Analysis): Chart {
  const { domain, colors, shapes } = armScales(analysis), { metric } = analysis;
  const values = analysis.arms.flatMap(({ label, runs }) =>
    runs.map(({ accuracy, seed }) => ({ arm: label, accuracy: 100 * accuracy, seed }))
  );
  const means = analysis.arms.map(({ label, mean }) => ({
    arm: label,
    mean: 100 * mean,
    text: percent(mean, 1),
  }));
  const y = { field: "arm", type: "nominal", sort: domain, title: null } as const;
  const color = { field: "arm", type: "nominal", scale: { domain, range: colors }, legend: null } as const;
  return {
    name: "final-accuracy",
    title: `${metricName(metric)} of every run`,
    description: `Dot chart: reported test ${metricWords(metric)} of every run, one row per method. ` +
      analysis.arms.map(({ label, mean, runs }) => `${label}: mean ${percent(mean)}% of ${runs.length}`).join(
        "; ",
      ) + ".",
    spec: {
      $schema: SCHEMA,
      config: theme,
      title: `${metricName(metric)} of every run`,
      width: 300,
      height: { step: 46 },
      layer: [
        {
          data: { values: means },
          mark: { type: "tick", thickness: 2.5, size: 30 },
          encoding: {
            y: { ...y, axis: { labelLimit: 160 } },
            x: { field: "mean", type: "quantitative" },
            color,
          },
        },
        {
          data: { values },
          mark: { type: "point", filled: true, size: 80, opacity: 0.75 },
          encoding: {
            y,
            x: {
              field: "accuracy",
              type: "quantitative",
              title: `Test ${metricNoun(metric)}, % (point: one seed; bar: mean)`,
              scale: { zero: false, padding: 14 },
            },
            color,
            shape: { field: "arm", type: "nominal", scale: { domain, range: shapes }, legend: null },
            tooltip: tooltipOf([
              { field: "arm", title: "Method" },
              { field: "seed", title: "Seed" },
              { field: "accuracy", title: `Test ${metricNoun(metric)}, %`, format: ".2f" },
            ]),
          },
        },
        {
          data: { values: means },
          mark: { type: "text", dy: -22, fontSize: 11, fontWeight: 600, color: "#3d3d3d" },
          encoding: { y, x: { field: "mean", type: "quantitative" }, text: { field: "text" } },
        },
      ],
    },
  };
}

/** The entry of the registry. */
export const finalAccuracyEntry: ChartDefinition = {
  name: "final-accuracy",
  draw: finalAccuracy,
};
