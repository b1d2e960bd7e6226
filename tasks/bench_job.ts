/** `cbm bench --job`: the time and memory of whole training jobs. */
import { benchmarkJob } from "../src/bench/job.ts";
import { printJson } from "./cli.ts";

/** The command's options. */
interface JobOptions {
  /** The words of `cbm train`. */
  readonly job: string;
  readonly pairs: number;
  readonly peer?: string;
  readonly json?: boolean;
}

/** Measures the job, and prints the result as text or as a JSON array of one row. */
export async function benchJob({ job, pairs, peer, json }: JobOptions): Promise<void> {
  const row = await benchmarkJob(job, { runs: pairs, peer });
  if (json) return printJson([row]);
  const { commit, cpu, cores } = row.environment;
  console.log(`${cpu}, ${cores} cores; commit ${commit?.slice(0, 12) ?? "unknown"}`);
  console.log(
    `${row.seconds.toFixed(1)} s (median of ${row.runs}): preparation ${
      row.preparation_seconds.toFixed(1)
    }, ` +
      `training ${row.training_seconds.toFixed(1)}, evaluation ${row.evaluation_seconds.toFixed(1)}, ` +
      `start-up and files ${row.other_seconds.toFixed(1)}; ${row.peak_mib} MiB peak; ` +
      `test accuracy ${(100 * row.test_accuracy).toFixed(1)} %`,
  );
  if (row.peer === undefined) return;
  const { ratio, seconds, peak_mib, peak_ratio, pairs: count } = row.peer;
  console.log(
    `  the peer took ${ratio.median.toFixed(2)} times as long (${ratio.min.toFixed(2)} to ` +
      `${ratio.max.toFixed(2)} over ${count} pairs), ${seconds.toFixed(1)} s` +
      (peak_ratio === undefined ? "" : `; ${peak_ratio.toFixed(2)} of its peak memory, ${peak_mib} MiB`),
  );
}
