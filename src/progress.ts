/** Progress of long work: one line that is redrawn on a terminal, plain lines now and then elsewhere. */

/** Shows how far some work is; goes to standard error. */
export interface Progress {
  update(done: number, total: number, what?: string): void;
  /** Ends the line; with a message, says it. */
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
 * A duration in words, such as `2 min 05 s`.
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
 * A progress line.
 *
 * @param label what is being done, such as `"salience"`
 * @param options `quiet` shows nothing; `terminal` overrides the detection; `write` replaces standard error
 * @returns the object to tell of the progress
 */
export function progressLine(
  label: string,
  {
    quiet = false,
    terminal = Deno.stderr.isTerminal(),
    write = (text: string) => {
      Deno.stderr.writeSync(new TextEncoder().encode(text));
    },
  } = {},
): Progress {
  let shown = -Infinity, drawn = false;
  // The time left is judged by what was done since this work began, not by what a run before had done.
  let begun = { at: performance.now(), done: 0, total: NaN };
  return {
    update(done, total, what = "") {
      const now = performance.now();
      if (total !== begun.total || done < begun.done) {
        begun = { at: now, done, total };
        shown = terminal ? -Infinity : now - 10_000; // the first plain line comes after five seconds
      }
      if (quiet || now - shown < (terminal ? 100 : 15_000)) return;
      shown = now;
      const perItem = (now - begun.at) / 1000 / (done - begun.done);
      const share = total > 0 ? Math.min(1, done / total) : 0;
      const parts = [
        `${label} ${Math.floor(share * 100)} % (${done}/${total})`.trim(),
        what,
        `${seconds(perItem * (total - done))} left`,
      ];
      const text = parts.filter((part) => part !== "").join(", ");
      if (terminal) {
        const bar = "█".repeat(Math.round(share * 20)).padEnd(20, "░");
        write(`\r\x1b[2K${bar} ${text}`);
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
