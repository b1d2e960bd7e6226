/** Chart of training beside test accuracy and loss by epoch. */
import type { Analysis } from "../analyze.ts";
import { metricName } from "../format.ts";
import type { RunEpoch } from "../read_run.ts";
import type { ChartDefinition } from "./define.ts";
import { rounded, seedsSwitch } from "./line_by_epoch.ts";
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

/** A measure on training or on test images. */
interface Measure {
  readonly set: "training" | "test";
  readonly valueOf: (epoch: RunEpoch) => number | undefined;
}

const percent = (share: number | undefined) => share === undefined ? undefined : 100 * share;

/** Lists the panels: a title, and the measures that share its axis. */
function panelsOf(metric: Analysis["metric"]): { title: string; measures: Measure[] }[] {
  const loss: Measure[] = [
    { set: "training", valueOf: ({ trainLoss }) => trainLoss },
    { set: "test", valueOf: ({ testLoss }) => testLoss },
  ];
  if (metric === "map50") return [{ title: "Loss", measures: loss }];
  const score: Measure[] = [
    { set: "training", valueOf: ({ trainAccuracy }) => percent(trainAccuracy) },
    { set: "test", valueOf: ({ testAccuracy }) => percent(testAccuracy) },
  ];
  return [
    { title: `${metricName(metric)}, %`, measures: score },
    { title: "Loss", measures: loss },
  ];
}

/** Lists a measure by arm, seed and epoch. */
const bySeed = ({ arms }: Analysis, measures: readonly Measure[]) =>
  arms.flatMap(({ label, runs }) =>
    measures.flatMap(({ set, valueOf }) =>
      runs.flatMap((run) =>
        run.epochs.flatMap((epoch) => {
          const value = valueOf(epoch);
          return value === undefined
            ? []
            : [{ arm: label, set, seed: run.seed, epoch: epoch.epoch, value: rounded(value) }];
        })
      )
    )
  );

/** Averages values over seeds, within the chart. */
const MEAN = {
  aggregate: [{ op: "mean" as const, field: "value", as: "value" }],
  groupby: ["arm", "set", "epoch"],
};

/**
 * Draws accuracy and loss on training images (dashed) beside those on test images, the mean over seeds of
 * every arm. Masked images count as the network saw them in training.
 *
 * @param analysis the result of `analyze`
 * @returns a chart of two panels; one for detectors, whose accuracy on training images is not measured
 */
export function learningCurves(analysis: Analysis): Chart {
  const labels = analysis.arms.map(({ label }) => label);
  const { color, opacity } = armEncodings(analysis, labels);
  const strokeDash = {
    field: "set",
    type: "nominal",
    scale: { domain: ["test", "training"], range: [[1, 0], [4, 3]] },
    legend: { symbolType: "stroke" },
  } as const;
  const panel = ({ title, measures }: ReturnType<typeof panelsOf>[number], at: number) => {
    const y = { field: "value", type: "quantitative", title, scale: { zero: false } } as const;
    const tooltip = [
      { field: "arm", title: "Method" },
      { field: "set", title: "Images" },
      { field: "epoch", title: "Epoch" },
      { field: "value", title, format: ".3~f" },
    ];
    return {
      width: 270,
      height: 210,
      data: { values: bySeed(analysis, measures) },
      layer: [
        {
          ...(at === 0 ? { params: [legendSelection] } : {}), // one for all panels
          transform: [MEAN],
          mark: { type: "line", strokeWidth: 2, strokeCap: "butt" } as const,
          encoding: { x: EPOCHS, y, color, strokeDash, opacity },
        },
        { transform: [MEAN], ...hoverPoints({ x: EPOCHS, y, tooltip, name: `points_${at}` }) },
        {
          name: `${INTERACTIVE}seeds_${at}`,
          transform: [{ filter: seedsSwitch.name }],
          mark: { type: "line", strokeWidth: 0.9 } as const,
          encoding: {
            x: EPOCHS,
            y,
            detail: { field: "seed", type: "nominal" } as const,
            color,
            strokeDash,
            opacity: whereChosen(0.7),
            tooltip: tooltipOf([...tooltip.slice(0, 2), { field: "seed", title: "Seed" }]),
          },
        },
      ],
    };
  };
  const panels = panelsOf(analysis.metric);
  return {
    name: "learning-curves",
    title: "Training and test curves",
    wide: true,
    diagnostic: true,
    description:
      `Line charts: ${
        panels.map(({ title }) => title.toLowerCase()).join(" and ")
      } by epoch on training images ` +
      "(dashed, as the network saw them, masked or augmented) and on test images, one line per method, the " +
      "mean over seeds.",
    spec: {
      $schema: SCHEMA,
      config: theme,
      columns: 2,
      spacing: { row: 12, column: 20 },
      params: [seedsSwitch],
      concat: panels.map(panel),
    },
  };
}

/** The entry of the registry. */
export const learningCurvesEntry: ChartDefinition = { name: "learning-curves", draw: learningCurves };
