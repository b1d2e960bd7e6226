/** Runs as TensorBoard reads them: one folder per run, one event file in each. */
import { join } from "@std/path";
import type { Analysis } from "../../analysis/analyze.ts";
import { type Run, sessionText } from "../../analysis/run.ts";
import { writeFileAtomic } from "../../io/atomic.ts";
import { scalarEvent, versionEvent } from "./event.ts";
import { record } from "./record.ts";

/**
 * A run's metrics as the bytes of an event file, a step for each epoch. All events have the time at which the run was
 * started, since its files tell no other.
 */
export function runEvents(run: Run): Uint8Array {
  const seconds = startOf(run), score = run.metric;
  const events = run.epochs.map((epoch) =>
    scalarEvent(seconds, epoch.epoch, {
      "loss/train": epoch.trainLoss,
      ...(epoch.testLoss === undefined ? {} : { "loss/test": epoch.testLoss }),
      ...(epoch.trainAccuracy === undefined ? {} : { [`${score}/train`]: epoch.trainAccuracy }),
      ...(epoch.testAccuracy === undefined ? {} : { [`${score}/test`]: epoch.testAccuracy }),
      ...(epoch.testMap === undefined ? {} : { "map50_95/test": epoch.testMap }),
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

/** Seconds since 1970; 0 where the run does not tell. */
const startOf = (run: Run): number => Math.floor((Date.parse(sessionText(run, "started") ?? "") || 0) / 1000);

/**
 * Writes every run of an analysis for TensorBoard: `ARM/seedN/events.out.tfevents.…`.
 *
 * @param analysis what `analyze` gave
 * @param outDir for `tensorboard --logdir`; made if it is missing
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
