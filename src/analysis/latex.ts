/** Tables as LaTeX, no wider than a line. */
import type { ColumnTable } from "arquero";
import { cells, isNumeric } from "./write_table.ts";

const LATEX: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  "&": "\\&",
  "%": "\\%",
  "$": "\\$",
  "#": "\\#",
  "_": "\\_",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "$<$",
  ">": "$>$",
  "±": "$\\pm$",
  "−": "$-$",
  "–": "--",
  "χ": "$\\chi$",
  "²": "$^2$",
};

/** A text with every character escaped that LaTeX would take for a command. */
export const escapeLatex = (text: string): string =>
  text.replace(/[\\{}&%$#_~^<>±−–χ²]/g, (mark) => LATEX[mark] ?? mark).replace(/\s*\n\s*/g, " ");

/** The columns that a printed page has room for; the others are in table.csv. */
const PRINTED = ["Method", "Tested on", "Seeds", "Against", "Gain, points", "95% interval", "p (Holm)"];

/**
 * The columns of a table of results that are printed: names, scores, and each gain with its interval and corrected p.
 *
 * @param table what `readableTable` gives
 */
export const printedColumns = (table: ColumnTable): ColumnTable =>
  table.select(table.columnNames().filter((name) => PRINTED.includes(name) || name.endsWith(" %")));

/**
 * A table as LaTeX, for the packages booktabs and graphicx: one that is wider than a line is shrunk to it.
 *
 * @param options.caption stands above the table; it is escaped
 * @param options.label what \ref calls it
 * @param options.note stands below the table in small type; it is escaped
 *
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { toLatex } from "./latex.ts";
 *
 * const tex = toLatex(table({ "Accuracy %": ["46.1 ± 1.2"] }), { caption: "Results" });
 * console.assert(tex.includes("46.1 $\\pm$ 1.2"));
 * ```
 */
export function toLatex(
  table: ColumnTable,
  { caption, label, note }: { caption?: string; label?: string; note?: string } = {},
): string {
  const { names, rows } = cells(table);
  // A cell that begins with a bracket would be read as the option of the \\ before it.
  const escape = (text: string) => escapeLatex(text).replace(/^\[/, "{[}");
  const line = (row: readonly string[]) => `  ${row.map(escape).join(" & ")} \\\\`;
  return [
    "% needs \\usepackage{booktabs,graphicx}",
    "\\begin{table}",
    "\\centering",
    ...(caption === undefined ? [] : [`\\caption{${escapeLatex(caption)}}`]),
    ...(label === undefined ? [] : [`\\label{${label}}`]),
    "\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%",
    `\\begin{tabular}{${names.map((_, column) => isNumeric(rows, column) ? "r" : "l").join("")}}`,
    "  \\toprule",
    line(names),
    "  \\midrule",
    ...rows.map(line),
    "  \\bottomrule",
    "\\end{tabular}}",
    ...(note === undefined ? [] : [
      "\\par\\smallskip",
      `\\begin{minipage}{\\linewidth}\\footnotesize ${escapeLatex(note)}\\end{minipage}`,
    ]),
    "\\end{table}",
    "",
  ].join("\n");
}
