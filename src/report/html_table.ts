/** Arquero tables as HTML. */
import type { ColumnTable } from "arquero";
import { cells, isNumeric } from "../analysis/write_table.ts";
import { type Html, html } from "./html.ts";

/**
 * A table with its caption; on a narrow screen it scrolls sideways by itself.
 *
 * @param table any table; numeric columns stand to the right
 * @param caption what it shows
 */
export function htmlTable(table: ColumnTable, caption?: string): Html {
  const { names, rows } = cells(table);
  const right = names.map((_, column) =>
    isNumeric(rows, column) && html`
      class="number"
    `
  );
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label="${caption ?? "Table"}">
      <table>
    ${caption !== undefined && html`<caption>${caption}</caption>`}
    <thead><tr>${names.map((name, column) =>
      html`
        <th scope="col" ${right[column]}>${name}</th>
      `
    )}</tr></thead>
    <tbody>
    ${rows.map((row) =>
      html`
        <tr>${row.map((text, column) =>
          column === 0 && text !== ""
            ? html`<th scope="row">${text}</th>`
            : html`<td${right[column]}>${text}</td>`
        )}</tr>
      `
    )}</tbody></table>
    </div>
  `;
}

/** Names and values, one pair per row. */
export function htmlPairs(pairs: readonly (readonly [name: string, value: string])[]): Html {
  return html`<dl class="pairs">
${
    pairs.map(([name, value]) =>
      html`
        <div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>
      `
    )
  }</dl>`;
}
