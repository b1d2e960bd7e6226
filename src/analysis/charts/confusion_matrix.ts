/** Chart of classifiers' confusions: true classes against predicted ones. */
import type { Analysis } from "../analyze.ts";
import { confusions, mainArms } from "../class_scores.ts";
import type { ChartDefinition } from "./define.ts";
import { rounded } from "./line_by_epoch.ts";
import { type Chart, SCHEMA, theme, tooltipOf } from "./theme.ts";

/** The most classes of which a matrix is legible. */
const MOST_CLASSES = 20;

/**
 * Draws the confusion matrices of the main comparison's arms: for each true class, the share of its test
 * images that was predicted as each class, over all seeds.
 *
 * @param analysis an analysis of classifiers
 * @returns a chart with a panel per arm
 */
export function confusionMatrix(analysis: Analysis): Chart {
  const arms = mainArms(analysis), { test: { classes } } = arms[0]!, n = classes.length;
  const cell = n <= 12 ? 26 : 17;
  const panel = (arm: typeof arms[number]) => {
    const counts = confusions(arm);
    const values = Array.from(counts, (count, at) => {
      const row = Math.floor(at / n),
        total = counts.subarray(row * n, (row + 1) * n).reduce((a, b) => a + b, 0);
      const share = total === 0 ? 0 : rounded(100 * count / total);
      return { true: classes[row]!, predicted: classes[at % n]!, share, count, text: `${Math.round(share)}` };
    });
    const axis = { labelLimit: 90, domain: false, ticks: false, labelFontSize: 11 } as const;
    const x = {
      field: "predicted",
      type: "nominal",
      sort: null,
      title: "Predicted",
      axis: { ...axis, labelAngle: -45 },
    } as const;
    const y = { field: "true", type: "nominal", sort: null, title: "True class", axis } as const;
    return {
      title: { text: arm.label, fontSize: 13, offset: 6 },
      width: n * cell,
      height: n * cell,
      data: { values },
      layer: [
        {
          mark: { type: "rect", color: "#0072b2" } as const,
          encoding: {
            x,
            y,
            opacity: {
              field: "share",
              type: "quantitative",
              scale: { domain: [0, 100], range: [0, 1] },
              legend: null,
            } as const,
            tooltip: tooltipOf([
              { field: "true", title: "True class" },
              { field: "predicted", title: "Predicted" },
              { field: "share", title: "Share of the class, %", format: ".1f" },
              { field: "count", title: "Images, all seeds" },
            ]),
          },
        },
        ...(n > 12 ? [] : [{
          transform: [{ filter: "datum.share >= 0.5" }],
          mark: { type: "text", fontSize: 10.5, color: "#1a1a1a" } as const,
          encoding: {
            x,
            y,
            text: { field: "text" } as const,
            color: { condition: { test: "datum.share > 55", value: "white" }, value: "#1a1a1a" },
          },
        }]),
      ],
    };
  };
  return {
    name: "confusion-matrix",
    title: "Confusion matrices",
    wide: true,
    diagnostic: true,
    description:
      `Heat maps: the share of each true class that was predicted as each class, in percent, over all ` +
      `seeds; one panel for each of ${arms.map(({ label }) => label).join(" and ")}.`,
    spec: {
      $schema: SCHEMA,
      config: theme,
      columns: 2,
      spacing: { row: 16, column: 20 },
      concat: arms.map(panel),
    },
  };
}

/** The entry of the registry. */
export const confusionMatrixEntry: ChartDefinition = {
  name: "confusion-matrix",
  applies: ({ metric, test: { classes } }) =>
    metric === "accuracy" && classes.length > 1 && classes.length <= MOST_CLASSES,
  draw: confusionMatrix,
};
