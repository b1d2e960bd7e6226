/** Chart of the share of hidden patches by epoch: the curriculum itself. */
import type { Analysis } from "../analyze.ts";
import type { ChartDefinition } from "./define.ts";
import { armScales, type Chart, EPOCHS, legendColumns, SCHEMA, theme } from "./theme.ts";

/**
 * Draws the masking ratio of every arm by epoch.
 *
 * @param analysis the result of `analyze`
 * @returns a step chart; arms with the same curriculum overlap, but their dashes differ
 */
export function maskedShare(analysis: Analysis): Chart {
  const { domain, colors, dashes } = armScales(analysis);
  const values = analysis.arms.flatMap(({ label, runs }) =>
    (runs[0]?.epochs ?? []).map(({ epoch, ratio }) => ({ arm: label, epoch, share: 100 * ratio }))
  );
  const most = Math.max(0, ...values.map(({ share }) => share));
  return {
    name: "masked-share",
    title: "Masked share by epoch",
    description:
      "Step chart: share of image patches that is hidden in training, in percent, by epoch, one line per " +
      `method. The largest share is ${most.toFixed(1)}%.`,
    spec: {
      $schema: SCHEMA,
      config: theme,
      title: "Masked share by epoch",
      width: 380,
      height: 180,
      data: { values },
      mark: {
        type: "line",
        interpolate: "step",
        strokeWidth: 2.25,
        strokeCap: "butt",
        point: values.every(({ epoch }) => epoch === 1),
      },
      encoding: {
        x: EPOCHS,
        y: {
          field: "share",
          type: "quantitative",
          title: "Hidden patches, %",
          scale: { domainMin: 0, nice: true },
        },
        color: {
          field: "arm",
          type: "nominal",
          scale: { domain, range: colors },
          legend: { columns: legendColumns(domain), symbolType: "stroke" },
        },
        strokeDash: { field: "arm", type: "nominal", scale: { domain, range: dashes } },
      },
    },
  };
}

/** The entry of the registry. */
export const maskedShareEntry: ChartDefinition = {
  name: "masked-share",
  draw: maskedShare,
};
