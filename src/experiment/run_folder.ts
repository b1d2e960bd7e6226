/**
 * A run's folder: what is written when, and what makes it fit to go on.
 *
 * @module
 */
import { join } from "@std/path";
import type { Dataset } from "../data/types.ts";
import { InputError, UsageError } from "../errors.ts";
import { writeFileAtomic, writeJsonAtomic } from "../io/atomic.ts";
import { explainFileError } from "../io/file_errors.ts";
import { withLock } from "../io/lock.ts";
import { writeNpy } from "../io/npy.ts";
import type { Task } from "../train/task/mod.ts";
import type { EpochMetrics, TrainingState } from "../train/types.ts";
import { busyHere, claimRun } from "./claim.ts";
import { comparableConfig, completeConfig } from "./complete_config.ts";
import { configDifferences, readConfig, type RunConfig } from "./config.ts";
import type { Session } from "./environment.ts";
import type { RunSummary } from "./summary.ts";

const line = (metrics: EpochMetrics) => `${JSON.stringify(metrics)}\n`;

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw explainFileError(error, "read", path);
  }
}

/** Names in a folder; undefined where there is no folder. */
async function namesIn(folder: string): Promise<string[] | undefined> {
  try {
    const names: string[] = [];
    for await (const entry of Deno.readDir(folder)) names.push(entry.name);
    return names;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    if (error instanceof Deno.errors.NotADirectory) {
      throw new UsageError(`${folder} is not a folder: name another`);
    }
    throw explainFileError(error, "read", folder);
  }
}

/** Removes what a killed writer left; nobody else writes here now. */
async function removeTemporaries(folder: string): Promise<void> {
  for (const name of await namesIn(folder) ?? []) {
    if (name.startsWith(".") && name.endsWith(".tmp")) await Deno.remove(join(folder, name)).catch(() => {});
  }
}

/** The folder of one run. */
export class RunFolder {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /**
   * Looks whether a run may write to a folder: it must be empty or missing, or, to resume, the same run's.
   *
   * @throws {UsageError} where it is not
   */
  static async open(path: string, config: RunConfig, resume: boolean): Promise<RunFolder> {
    const names = (await namesIn(path) ?? []).filter((name) => !name.endsWith(".tmp"));
    if (names.length > 0 && names.join() !== "checkpoint") {
      if (!names.includes("config.json")) {
        throw new UsageError(`${path} holds other files and no run: name an empty folder`);
      }
      if (!resume) {
        throw new UsageError(
          `${path} holds a run already: name another folder, or add --resume to go on with it`,
        );
      }
      const differences = configDifferences(
        comparableConfig(await readConfig(join(path, "config.json"))),
        comparableConfig(config),
      );
      if (differences.length > 0) {
        throw new UsageError(
          `${path} holds another run (it differs in ${differences.join(", ")}): name another folder`,
        );
      }
    }
    return new RunFolder(path);
  }

  /** The file that a resumed run starts from. */
  get checkpoint(): string {
    return join(this.#path, "checkpoint", "last.safetensors");
  }

  /** The summary of a finished run. */
  async summary(): Promise<RunSummary | undefined> {
    const path = join(this.#path, "summary.json");
    const content = await readIfThere(path);
    if (content === undefined) return undefined;
    try {
      return JSON.parse(content);
    } catch {
      throw new InputError(`${path} is damaged: delete it and go on with --resume`);
    }
  }

  /**
   * Does something while no other process, of this machine or another, may write to the folder.
   *
   * @throws {InputError} at once where another one does
   */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    const checkpoint = join(this.#path, "checkpoint");
    return await withLock(checkpoint, () => {
      throw busyHere(this.#path);
    }, async () => {
      const release = await claimRun(this.#path, join(checkpoint, "claims"));
      try {
        await removeTemporaries(this.#path);
        await removeTemporaries(checkpoint);
        return await work();
      } finally {
        await release();
      }
    });
  }

  /** The sitting before this one. */
  async lastSession(): Promise<Session | undefined> {
    return (await this.#sessions()).at(-1);
  }

  /** Writes what is known before the first step; the sessions of an interrupted run are kept. */
  async begin(config: RunConfig, session: Session): Promise<void> {
    await writeJsonAtomic(join(this.#path, "config.json"), completeConfig(config));
    await this.#writeSession(session);
  }

  /** Makes metrics.jsonl agree with the checkpoint: a killed run may have one line more, less or half of one. */
  async restoreMetrics(history: readonly EpochMetrics[]): Promise<void> {
    await writeFileAtomic(join(this.#path, "metrics.jsonl"), history.map(line).join(""));
  }

  /** Adds an epoch's line. */
  async appendMetrics(metrics: EpochMetrics): Promise<void> {
    const path = join(this.#path, "metrics.jsonl");
    try {
      await Deno.writeTextFile(path, line(metrics), { append: true });
    } catch (error) {
      throw explainFileError(error, "write", path);
    }
  }

  /**
   * Writes the results, the summary last: predictions and targets are int32 [N]; where images have several labels
   * they are the probability of each class, float32 [N, classes], and uint8 [N, classes] (255 = unknown); of a detector
   * float32 [detections, 7] (image, class, score and box) and [objects, 7] (image, class, difficult and box).
   */
  async finish(
    summary: RunSummary,
    state: TrainingState,
    dataset: Dataset,
    task: Task,
    testIndices: Uint32Array,
    session: Session,
  ): Promise<void> {
    const write = (name: string, data: Int32Array | Uint8Array | Float32Array, columns?: number) => {
      const shape = columns === undefined ? [data.length] : [data.length / columns, columns];
      return writeNpy(join(this.#path, name), { shape, data });
    };
    const { groups } = dataset.test, { columns } = task;
    if (state.selected !== undefined) await write("predictions.npy", state.selected.predictions, columns);
    await write("targets.npy", task.truth(dataset.test, testIndices), columns);
    if (groups !== undefined) {
      await write("groups.npy", Int32Array.from(testIndices, (index) => groups[index]!));
    }
    await this.#writeSession({ ...session, seconds: (Date.now() - Date.parse(session.started)) / 1000 });
    await writeJsonAtomic(join(this.#path, "summary.json"), summary);
  }

  async #writeSession(session: Session): Promise<void> {
    const earlier = (await this.#sessions()).filter(({ started }) => started !== session.started);
    await writeJsonAtomic(join(this.#path, "environment.json"), { sessions: [...earlier, session] });
  }

  async #sessions(): Promise<Session[]> {
    try {
      return JSON.parse(await readIfThere(join(this.#path, "environment.json")) ?? "{}").sessions ?? [];
    } catch (error) {
      if (error instanceof SyntaxError) return []; // a damaged record of earlier sittings is started anew
      throw error;
    }
  }
}
