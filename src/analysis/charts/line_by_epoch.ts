/** Chart of a test measure by epoch: a line per arm, a band over its seeds, and each seed on request. */
import type { Analysis } from "../analyze.ts";
import type { RunEpoch } from "../read_run.ts";
import { meanAndStandardDeviation } from "../statistics/mean_and_standard_deviation.ts";
import {
  armEncodings,
  type Chart,
  EPOCHS,
  hoverPoints,
  INTERACTIVE,
  legendSelection,
  SCHEMA,
  theme,
  tooltipOf,
  whereChosen,
} from "./theme.ts";

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

/** Rounds to four decimals, so that specifications stay small. */
export const rounded = (value: number): number => Number(value.toFixed(4));

/** Summarises a measure over the seeds of every arm by epoch, percent; epochs that not all seeds have are left out. */
export function meansByEpoch({ arms }: Analysis, valueOf: EpochMeasure["valueOf"]) {
  return arms.flatMap(({ label, runs }) => {
    const epochs = Math.min(...runs.map((run) => run.epochs.length));
    return Array.from({ length: epochs }, (_, index) => index).flatMap((index) => {
      const shares = runs.flatMap((run) => valueOf(run.epochs[index]!) ?? []);
      if (shares.length < runs.length) return [];
      const { mean, standardDeviation } = meanAndStandardDeviation(shares.map((share) => 100 * share));
      const half = standardDeviation ?? 0;
      return [{
        arm: label,
        epoch: index + 1,
        accuracy: rounded(mean),
        low: rounded(mean - half),
        high: rounded(mean + half),
      }];
    });
  });
}

/** Lists a measure of every run by epoch, percent. */
export const valuesBySeed = ({ arms }: Analysis, valueOf: EpochMeasure["valueOf"]) =>
  arms.flatMap(({ label, runs }) =>
    runs.flatMap((run) =>
      run.epochs.flatMap((epoch) => {
        const share = valueOf(epoch);
        return share === undefined
          ? []
          : [{ arm: label, seed: run.seed, epoch: epoch.epoch, accuracy: rounded(100 * share) }];
      })
    )
  );

/** The checkbox that shows a line per seed. */
export const seedsSwitch = {
  name: "seeds",
  value: false,
  bind: { input: "checkbox", name: "Show each seed " },
} as const;

/** Returns a layer with a thin line per seed, which the checkbox shows. */
export const seedLines = (analysis: Analysis, valueOf: EpochMeasure["valueOf"], y: object) => ({
  name: `${INTERACTIVE}seeds`,
  data: { values: valuesBySeed(analysis, valueOf) },
  transform: [{ filter: seedsSwitch.name }],
  mark: { type: "line", strokeWidth: 1 } as const,
  encoding: {
    x: EPOCHS,
    y,
    detail: { field: "seed", type: "nominal" } as const,
    color: armEncodings(analysis, analysis.arms.map(({ label }) => label)).color,
    opacity: whereChosen(0.75),
    tooltip: tooltipOf([{ field: "arm", title: "Method" }, { field: "seed", title: "Seed" }]),
  },
});

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
  const values = meansByEpoch(analysis, valueOf), labels = analysis.arms.map(({ label }) => label);
  const { color, strokeDash, opacity } = armEncodings(analysis, labels);
  const y = {
    field: "accuracy",
    type: "quantitative",
    title: `Test ${noun}, %`,
    scale: { zero: false },
  } as const;
  const guessing = chance === undefined ? [] : [{ chance }];
  const tooltip = [
    { field: "arm", title: "Method" },
    { field: "epoch", title: "Epoch" },
    { field: "accuracy", title: `Mean ${noun}, %`, format: ".2f" },
    { field: "low", title: "Mean − deviation", format: ".2f" },
    { field: "high", title: "Mean + deviation", format: ".2f" },
  ];
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
      params: [seedsSwitch],
      layer: [
        {
          data: { values },
          encoding: { x: EPOCHS },
          layer: [
            {
              mark: { type: "area" },
              encoding: {
                y: { ...y, field: "low" },
                y2: { field: "high" },
                color,
                opacity: whereChosen(0.16),
              },
            },
            {
              params: [legendSelection],
              mark: {
                type: "line",
                strokeWidth: 2.25,
                strokeCap: "butt",
                point: values.every(({ epoch }) => epoch === 1),
              },
              encoding: { y, color, strokeDash, opacity },
            },
            hoverPoints({ x: EPOCHS, y, tooltip }),
          ],
        },
        seedLines(analysis, valueOf, y),
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
