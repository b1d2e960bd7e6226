/** Chart of a test measure by epoch: a line per arm, a band over its seeds. */
import type { Analysis } from "../analyze.ts";
import type { RunEpoch } from "../read_run.ts";
import { meanAndStandardDeviation } from "../statistics/mean_and_standard_deviation.ts";
import { armScales, type Chart, EPOCHS, legendColumns, SCHEMA, theme } from "./theme.ts";

/** The measure that a chart shows. */
export interface EpochMeasure {
  /** The chart's name. */
  readonly name: string;
  /** The short name of the measure, as in `Test accuracy`. */
  readonly noun: string;
  /** The full name of the measure. */
  readonly words: string;
  /** Returns the value as a share of 1; undefined for an epoch that was not evaluated. */
  readonly valueOf: (epoch: RunEpoch) => number | undefined;
  /** Chance level, percent. */
  readonly chance?: number | undefined;
}

/**
 * Draws the mean of a measure of every arm by epoch, with a band of one standard deviation over seeds.
 *
 * @param analysis the result of `analyze`
 * @returns a chart, with a dotted line at chance level if that is known
 */
export function lineByEpoch(
  analysis: Analysis,
  { name, noun, words, valueOf, chance }: EpochMeasure,
): Chart {
  const { domain, colors, dashes } = armScales(analysis);
  const values = analysis.arms.flatMap(({ label, runs }) => {
    const epochs = Math.min(...runs.map((run) => run.epochs.length));
    return Array.from({ length: epochs }, (_, index) => index).flatMap((index) => {
      const shares = runs.flatMap((run) => valueOf(run.epochs[index]!) ?? []);
      if (shares.length < runs.length) return [];
      const { mean, standardDeviation } = meanAndStandardDeviation(shares.map((share) => 100 * share));
      const half = standardDeviation ?? 0;
      return [{ arm: label, epoch: index + 1, accuracy: mean, low: mean - half, high: mean + half }];
    });
  });
  const color = {
    field: "arm",
    type: "nominal",
    scale: { domain, range: colors },
    legend: { columns: legendColumns(domain), symbolType: "stroke" },
  } as const;
  const guessing = chance === undefined ? [] : [{ chance }];
  return {
    name,
    title: `Test ${noun} by epoch`,
    description:
      `Line chart: mean test ${words} in percent by epoch, one line per method, with a band of one standard ` +
      `deviation over seeds. ${values.length === 0 ? "" : endings(analysis, valueOf)}`,
    spec: {
      $schema: SCHEMA,
      config: theme,
      title: `Test ${noun} by epoch`,
      width: 380,
      height: 260,
      layer: [
        {
          data: { values },
          encoding: {
            x: EPOCHS,
          },
          layer: [
            {
              mark: { type: "area", opacity: 0.16 },
              encoding: {
                y: { field: "low", type: "quantitative", title: `Test ${noun}, %`, scale: { zero: false } },
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
          data: { values: guessing },
          mark: { type: "rule", strokeDash: [1, 3], color: "#767676" },
          encoding: { y: { field: "chance", type: "quantitative" } },
        },
        {
          data: { values: guessing },
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

function endings({ arms }: Analysis, valueOf: EpochMeasure["valueOf"]): string {
  const ends = arms.map(({ label, runs }) => {
    const last = runs.map(({ epochs }) => epochs.length === 0 ? 0 : valueOf(epochs.at(-1)!) ?? NaN);
    return `${label} ends at ${(100 * meanAndStandardDeviation(last).mean).toFixed(1)}%`;
  });
  return `${ends.join("; ")}.`;
}
