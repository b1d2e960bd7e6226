/** Formats tables as LaTeX, no wider than a line. */
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

/** Escapes every character of a text that has a special meaning in LaTeX. */
export const escapeLatex = (text: string): string =>
  text.replace(/[\\{}&%$#_~^<>±−–χ²]/g, (mark) => LATEX[mark] ?? mark).replace(/\s*\n\s*/g, " ");

/** The columns that fit on a printed page; the others are in table.csv. */
const PRINTED = ["Method", "Tested on", "Seeds", "Against", "Gain, points", "95% interval", "p (Holm)"];

/**
 * Selects the printed columns of a table of results: names, scores, and each gain with its interval and
 * corrected p.
 *
 * @param table the result of `readableTable`
 */
export const printedColumns = (table: ColumnTable): ColumnTable =>
  table.select(table.columnNames().filter((name) => PRINTED.includes(name) || name.endsWith(" %")));

/**
 * Formats a table as LaTeX with the packages booktabs and graphicx; a table wider than a line is shrunk to
 * fit.
 *
 * @param options.caption the text above the table; it is escaped
 * @param options.label the label for \ref
 * @param options.note the text below the table in small type; it is escaped
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
  // LaTeX would read a bracket at the start of a cell as the option of the \\ before it.
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
