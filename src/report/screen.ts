/** The last screen of a command: the answer, the table and where to find more. */
import type { Analysis } from "../analysis/analyze.ts";
import { onlyControl } from "../analysis/only_control.ts";
import { terminalText } from "../analysis/terminal_table.ts";
import { wrap } from "../terminal.ts";
import { answer } from "./answer.ts";

/** The space for a screen. */
export interface ScreenOptions {
  /** The number of columns of the terminal. */
  readonly width: number;
  /** Whether the table has all its columns, however wide. */
  readonly wide?: boolean | undefined;
}

/**
 * Writes the result of an analysis for a terminal: the answer to its first question, then the table.
 *
 * @returns lines of at most `width` columns, except for a wide table
 *
 * @example
 * ```ts
 * import { analyze } from "../analysis/analyze.ts";
 * import { resultScreen } from "./screen.ts";
 *
 * const screen = resultScreen(await analyze(["results/bccd"]), { width: 80 });
 * console.assert(screen.split("\n").every((line) => line.length <= 80));
 * ```
 */
export function resultScreen(analysis: Analysis, { width, wide = false }: ScreenOptions): string {
  const [first] = analysis.comparisons, table = terminalText(analysis, wide ? undefined : width);
  if (first === undefined) return table;
  const { question, headline } = answer(analysis, first);
  return `${wrap(`${question} ${headline}`, width)}\n\n${table}\n${wrap(legend(analysis, wide), width)}\n`;
}

/** Explains the table in a line. */
function legend(analysis: Analysis, wide: boolean): string {
  const count = analysis.comparisons.length, control = onlyControl(analysis);
  return [
    `Gain: percentage points over ${control ?? "the method named in the row"}${
      analysis.comparisons.some(({ verdict }) => verdict === "significant at 0.05")
        ? "; * significant at 0.05"
        : ""
    }.`,
    ...(count > 1 ? [`p is corrected for ${count} comparisons.`] : []),
    ...(wide ? [] : ["--wide shows all columns."]),
  ].join(" ");
}
