/** Chart of the share of hidden patches by epoch: the curriculum itself. */
import { patchCount } from "../../masking/mod.ts";
import { cbmEntry } from "../../method/cbm/mod.ts";
import { asSpecs } from "../../spec.ts";
import type { Analysis, ArmSummary } from "../analyze.ts";
import type { ChartDefinition } from "./define.ts";
import { armEncodings, type Chart, EPOCHS, hoverPoints, legendSelection, SCHEMA, theme } from "./theme.ts";

/** Returns the patches per side of an arm's grid; undefined if it does not mask with CBM. */
function patchesOf({ runs: [run] }: ArmSummary): number | undefined {
  const own = asSpecs(run?.method ?? "").find(({ name }) => name === cbmEntry.name);
  return own && Number(own.options.patches ?? cbmEntry.options.patches.default);
}

/** Returns the shares of hidden patches by epoch: whole patches, count / n², where the grid is known. */
function sharesOf(arm: ArmSummary): number[] {
  const patches = patchesOf(arm);
  return (arm.runs[0]?.epochs ?? []).map(({ ratio }) =>
    patches === undefined ? ratio : patchCount(ratio, patches) / patches ** 2
  );
}

/** Returns the length of the shortest cycle that repeats at least twice; the full length if there is none. */
function periodOf(shares: readonly number[]): number {
  for (let period = 1; 2 * period <= shares.length; period++) {
    if (repeats(shares, period)) return period;
  }
  return shares.length;
}

const hidesPatches = (arm: ArmSummary): boolean =>
  arm.runs.some(({ epochs }) => epochs.some(({ ratio }) => ratio > 0));

/**
 * Draws the share of patches that every masking arm hides, by epoch: one period if all of them repeat.
 *
 * @param analysis the result of `analyze`
 * @returns a step chart; arms with the same curriculum overlap, but their dashes differ
 */
export function maskedShare(analysis: Analysis): Chart {
  const arms = analysis.arms.filter(hidesPatches).map((arm) => ({ label: arm.label, shares: sharesOf(arm) }));
  const epochs = Math.max(0, ...arms.map(({ shares }) => shares.length));
  const period = Math.max(0, ...arms.map(({ shares }) => periodOf(shares)));
  const shown = period > 1 && arms.every(({ shares }) => repeats(shares, period)) ? period : epochs;
  const values = arms.flatMap(({ label, shares }) =>
    shares.slice(0, shown).map((share, at) => ({ arm: label, epoch: at + 1, share: 100 * share }))
  );
  const most = Math.max(0, ...values.map(({ share }) => share));
  const title = shown < epochs
    ? `Hidden patches, epochs 1 to ${shown} of ${epochs}`
    : "Hidden patches by epoch";
  const y = {
    field: "share",
    type: "quantitative",
    title: "Hidden patches, %",
    scale: { domainMin: 0, nice: true },
  } as const;
  const tooltip = [
    { field: "arm", title: "Method" },
    { field: "epoch", title: "Epoch" },
    { field: "share", title: "Hidden patches, %", format: ".2f" },
  ];
  const lines = armEncodings(analysis, arms.map(({ label }) => label));
  return {
    name: "masked-share",
    title,
    description:
      "Step chart: share of image patches that are hidden in training, in percent, by epoch, one line per " +
      `masking method${shown < epochs ? `, which repeats every ${shown} epochs` : ""}. The largest share is ${
        most.toFixed(1)
      }%.`,
    spec: {
      $schema: SCHEMA,
      config: theme,
      title,
      width: 380,
      height: 180,
      data: { values },
      layer: [
        {
          params: [legendSelection],
          mark: {
            type: "line",
            interpolate: "step",
            strokeWidth: 2.25,
            strokeCap: "butt",
            point: values.every(({ epoch }) => epoch === 1),
          },
          encoding: { x: EPOCHS, y, ...lines },
        },
        hoverPoints({ x: EPOCHS, y, tooltip }),
      ],
    },
  };
}

/** Returns whether shares repeat after a number of epochs, the last repetition perhaps cut short. */
const repeats = (shares: readonly number[], period: number): boolean =>
  shares.every((share, at) => share === shares[at % period]);

/** The entry of the registry. */
export const maskedShareEntry: ChartDefinition = {
  name: "masked-share",
  applies: ({ arms }) => arms.some(hidesPatches),
  draw: maskedShare,
};
