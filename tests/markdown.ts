/** Tables of Markdown that follow from a registry. */

const escape = (text: string) => text.replaceAll("|", "\\|");

/** Makes the lines of a table, unpadded. */
export const tableLines = (head: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  [head, head.map(() => "---"), ...rows.map((row) => row.map(escape))].map((row) => `| ${row.join(" | ")} |`);

/** Removes the padding that `deno fmt` gives to a line of a table. */
export const unpadded = (line: string): string =>
  line.replace(/ *\| */g, " | ").replace(/-{3,}/g, "---").trim();
