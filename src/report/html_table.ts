/** Renders Arquero tables as HTML. */
import type { ColumnTable } from "arquero";
import { cells, isNumeric } from "../analysis/write_table.ts";
import { type Html, markup } from "../io/html.ts";

/**
 * Renders a table with its caption; on a narrow screen it scrolls sideways.
 *
 * @param table any table; numeric columns are aligned to the right
 * @param caption the title of the table
 */
export function htmlTable(table: ColumnTable, caption?: string): Html {
  const { names, rows } = cells(table);
  const right = names.map((_, column) => isNumeric(rows, column) && markup` class="number"`);
  const head = names.map((name, column) => markup`<th scope="col"${right[column]}>${name}</th>`);
  const cell = (text: string, column: number) =>
    column === 0 && text !== ""
      ? markup`<th scope="row">${text}</th>`
      : markup`<td${right[column]}>${text}</td>`;
  // The caption is outside the scrolling element, or a narrow screen would cut it off.
  return markup`${caption !== undefined && markup`<p class="caption">${caption}</p>`}
<div class="scroll" tabindex="0" role="region" aria-label="${caption ?? "Table"}"><table>
<thead><tr>${head}</tr></thead>
<tbody>
${rows.map((row) => markup`<tr>${row.map(cell)}</tr>\n`)}</tbody></table></div>`;
}

/** Renders names and values, one pair per row. */
export function htmlPairs(pairs: readonly (readonly [name: string, value: string])[]): Html {
  const rows = pairs.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>\n`);
  return markup`<dl class="pairs">\n${rows}</dl>`;
}
