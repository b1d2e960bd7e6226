/** Reports and notebook display. */
export { type Answer, answer, howLong } from "./answer.ts";
export { type Displayable, displayChart, displayImages, displayTable } from "./display.ts";
export { reportHtml, type ReportOptions } from "./report.ts";
export { type ReportFiles, tableNote, writeReport } from "./write_report.ts";
