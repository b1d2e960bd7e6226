/** The results table for a terminal: narrow, with the comparisons of a method below it. */
import { type ColumnTable, from } from "arquero";
import type { Analysis } from "./analyze.ts";
import { metricName } from "./format.ts";
import { onlyControl } from "./only_control.ts";
import { readableTable } from "./table.ts";
import { type TableFit, toText } from "./write_table.ts";

/** Tabulates the results with one row per method, and one below it per comparison if there are several controls. */
function terminalTable(analysis: Analysis): ColumnTable {
  const single = onlyControl(analysis) !== undefined;
  const rows = readableTable(analysis).objects() as Record<string, string>[];
  return from(rows.flatMap(({ Method = "", Against = "", "Gain, points": gain = "", ...cells }) => {
    const own = { Method, ...shared(cells), Gain: gain, ...compared(cells) };
    if (single || Against === "") return [own];
    const arm = { ...emptied(own), Method, ...shared(cells) };
    const comparison = { ...own, ...emptied(shared(cells)), Method: `  vs ${Against}` };
    return Method === "" ? [comparison] : [arm, comparison];
  }));
}

type Cells = Readonly<Record<string, string>>;

/** Columns of a comparison; all others belong to the method. */
const COMPARED = [
  "95% interval",
  "p (Holm)",
  "Verdict",
  "p",
  "p (t)",
  "p (Wilcoxon)",
  "Effect size",
  "Detectable",
];
const pick = (cells: Cells, isWanted: (name: string) => boolean): Cells =>
  Object.fromEntries(Object.entries(cells).filter(([name]) => isWanted(name)));
const compared = (cells: Cells) => pick(cells, (name) => COMPARED.includes(name));
const shared = (cells: Cells) => pick(cells, (name) => !COMPARED.includes(name));
const emptied = (cells: Cells): Cells => Object.fromEntries(Object.keys(cells).map((name) => [name, ""]));

/** Returns the columns by importance; the first four always stay. */
const importance = ({ metric }: Analysis): string[] => [
  ...["Method", `${metricName(metric)} %`, "Gain", "p (Holm)", "95% interval", "Tested on", "Seeds"],
  ...["mAP@.5:.95 %", "Verdict", "Published %", ...COMPARED],
];

/**
 * Formats the results for a terminal.
 *
 * @param width the number of columns; the least important columns of the table are dropped until it fits. All
 * stay by default
 */
export function terminalText(analysis: Analysis, width?: number): string {
  const fit: TableFit | undefined = width === undefined
    ? undefined
    : { width, importance: importance(analysis), always: analysis.comparisons.length === 0 ? 2 : 4 };
  return toText(terminalTable(analysis), fit);
}
