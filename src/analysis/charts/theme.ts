/** The common look of all charts: fonts, sizes, and colours that colour-blind readers can tell apart. */
import type { Config, TopLevelSpec } from "vega-lite";
import type { Analysis } from "../analyze.ts";

/** A chart that is ready to be drawn. */
export interface Chart {
  /** The name of its files, such as `accuracy-by-epoch`. */
  readonly name: string;
  /** A short heading. */
  readonly title: string;
  /** A description for readers who cannot see the chart. */
  readonly description: string;
  /** The Vega-Lite specification. */
  readonly spec: TopLevelSpec;
  /** Whether it needs the whole width of a page; false by default. */
  readonly wide?: boolean;
  /** Whether it belongs to the diagnostics of the networks rather than to the results; false by default. */
  readonly diagnostic?: boolean;
}

/** The horizontal axis of epochs. */
export const EPOCHS = {
  field: "epoch",
  type: "quantitative",
  title: "Epoch",
  axis: { tickMinStep: 1, format: "d", grid: false, labelFlush: false },
} as const;

/** The version of Vega-Lite that JupyterLab renders; the charts use nothing newer. */
export const SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json";

const FONT = "system-ui, Helvetica Neue, Arial, sans-serif";

/** The configuration of all charts, drawn at about the width of a phone, so that text stays legible there. */
export const theme: Config = {
  background: "white",
  font: FONT,
  padding: 6,
  view: { stroke: null },
  aria: false,
  title: { anchor: "start", frame: "bounds", fontSize: 15, fontWeight: 600, color: "#1a1a1a", offset: 10 },
  axis: {
    domainColor: "#8a8a8a",
    tickColor: "#8a8a8a",
    gridColor: "#e6e6e6",
    labelColor: "#3d3d3d",
    labelFontSize: 12,
    titleColor: "#3d3d3d",
    titleFontSize: 12,
    titleFontWeight: 500,
    titlePadding: 8,
  },
  legend: {
    orient: "top",
    title: null,
    titleColor: "#3d3d3d",
    labelFontSize: 12,
    labelColor: "#1a1a1a",
    labelLimit: 340,
    symbolSize: 120,
    symbolStrokeWidth: 2.5,
    symbolOpacity: 1,
    direction: "horizontal",
    offset: 6,
  },
};

/**
 * The colours of the arms, after Okabe and Ito (2008), the light ones darkened to a contrast of 3:1 on white;
 * dark grey for the first arm, which is conventional training if there is any.
 */
export const COLORS: readonly string[] = [
  ...["#4d4d4d", "#0072b2", "#d55e00", "#008a66", "#b5588f", "#9a6a00", "#2f8bc4"],
];
const DASHES = [[1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [4, 4], [1, 3], [12, 4]];
const SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right"];

/** Returns the scale domain of the arms, in their order, and their colours, dashes and shapes. */
export function armScales(analysis: Analysis): {
  domain: string[];
  colors: string[];
  dashes: number[][];
  shapes: string[];
} {
  const domain = analysis.arms.map(({ label }) => label);
  const cycle = <T>(values: readonly T[]): T[] => domain.map((_, index) => values[index % values.length]!);
  return { domain, colors: cycle(COLORS), dashes: cycle(DASHES), shapes: cycle(SHAPES) };
}

/** The parameter that a click in the legend sets: only the chosen arms are drawn, all if none is chosen. */
export const legendSelection = {
  name: "chosen",
  select: { type: "point" as const, fields: ["arm"], toggle: "true" as const },
  bind: "legend" as const,
};

/** Hides the marks of arms that are not chosen in the legend. */
export const whereChosen = (opacity: number) =>
  ({ condition: { param: legendSelection.name, value: opacity }, value: 0 }) as const;

/**
 * Returns the encodings of lines, one per arm: colour, dashes, and the legend's choice.
 *
 * @param labels the arms to draw; each keeps the colour that it has in other charts
 */
export function armEncodings(analysis: Analysis, labels: readonly string[]) {
  const { domain, colors, dashes } = armScales(analysis);
  const of = <T>(values: readonly T[]): T[] => labels.map((label) => values[domain.indexOf(label)]!);
  const color = {
    field: "arm",
    type: "nominal",
    scale: { domain: [...labels], range: of(colors) },
    legend: { columns: legendColumns(labels), symbolType: "stroke" },
  } as const;
  const strokeDash = {
    field: "arm",
    type: "nominal",
    scale: { domain: [...labels], range: of(dashes) },
  } as const;
  return { color, strokeDash, opacity: whereChosen(1) };
}

/** A field of a tooltip. */
export interface TooltipField {
  readonly field: string;
  readonly title: string;
  readonly format?: string;
  readonly type?: "quantitative" | "nominal";
}

/** How the names of layers begin that only an interactive chart has; pictures leave them out. */
export const INTERACTIVE = "interactive_";

/**
 * Returns a layer of invisible points that show a tooltip.
 *
 * @param name unique within the chart, as the names of all layers
 */
export function hoverPoints<X, Y>(
  { x, y, tooltip, name = "points" }: { x: X; y: Y; tooltip: readonly TooltipField[]; name?: string },
) {
  return {
    name: `${INTERACTIVE}${name}`,
    mark: { type: "point", filled: true, size: 160, opacity: 0, color: "#767676" },
    encoding: { x, y, tooltip: tooltipOf(tooltip) },
  } as const;
}

/** Completes the fields of a tooltip: those with a format are numbers. */
export const tooltipOf = (fields: readonly TooltipField[]) =>
  fields.map((one) => ({
    type: one.format === undefined ? "nominal" as const : "quantitative" as const,
    ...one,
  }));

/** Chooses the number of legend columns for these labels at the charts' width. */
export function legendColumns(labels: readonly string[]): number {
  const longest = Math.max(0, ...labels.map((label) => label.length));
  return Math.max(1, Math.min(labels.length, Math.floor(60 / (longest + 6))));
}
