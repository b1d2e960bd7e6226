/**
 * Charts as Vega-Lite specifications, pictures, what notebooks display, and reports.
 *
 * @example
 * ```ts
 * import { renderSvg, scheduleSteps } from "./charts.ts";
 *
 * const chart = scheduleSteps([{ name: "linear", ratios: [0, 0.2, 0.4] }]);
 * console.assert((await renderSvg(chart)).startsWith("<svg"));
 * ```
 *
 * @module
 */

// Charts
export * from "./analysis/charts/mod.ts";

// Pictures
export {
  type DetectionPictures,
  detectionPictures,
  drawDetections,
  drawImages,
  type PictureColumn,
  sampleMasks,
  type SampleOptions,
} from "./report/mod.ts";

// Notebooks
export {
  awaitedDisplay,
  type Displayable,
  displayChart,
  displayDrawings,
  displayImages,
  displayMarkdown,
  displayRuns,
  displayTable,
  type KernelDisplay,
  type NotebookOptions,
  renderNotebooks,
  type RunCallbacks,
  type RunProgress,
} from "./report/mod.ts";

// Reports
export {
  type ReportFiles,
  reportHtml,
  type ReportOptions,
  tableNote,
  writeReport,
  writeTensorBoard,
} from "./report/mod.ts";
