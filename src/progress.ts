/** Progress of long work: one line that is redrawn on a terminal, a plain line every 15 seconds elsewhere. */

import { shorten, terminalWidth } from "./terminal.ts";

/** Columns below which a terminal is narrow. */
const NARROW = 100;

/** A callback with the number of finished items, the total, and a description such as "decoding images". */
export type ProgressCallback = (done: number, total: number, what: string) => void;

/** A progress display on standard error. */
export interface ProgressLine {
  update(done: number, total: number, what?: string): void;
  /** Ends the line and prints the message, if any. */
  finish(message?: string): void;
}

const seconds = (value: number): string => {
  if (!Number.isFinite(value)) return "?";
  const whole = Math.max(0, Math.round(value));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes} min ${String(whole % 60).padStart(2, "0")} s`
    : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
};

/**
 * Formats a duration in seconds, such as `2 min 05 s`.
 *
 * @example
 * ```ts
 * import { formatDuration } from "./progress.ts";
 *
 * console.assert(formatDuration(125) === "2 min 05 s");
 * ```
 */
export const formatDuration = seconds;

/**
 * Creates a progress line.
 *
 * @param label names the work, such as `"salience"`
 * @param options `quiet` shows nothing; `counts: false` shows a share in place of counts of items; `terminal` and `width` override the detection; `write` replaces standard
 * error
 * @returns the line, to be updated and finished
 */
export function progressLine(
  label: string,
  {
    quiet = false,
    counts = true,
    terminal = Deno.stderr.isTerminal(),
    width = () => terminalWidth(Deno.stderr),
    write = (text: string) => {
      Deno.stderr.writeSync(new TextEncoder().encode(text));
    },
  } = {},
): ProgressLine {
  let shown = -Infinity, drawn = false;
  // Estimate the remaining time from the items done since this work began; a resumed run starts above 0.
  let begun = { at: performance.now(), done: 0, total: NaN };
  return {
    update(done, total, what = "") {
      const now = performance.now();
      if (total !== begun.total || done < begun.done) {
        begun = { at: now, done, total };
        shown = terminal ? -Infinity : now - 10_000; // print the first plain line after five seconds
      }
      if (quiet || now - shown < (terminal ? 100 : 15_000)) return;
      shown = now;
      const perItem = (now - begun.at) / 1000 / (done - begun.done);
      const share = total > 0 ? Math.min(1, done / total) : 0;
      const count = counts
        ? `${Math.floor(share * 100)} % (${done}/${total})`
        : `${(share * 100).toFixed(1)} %`;
      const left = `${seconds(perItem * (total - done))} left`;
      const parts = [`${label} ${count}`.trim(), what, left];
      const text = parts.filter((part) => part !== "").join(", ");
      if (terminal) {
        const columns = width(), cells = columns < NARROW ? 10 : 20;
        const bar = "█".repeat(Math.round(share * cells)).padEnd(cells, "░");
        const line = `${bar} ${text}`;
        // What is left of the time stays at the end if the rest must be shortened; a full line would wrap.
        write(
          `\r\x1b[2K${
            line.length < columns
              ? line
              : `${shorten(`${bar} ${parts[0]}, ${what}`, columns - left.length - 3)}, ${left}`
          }`,
        );
        drawn = true;
      } else {
        write(`${text}\n`);
      }
    },
    finish(message) {
      if (quiet) return;
      if (drawn) write("\r\x1b[2K");
      if (message !== undefined) write(`${message}\n`);
    },
  };
}
