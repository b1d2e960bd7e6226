/** Declaration of charts: a name, a condition, and a function that draws one. */
import type { Analysis } from "../analyze.ts";
import type { Chart } from "./theme.ts";

/** A chart of an analysis. */
export interface ChartDefinition {
  /** The chart's name, which is also that of its files. */
  readonly name: string;
  /** Tells whether an analysis has the numbers; every analysis has them if omitted. */
  readonly applies?: (analysis: Analysis) => boolean;
  readonly draw: (analysis: Analysis) => Chart;
}
