/**
 * Times whole jobs: `cbm train` in a process of its own, from its start to the end of its run.
 *
 * @module
 */
import { join } from "@std/path";
import { InputError } from "../errors.ts";
import { cacheDir } from "../io/cache_dir.ts";
import { runProgram } from "../experiment/executor/program.ts";
import { readSessions, readSummary, type StoredSession } from "../experiment/run_folder/mod.ts";
import { median, type Spread, spreadOf } from "./median.ts";
import { type PeerRun, runPeer } from "./run_peer.ts";

/** The time and memory of one job. */
export interface JobTimes {
  /** Wall time of the process, from its start to its end, in seconds. */
  readonly seconds: number;
  /** Start-up, loading the images, and writing checkpoints and results: what the others leave. */
  readonly other_seconds: number;
  /** The method's preparation: salience. */
  readonly preparation_seconds: number;
  readonly training_seconds: number;
  readonly evaluation_seconds: number;
  readonly peak_mib: number;
  /** Test accuracy of the reported epoch: a job that learns nothing proves nothing. */
  readonly test_accuracy: number;
}

/** A comparison of whole jobs with a peer. */
export interface JobPeer {
  readonly command: string;
  /** Wall time of the peer's process, the median of its runs. */
  readonly seconds: number;
  /** Peak memory in MiB, the median of the runs that report it. */
  readonly peak_mib?: number;
  /** The peer's wall time divided by ours, pair by pair; above 1, ours is faster. */
  readonly ratio: Spread;
  /** Our peak memory divided by the peer's; above 1, ours needs more. */
  readonly peak_ratio?: number;
  readonly pairs: number;
  /** Seconds of each pair, in chronological order. */
  readonly each: { readonly ours: readonly number[]; readonly peer: readonly number[] };
}

/** The median times of some runs of a job. */
export interface JobRow extends JobTimes {
  /** The words of `cbm train`. */
  readonly job: string;
  readonly runs: number;
  readonly environment: StoredSession;
  readonly peer?: JobPeer;
}

/** Makes a cache that has everything of this user's but salience, so that a job computes it. */
async function cacheWithoutSalience(folder: string): Promise<string> {
  const cache = join(folder, "cache"), own = cacheDir();
  await Deno.mkdir(cache);
  const entries = await Array.fromAsync(Deno.readDir(own)).catch(() => []);
  for (const { name } of entries) {
    if (name !== "salience") await Deno.symlink(join(own, name), join(cache, name));
  }
  return cache;
}

/** Runs the job once in an empty folder. */
async function runJob(words: readonly string[]): Promise<JobTimes & { readonly environment: StoredSession }> {
  const folder = await Deno.makeTempDir({ prefix: "cbm-job-" }), out = join(folder, "run");
  try {
    const env = { CBM_CACHE_DIR: await cacheWithoutSalience(folder) };
    const began = performance.now();
    const { code, lastWords } = await runProgram(["train", ...words, "--out", out, "--quiet"], {
      threads: navigator.hardwareConcurrency,
      env,
    });
    const seconds = (performance.now() - began) / 1000;
    if (code !== 0) throw new InputError(`The job ended with exit code ${code}\n${lastWords}`);
    const environment = (await readSessions(out)).at(-1)!, summary = (await readSummary(out))!;
    const { preparation, training, evaluation } = environment.stages!;
    return {
      seconds,
      other_seconds: seconds - preparation - training - evaluation,
      preparation_seconds: preparation,
      training_seconds: training,
      evaluation_seconds: evaluation,
      peak_mib: environment.peakMiB!,
      test_accuracy: summary.selected.test_accuracy,
      environment,
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * Runs a training job some times, alternating with a peer if there is one. Salience is computed in each run.
 *
 * @param job the words of `cbm train`, split at spaces, without `--out`
 * @param options.runs how often, at least 1
 * @param options.peer the peer's command, whose last line of output is an object in JSON with `seconds` and, for
 * memory, `peak_mib`; the time that counts is that of its process
 * @returns medians over the runs, the highest peak memory, and the comparison
 * @throws {InputError} if the job or the peer fails
 *
 * @example
 * ```ts no-run
 * import { benchmarkJob } from "./job.ts";
 *
 * const job = "--model resnet18:width=2 --dataset emoji:train=64,test=32 --epochs 1 --backend wasm";
 * const { seconds, training_seconds } = await benchmarkJob(job, { runs: 1 });
 * ```
 */
export async function benchmarkJob(
  job: string,
  { runs, peer }: { readonly runs: number; readonly peer?: string | undefined },
): Promise<JobRow> {
  const words = job.trim().split(/\s+/),
    ours: Awaited<ReturnType<typeof runJob>>[] = [],
    others: PeerRun[] = [];
  for (let run = 0; run < runs; run++) {
    if (peer !== undefined) others.push(await runPeer(peer, "seconds"));
    ours.push(await runJob(words));
  }
  const of = (name: keyof JobTimes) => median(ours.map((one) => one[name]));
  const peak = Math.max(...ours.map((one) => one.peak_mib));
  return {
    job,
    runs,
    seconds: of("seconds"),
    other_seconds: of("other_seconds"),
    preparation_seconds: of("preparation_seconds"),
    training_seconds: of("training_seconds"),
    evaluation_seconds: of("evaluation_seconds"),
    peak_mib: peak,
    test_accuracy: of("test_accuracy"),
    environment: ours[0]!.environment,
    ...(peer !== undefined && { peer: compare(peer, ours.map(({ seconds }) => seconds), others, peak) }),
  };
}

function compare(command: string, ours: readonly number[], peers: readonly PeerRun[], peak: number): JobPeer {
  const each = { ours, peer: peers.map(({ seconds }) => seconds) };
  const ratios = ours.map((seconds, pair) => each.peer[pair]! / seconds);
  const peaks = peers.flatMap(({ peakMiB }) => peakMiB ?? []);
  return {
    command,
    seconds: median(each.peer),
    ...(peaks.length > 0 && { peak_mib: median(peaks), peak_ratio: peak / median(peaks) }),
    ratio: spreadOf(ratios),
    pairs: ours.length,
    each,
  };
}
