/** Reports and notebook display. */
export { type Answer, answer, howLong } from "./answer.ts";
export {
  awaitedDisplay,
  type Displayable,
  displayChart,
  displayDrawings,
  displayImages,
  displayMarkdown,
  displayTable,
} from "./display.ts";
export { detectionPictures } from "./detection_pictures.ts";
export { type NotebookOptions, renderNotebooks } from "./notebooks.ts";
export { type DetectionPictures, drawDetections, drawImages, type PictureColumn } from "./pictures.ts";
export { displayRuns, type KernelDisplay, type RunCallbacks, type RunProgress } from "./run_progress.ts";
export { reportHtml, type ReportOptions } from "./report.ts";
export { sampleMasks, type SampleOptions } from "./samples.ts";
export { writeTensorBoard } from "./tensorboard/mod.ts";
export { type ReportFiles, tableNote, writeReport } from "./write_report.ts";
