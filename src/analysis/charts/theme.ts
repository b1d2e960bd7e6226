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
 * Okabe and Ito's colours (2008); dark grey for the first arm, which is conventional training if there is
 * any.
 */
const COLORS = ["#4d4d4d", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];
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

/** Chooses the number of legend columns for these labels at the charts' width. */
export function legendColumns(labels: readonly string[]): number {
  const longest = Math.max(0, ...labels.map((label) => label.length));
  return Math.max(1, Math.min(labels.length, Math.floor(60 / (longest + 6))));
}
