/** Chart of classifiers' accuracy class by class. */
import type { Analysis } from "../analyze.ts";
import { classAccuracies } from "../class_scores.ts";
import type { ChartDefinition } from "./define.ts";
import { rounded } from "./line_by_epoch.ts";
import {
  armScales,
  type Chart,
  legendColumns,
  legendSelection,
  SCHEMA,
  theme,
  tooltipOf,
  whereChosen,
} from "./theme.ts";

/** The most classes that get a row: those in which the arms differ most. */
const MOST_CLASSES = 30;

/**
 * Draws the share of each class's test images that every arm classified correctly, over all its seeds.
 *
 * @param analysis an analysis of classifiers
 * @returns a dot chart, one row per class, those with the largest differences if there are many
 */
export function classAccuracy(analysis: Analysis): Chart {
  const { test } = analysis, { domain, colors, shapes } = armScales(analysis);
  const arms = analysis.arms.filter((arm) => arm.test.classes.join() === test.classes.join())
    .map((arm) => ({ label: arm.label, shares: classAccuracies(arm) }));
  const spread = (index: number) => {
    const shares = arms.map(({ shares }) => shares[index]!);
    return Math.max(...shares) - Math.min(...shares);
  };
  const known = test.classes.map((_, index) => index).filter((index) =>
    arms.every(({ shares }) => !isNaN(shares[index]!))
  );
  const shown = known.toSorted((a, b) => spread(b) - spread(a)).slice(0, MOST_CLASSES).sort((a, b) => a - b);
  const values = arms.flatMap(({ label, shares }) =>
    shown.map((index) => ({
      arm: label,
      class: test.classes[index]!,
      accuracy: rounded(100 * shares[index]!),
    }))
  );
  const title = shown.length < known.length
    ? `Accuracy of the ${shown.length} classes that differ most`
    : "Accuracy by class";
  return {
    name: "class-accuracy",
    title,
    diagnostic: true,
    description:
      `Dot chart: share of each class's test images that were classified correctly, in percent, over all ` +
      `seeds, one row per class, one point per method. ${title}.`,
    spec: {
      $schema: SCHEMA,
      config: theme,
      title,
      width: 280,
      height: { step: 22 },
      data: { values },
      params: [legendSelection],
      mark: { type: "point", filled: true, size: 70 },
      encoding: {
        y: {
          field: "class",
          type: "nominal",
          sort: null,
          title: null,
          axis: { grid: true, labelLimit: 140 },
        },
        x: { field: "accuracy", type: "quantitative", title: "Test accuracy, %", scale: { zero: false } },
        color: {
          field: "arm",
          type: "nominal",
          scale: { domain, range: colors },
          legend: { columns: legendColumns(domain) },
        },
        shape: { field: "arm", type: "nominal", scale: { domain, range: shapes } },
        opacity: whereChosen(0.85),
        tooltip: tooltipOf([
          { field: "class", title: "Class" },
          { field: "arm", title: "Method" },
          { field: "accuracy", title: "Accuracy, %", format: ".2f" },
        ]),
      },
    },
  };
}

/** The entry of the registry. */
export const classAccuracyEntry: ChartDefinition = {
  name: "class-accuracy",
  applies: ({ metric, test }) => metric === "accuracy" && test.classes.length > 1,
  draw: classAccuracy,
};
