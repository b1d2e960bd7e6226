/** Writes a table that was measured, not trained, in the same files as those of runs. */
import { join } from "@std/path";
import type { ColumnTable } from "arquero";
import { toLatex } from "../analysis/latex.ts";
import { toCsv, toMarkdown } from "../analysis/write_table.ts";
import { Html, markup } from "../io/html.ts";
import { writeFilesTogether } from "../io/together.ts";
import { htmlPairs, htmlTable } from "../report/html_table.ts";
import type { Pair } from "../report/settings.ts";
import { STYLE } from "../report/style.ts";
import type { ReportFiles } from "../report/write_report.ts";

/** A measured table and what a report says about it. */
export interface MeasuredTable {
  readonly title: string;
  /** The table to read, for Markdown, LaTeX and HTML. */
  readonly readable: ColumnTable;
  /** The table in numbers, for CSV. */
  readonly numbers: ColumnTable;
  readonly caption: string;
  /** Sentences for the report. */
  readonly notes: readonly string[];
  /** The machine that it was measured on. */
  readonly environment: readonly Pair[];
  /** The command that measures it again. */
  readonly command: string;
}

/**
 * Writes `table.csv`, `table.md`, `table.tex` and `report.html`: all of them, or none.
 *
 * @param outDir the folder to write to; made if it is missing
 * @returns the paths of the files
 * @throws {InputError} naming the path and the remedy if one cannot be written
 */
export async function writeMeasurement(
  outDir: string,
  { title, readable, numbers, caption, notes, environment, command }: MeasuredTable,
): Promise<Omit<ReportFiles, "charts">> {
  const [csv, markdown, latex, html] = ["table.csv", "table.md", "table.tex", "report.html"].map((name) =>
    join(outDir, name)
  ) as [string, string, string, string];
  const page = markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="generator" content="Curriculum by Masking"><link rel="icon" href="data:,">
<title>${title}</title><style>${new Html(STYLE)}</style></head>
<body><main>
<h1>${title}</h1>
${htmlTable(readable, caption)}
${notes.map((text) => markup`<p class="notice" role="note">${text}</p>\n`)}
<h2>Environment</h2>
${htmlPairs(environment)}
<h2>Reproduce</h2>
<pre><code>${command}</code></pre>
</main></body></html>
`;
  await writeFilesTogether(
    new Map([
      [csv, toCsv(numbers)],
      [markdown, `${toMarkdown(readable)}\n${caption}. ${notes.join(" ")}\n`],
      [latex, toLatex(readable, { caption: title, label: "tab:measured", note: `${caption}.` })],
      [html, page.text],
    ]),
  );
  return { csv, markdown, latex, html };
}
