/** Writes runs for TensorBoard: one folder per run with one event file. */
import { join } from "@std/path";
import type { Analysis } from "../../analysis/analyze.ts";
import { type Run, sessionText } from "../../analysis/read_run.ts";
import { writeFileAtomic } from "../../io/atomic.ts";
import { scalarEvent, versionEvent } from "./event.ts";
import { record } from "./record.ts";

/**
 * Encodes a run's metrics as an event file, with one step per epoch. All events have the time at which the
 * run started, the only one that its files record.
 */
export function runEvents(run: Run): Uint8Array {
  const seconds = startOf(run), score = run.metric;
  const events = run.epochs.map((epoch) =>
    scalarEvent(seconds, epoch.epoch, {
      "loss/train": epoch.trainLoss,
      "loss/test": epoch.testLoss,
      [`${score}/train`]: epoch.trainAccuracy,
      [`${score}/test`]: epoch.testAccuracy,
      "map50_95/test": epoch.testMap,
      "schedule/masked_share": epoch.ratio,
      "schedule/learning_rate": epoch.learningRate,
    })
  );
  const records = [versionEvent(seconds), ...events].map(record);
  const file = new Uint8Array(records.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const bytes of records) {
    file.set(bytes, end);
    end += bytes.length;
  }
  return file;
}

/** Returns the start of a run in seconds since 1970; 0 if it is not recorded. */
const startOf = (run: Run): number => Math.floor((Date.parse(sessionText(run, "started") ?? "") || 0) / 1000);

/**
 * Writes every run of an analysis for TensorBoard: `ARM/seedN/events.out.tfevents.…`.
 *
 * @param analysis the result of `analyze`
 * @param outDir the folder for `tensorboard --logdir`; created if missing
 * @returns the paths of the files
 * @throws {InputError} naming the path and the remedy if one cannot be written
 */
export async function writeTensorBoard({ arms }: Analysis, outDir: string): Promise<string[]> {
  const paths: string[] = [];
  for (const { label, runs } of arms) {
    for (const run of runs) {
      const folder = join(outDir, label.replace(/[^\w.=,+-]+/g, "_"), `seed${run.seed}`);
      const path = join(folder, `events.out.tfevents.${startOf(run)}.cbm`);
      await writeFileAtomic(path, runEvents(run));
      paths.push(path);
    }
  }
  return paths;
}
