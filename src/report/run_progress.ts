/** A live table of training runs in a notebook: how far each one is, and its accuracy so far. */
import { markup } from "../io/html.ts";
import { formatDuration, type ProgressCallback } from "../progress.ts";
import type { EpochMetrics } from "../train/types.ts";
import { type Displayable, displayHtml } from "./display.ts";

/** The kernel's own function, `Deno.jupyter.display`. */
export type KernelDisplay = (
  output: Displayable,
  options?: { display_id?: string; update?: boolean },
) => Promise<unknown>;

/** The callbacks of a run, for the options of `runTraining`. */
export interface RunCallbacks {
  readonly onProgress: ProgressCallback;
  readonly onEpoch: (metrics: EpochMetrics) => void;
}

/** The table that {@linkcode displayRuns} shows. */
export interface RunProgress {
  /** Returns the callbacks of a run, by its place in the table. */
  callbacks(run: number): RunCallbacks;
  /** Shows the final state; to be awaited at the end of the cell. */
  finish(): Promise<void>;
}

interface Row {
  readonly label: string;
  share: number;
  note: string;
  /** When the current work began, and its total. */
  begun: number;
  total: number;
  last?: EpochMetrics;
}

const percent = (share: number | undefined): string =>
  share === undefined ? "–" : `${(100 * share).toFixed(1)} %`;

/** Draws the table. */
function draw(rows: readonly Row[]): Displayable {
  const line = ({ label, share, note, last }: Row) =>
    markup`<tr><th scope="row" style="text-align:left">${label}</th>
<td><progress max="1" value="${share}" aria-label="${label}"></progress></td>
<td style="text-align:left">${note}</td><td>${percent(last?.train_accuracy)}</td><td>${
      percent(last?.test_accuracy)
    }</td></tr>`;
  const isDetection = rows.some(({ last }) => last?.metric === "map50");
  const heads = ["Run", "", "Progress", "Training accuracy", isDetection ? "Test mAP@.5" : "Test accuracy"];
  return displayHtml(
    markup`<table><thead><tr>${heads.map((head) => markup`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map(line)}</tbody></table>`,
    rows.map(({ label, note, last }) => `${label}: ${note}, test ${percent(last?.test_accuracy)}`).join("\n"),
  );
}

/**
 * Shows a table of runs in a notebook and keeps it up to date while they train.
 *
 * @param display the kernel's own function, `Deno.jupyter.display`
 * @param labels a name for each run
 * @param milliseconds the shortest time between two updates; 400 by default
 *
 * @example
 * ```ts
 * import { displayRuns } from "./run_progress.ts";
 *
 * const shown: unknown[] = [];
 * const runs = await displayRuns((output) => Promise.resolve(shown.push(output)), ["cbm, seed 1"]);
 * runs.callbacks(0).onProgress(5, 10, "epoch 1 of 2"); // usually by `runTraining(config, { out, ...callbacks })`
 * await runs.finish();
 * console.assert(shown.length >= 2);
 * ```
 */
export async function displayRuns(
  display: KernelDisplay,
  labels: readonly string[],
  milliseconds = 400,
): Promise<RunProgress> {
  const rows: Row[] = labels.map((label) => ({ label, share: 0, note: "waiting", begun: 0, total: -1 }));
  const display_id = `runs-${crypto.randomUUID()}`;
  let due = 0, sent = display(draw(rows), { display_id });
  const update = () => sent = sent.then(() => display(draw(rows), { display_id, update: true }));
  await sent;
  return {
    callbacks(run) {
      const row = rows[run]!;
      return {
        onProgress(done, total, what) {
          const now = performance.now();
          if (total !== row.total) Object.assign(row, { begun: now, total });
          row.share = total > 0 ? done / total : 0;
          const seconds = (now - row.begun) / 1000;
          row.note = done < total
            ? `${what}, ${formatDuration(seconds * (total - done) / Math.max(1, done))} left`
            : formatDuration(seconds);
          if (now < due) return;
          due = now + milliseconds;
          update();
        },
        onEpoch(metrics) {
          row.last = metrics;
        },
      };
    },
    async finish() {
      await update();
    },
  };
}
