/** The width of the terminal, and texts that fit into it. */

/** Columns of a terminal of unknown width. */
const USUAL_WIDTH = 80;

/**
 * Returns the width of the terminal in columns: its own, else `COLUMNS`, else 80.
 *
 * @param stream the output whose width counts
 */
export function terminalWidth(stream: { isTerminal(): boolean } = Deno.stdout): number {
  if (stream.isTerminal()) {
    try {
      const { columns } = Deno.consoleSize();
      if (columns > 0) return columns;
    } catch {
      // no size is known
    }
  }
  const columns = Number(Deno.env.get("COLUMNS"));
  return Number.isInteger(columns) && columns > 0 ? columns : USUAL_WIDTH;
}

/**
 * Shortens a text to a number of columns; an ellipsis marks the cut.
 *
 * @example
 * ```ts
 * import { shorten } from "./terminal.ts";
 *
 * console.assert(shorten("random masking", 8) === "random …");
 * ```
 */
export const shorten = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;

/**
 * Breaks a text between words into lines of at most some columns; a longer word has its own line.
 *
 * @example
 * ```ts
 * import { wrap } from "./terminal.ts";
 *
 * console.assert(wrap("a few words", 5) === "a few\nwords");
 * ```
 */
export function wrap(text: string, width: number): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines.join("\n");
}
