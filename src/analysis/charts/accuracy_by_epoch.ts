/** Test accuracy by epoch: a line per arm, a band over its seeds. */
import type { Analysis } from "../analyze.ts";
import { metricWords } from "../format.ts";
import { meanAndStandardDeviation } from "../statistics/mean_and_standard_deviation.ts";
import { armScales, type Chart, legendColumns, SCHEMA, theme } from "./theme.ts";

/**
 * Draws the mean test accuracy of every arm by epoch, with a band of one standard deviation over seeds.
 *
 * @param analysis what `analyze` gave
 * @returns a chart with a dotted line at the accuracy of guessing, where there is one
 */
export function accuracyByEpoch(analysis: Analysis): Chart {
  const { domain, colors, dashes } = armScales(analysis);
  const values = analysis.arms.flatMap(({ label, runs }) => {
    const epochs = Math.min(...runs.map((run) => run.epochs.length));
    return Array.from({ length: epochs }, (_, index) => {
      const { mean, standardDeviation } = meanAndStandardDeviation(
        runs.map((run) => 100 * run.epochs[index]!.testAccuracy),
      );
      const half = standardDeviation ?? 0;
      return { arm: label, epoch: index + 1, accuracy: mean, low: mean - half, high: mean + half };
    });
  });
  const color = {
    field: "arm",
    type: "nominal",
    scale: { domain, range: colors },
    legend: { columns: legendColumns(domain), symbolType: "stroke" },
  } as const;
  const { metric, test: { classes } } = analysis, name = metric === "map" ? "mAP" : "accuracy";
  const chance = metric === "accuracy" && classes.length > 1 ? [{ chance: 100 / classes.length }] : [];
  return {
    name: "accuracy-by-epoch",
    title: `Test ${name} by epoch`,
    description:
      `Line chart: mean test ${
        metricWords(metric)
      } in percent by epoch, one line per method, with a band of one standard ` +
      `deviation over seeds. ${values.length === 0 ? "" : endings(analysis)}`,
    spec: {
      $schema: SCHEMA,
      config: theme,
      title: `Test ${name} by epoch`,
      width: 380,
      height: 260,
      layer: [
        {
          data: { values },
          encoding: {
            x: {
              field: "epoch",
              type: "quantitative",
              title: "Epoch",
              axis: { tickMinStep: 1, format: "d", grid: false, labelFlush: false },
            },
          },
          layer: [
            {
              mark: { type: "area", opacity: 0.16 },
              encoding: {
                y: { field: "low", type: "quantitative", title: `Test ${name}, %`, scale: { zero: false } },
                y2: { field: "high" },
                color,
              },
            },
            {
              mark: {
                type: "line",
                strokeWidth: 2.25,
                strokeCap: "butt",
                point: values.every(({ epoch }) => epoch === 1),
              },
              encoding: {
                y: { field: "accuracy", type: "quantitative" },
                color,
                strokeDash: { field: "arm", type: "nominal", scale: { domain, range: dashes } },
              },
            },
          ],
        },
        {
          data: { values: chance },
          mark: { type: "rule", strokeDash: [1, 3], color: "#767676" },
          encoding: { y: { field: "chance", type: "quantitative" } },
        },
        {
          data: { values: chance },
          mark: {
            type: "text",
            align: "right",
            baseline: "bottom",
            dy: -3,
            color: "#5c5c5c",
            fontSize: 11,
            text: "guessing",
          },
          encoding: { x: { value: 380 }, y: { field: "chance", type: "quantitative" } },
        },
      ],
    },
  };
}

function endings({ arms }: Analysis): string {
  const ends = arms.map(({ label, runs }) => {
    const last = runs.map((run) => run.epochs.at(-1)?.testAccuracy ?? 0);
    return `${label} ends at ${(100 * meanAndStandardDeviation(last).mean).toFixed(1)}%`;
  });
  return `${ends.join("; ")}.`;
}
