/** Formats tables as CSV, Markdown and plain text. */
import type { ColumnTable } from "arquero";
import { shorten } from "../terminal.ts";

/** Returns a table's column names and its cells as texts row by row; a missing value is an empty text. */
export function cells(table: ColumnTable): { names: string[]; rows: string[][] } {
  const names = table.columnNames();
  const columns = names.map((name) =>
    Array.from(table.array(name), (value) => value == null ? "" : String(value))
  );
  const rows = Array.from(
    { length: table.numRows() },
    (_, row) => columns.map((column) => column[row] ?? ""),
  );
  return { names, rows };
}

/**
 * Returns whether a column holds only numbers, intervals, p-values, "none" or nothing, and is aligned right.
 */
export function isNumeric(rows: readonly (readonly string[])[], column: number): boolean {
  const texts = rows.map((row) => row[column] ?? "").filter((text) => text !== "");
  return texts.length > 0 && texts.every((text) => /^[[<]?\s?[+−-]?\d|^(–|none)$/.test(text));
}

/** A text that a spreadsheet would run as a formula, unless it is a number. */
const isFormula = (text: string): boolean =>
  /^[=+@\t\r-]/.test(text) && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);

/**
 * Formats a table as CSV (RFC 4180): values with commas, quotes or line breaks are quoted, missing ones are
 * empty. A text that begins with =, +, -, @, a tab or a carriage return gets a leading apostrophe, because
 * spreadsheets run it as a formula; numbers stay as they are.
 *
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { toCsv } from "./write_table.ts";
 *
 * console.assert(toCsv(table({ a: [1], b: ["x,y"] })) === 'a,b\n1,"x,y"\n');
 * ```
 */
export function toCsv(table: ColumnTable): string {
  const { names, rows } = cells(table);
  const quote = (cell: string) => {
    const text = isFormula(cell) ? `'${cell}` : cell;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [names, ...rows].map((row) => row.map(quote).join(",") + "\n").join("");
}

/** Escapes the characters of a text that Markdown would read as markup, and joins its lines. */
export const escapeMarkdown = (text: string): string =>
  text.replace(/[\\|`*_]|<(?=[a-z/!?])|(?<=\])[(]/gi, (mark) => `\\${mark}`).replace(/\s*\n\s*/g, " ");

/** Formats a table as GitHub Markdown, with columns padded so that the source is readable too. */
export function toMarkdown(table: ColumnTable): string {
  const { names, rows } = cells(table);
  const texts = [names, ...rows].map((row) => row.map(escapeMarkdown));
  const right = names.map((_, column) => isNumeric(rows, column));
  const widths = names.map((_, column) => Math.max(3, ...texts.map((row) => row[column]!.length)));
  const pad = (text: string, column: number) =>
    right[column] ? text.padStart(widths[column]!) : text.padEnd(widths[column]!);
  const line = (row: string[]) => `| ${row.map(pad).join(" | ")} |\n`;
  const rule = widths.map((width, column) => right[column] ? `${"-".repeat(width - 1)}:` : "-".repeat(width));
  const [head, ...body] = texts;
  return line(head!) + `| ${rule.join(" | ")} |\n` + body.map(line).join("");
}

/** The space that a text table has. */
export interface TableFit {
  /** The number of columns of the terminal. */
  readonly width: number;
  /** Names of the table's columns, the most important first; columns that are not named come last. */
  readonly importance: readonly string[];
  /** The number of most important columns that always stay; the first column of the table is shortened for them. */
  readonly always: number;
}

/**
 * Formats a table as plain text with aligned columns, for a terminal.
 *
 * @param fit drops the least important columns that do not fit; by default all stay
 *
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { toText } from "./write_table.ts";
 *
 * const wide = table({ method: ["cbm"], accuracy: ["68.01"], note: ["a long note"] });
 * const text = toText(wide, { width: 20, importance: ["method", "accuracy"], always: 2 });
 * console.assert(text === "method  accuracy\n──────  ────────\ncbm        68.01\n");
 * ```
 */
export function toText(table: ColumnTable, fit?: TableFit): string {
  const { names, rows } = cells(table);
  const widths = names.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]!.length))
  );
  const shown = fit === undefined ? names.map((_, column) => column) : fitting(names, widths, fit);
  if (fit !== undefined) {
    const rest = shown.slice(1).reduce((sum, column) => sum + GAP.length + widths[column]!, 0);
    widths[0] = Math.max(1, Math.min(widths[0] ?? 0, fit.width - rest));
  }
  const right = names.map((_, column) => isNumeric(rows, column));
  const pad = (text: string, column: number) => {
    const short = shorten(text, widths[column]!);
    return right[column] ? short.padStart(widths[column]!) : short.padEnd(widths[column]!);
  };
  const line = (row: readonly string[]) =>
    shown.map((column) => pad(row[column]!, column)).join(GAP).trimEnd() + "\n";
  return line(names) + line(widths.map((width) => "─".repeat(width))) + rows.map(line).join("");
}

const GAP = "  ";

/** Returns the places of the columns that fit, in the table's order. */
function fitting(names: readonly string[], widths: readonly number[], fit: TableFit): number[] {
  const rank = (name: string) => {
    const place = fit.importance.indexOf(name);
    return place < 0 ? fit.importance.length : place;
  };
  const order = names.map((_, column) => column).sort((a, b) => rank(names[a]!) - rank(names[b]!));
  const shown = order.slice(0, fit.always);
  let used = shown.reduce((sum, column) => sum + widths[column]!, GAP.length * (shown.length - 1));
  for (const column of order.slice(fit.always)) {
    const more = GAP.length + widths[column]!;
    if (used + more > fit.width) continue;
    used += more;
    shown.push(column);
  }
  return shown.sort((a, b) => a - b);
}
