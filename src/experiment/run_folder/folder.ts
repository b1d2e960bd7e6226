/**
 * Writes a run's folder: only into a folder that is empty or the run's own.
 *
 * @module
 */
import { join } from "@std/path";
import process from "node:process";
import type { Dataset } from "../../data/types.ts";
import { UsageError } from "../../errors.ts";
import { writeFileAtomic, writeJsonAtomic } from "../../io/atomic.ts";
import { explainFileError } from "../../io/file_errors.ts";
import { withLock } from "../../io/lock.ts";
import { writeNpy } from "../../io/npy.ts";
import type { Task } from "../../train/task/mod.ts";
import type { TrainingState } from "../../train/types.ts";
import { busyHere, claimRun } from "../claim.ts";
import { comparableConfig } from "../complete_config.ts";
import { configDifferences, type RunConfig } from "../config.ts";
import { CHECKPOINT, RUN_FILES, type RunPaths, runPaths } from "./files.ts";
import { readRunConfig, readSessions, readSummary } from "./read.ts";
import type { EpochMetrics, RunSummary, Session, StoredSession } from "./types.ts";

const line = (metrics: EpochMetrics) => `${JSON.stringify(metrics)}\n`;

/** Lists the names in a folder; undefined if it does not exist. */
async function namesIn(folder: string): Promise<string[] | undefined> {
  try {
    const names: string[] = [];
    for await (const entry of Deno.readDir(folder)) names.push(entry.name);
    return names;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    if (error instanceof Deno.errors.NotADirectory) {
      throw new UsageError(`${folder} is not a folder: choose another`);
    }
    throw explainFileError(error, "read", folder);
  }
}

/** Removes the temporary files of a killed writer; the lock excludes other writers. */
async function removeTemporaries(folder: string): Promise<void> {
  for (const name of await namesIn(folder) ?? []) {
    if (name.startsWith(".") && name.endsWith(".tmp")) await Deno.remove(join(folder, name)).catch(() => {});
  }
}

/** The folder of a run that is being trained. */
export class RunFolder {
  readonly #dir: string;
  /** The paths of its files. */
  readonly paths: RunPaths;

  private constructor(dir: string) {
    this.#dir = dir;
    this.paths = runPaths(dir);
  }

  /**
   * Checks that a run may write to a folder: it must be empty or missing, or, to resume, the same run's.
   *
   * @throws {UsageError} if it may not
   * @throws {InputError} if the configuration there is damaged
   */
  static async open(path: string, config: RunConfig, resume: boolean): Promise<RunFolder> {
    const names = (await namesIn(path) ?? []).filter((name) => !name.endsWith(".tmp"));
    if (names.length > 0 && names.join() !== CHECKPOINT) {
      if (!names.includes(RUN_FILES.config)) {
        throw new UsageError(`${path} contains other files but no run: choose an empty folder`);
      }
      if (!resume) {
        throw new UsageError(
          `${path} already contains a run: choose another folder, or add --resume to continue it`,
        );
      }
      const differences = configDifferences(
        comparableConfig(await readRunConfig(path)),
        comparableConfig(config),
      );
      if (differences.length > 0) {
        throw new UsageError(
          `${path} contains a different run (it differs in ${differences.join(", ")}): choose another folder`,
        );
      }
    }
    return new RunFolder(path);
  }

  /** Reads the summary; undefined if the run is not finished. */
  summary(): Promise<RunSummary | undefined> {
    return readSummary(this.#dir);
  }

  /**
   * Keeps other processes, of this machine and others, from writing to the folder during some work.
   *
   * @throws {InputError} at once if another process works on the run
   */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    const { checkpoint, claims } = this.paths;
    return await withLock(checkpoint, () => {
      throw busyHere(this.#dir);
    }, async () => {
      const release = await claimRun(this.#dir, claims);
      try {
        await removeTemporaries(this.#dir);
        await removeTemporaries(checkpoint);
        return await work();
      } finally {
        await release();
      }
    });
  }

  /** Reads the session before this one. */
  async lastSession(): Promise<StoredSession | undefined> {
    return (await readSessions(this.#dir)).at(-1);
  }

  /**
   * Writes what is known before the first step; the sessions of an interrupted run are kept.
   *
   * @param config with every option spelled out
   */
  async begin(config: RunConfig, session: Session): Promise<void> {
    await writeJsonAtomic(this.paths.config, config);
    await this.#writeSession(session);
  }

  /**
   * Rewrites the metrics from the checkpoint: a killed run may have an extra, a missing or a partial line.
   */
  async restoreMetrics(history: readonly EpochMetrics[]): Promise<void> {
    await writeFileAtomic(this.paths.metrics, history.map(line).join(""));
  }

  /** Appends the metrics of an epoch. */
  async appendMetrics(metrics: EpochMetrics): Promise<void> {
    const path = this.paths.metrics;
    try {
      await Deno.writeTextFile(path, line(metrics), { append: true });
    } catch (error) {
      throw explainFileError(error, "write", path);
    }
  }

  /**
   * Writes the results, the summary last; {@linkcode RunPredictions} describes predictions and targets.
   */
  async finish(
    summary: RunSummary,
    state: TrainingState,
    dataset: Dataset,
    task: Task,
    testIndices: Uint32Array,
    session: Session,
  ): Promise<void> {
    const write = (
      name: "predictions" | "targets" | "groups" | "confidences",
      data: Int32Array | Uint8Array | Float32Array,
      columns?: number,
    ) => {
      const shape = columns === undefined ? [data.length] : [data.length / columns, columns];
      return writeNpy(this.paths[name], { shape, data });
    };
    const { groups } = dataset.test, { columns } = task;
    if (state.selected !== undefined) await write("predictions", state.selected.predictions, columns);
    if (state.selected?.confidences) await write("confidences", state.selected.confidences);
    await write("targets", task.truth(dataset.test, testIndices), columns);
    if (groups !== undefined) {
      await write("groups", Int32Array.from(testIndices, (index) => groups[index]!));
    }
    const seconds = (Date.now() - Date.parse(session.started)) / 1000;
    const peakMiB = Math.round(process.resourceUsage().maxRSS / 2 ** 10);
    await this.#writeSession({ ...session, seconds, peakMiB });
    await writeJsonAtomic(this.paths.summary, summary);
  }

  async #writeSession(session: Session): Promise<void> {
    const earlier = (await readSessions(this.#dir)).filter(({ started }) => started !== session.started);
    await writeJsonAtomic(this.paths.environment, { sessions: [...earlier, session] });
  }
}
