/**
 * What must be made before the runs of an experiment can be named: weights to start from, the salience of a trained
 * network. Runs are known by what these hold.
 *
 * @module
 */
import { join } from "@std/path";
import { InputError } from "../errors.ts";
import { writeJsonAtomic } from "../io/atomic.ts";
import { exists } from "../io/exists.ts";
import { hashFile } from "../io/hash.ts";
import { type RunConfig, runName } from "./config.ts";
import { type Executor, type ExecutorOptions, trainingJob } from "./executor/mod.ts";
import { runProgram } from "./executor/program.ts";
import type { Experiment } from "./grid.ts";

/** A file that was made; where it is gone, what it held is still known. */
export interface Made {
  readonly path: string;
  readonly sha256: string;
}

/** What a preparation can have made. */
export interface Maker {
  /** Trains a network. @returns its weights */
  train(config: RunConfig): Promise<Made>;
  /** The salience of all training images by the input gradient of a trained network, a `.npy` file. */
  inputGradient(config: RunConfig, weights: Made): Promise<Made>;
}

/**
 * Makes what an experiment needs; what it returns replaces fields of the experiment.
 *
 * @param base what the runs share, as the user wants it
 */
export type Prepare = (maker: Maker, base: RunConfig) => Promise<Partial<Pick<Experiment, "arms" | "base">>>;

/** How it is made. */
export interface PrepareOptions extends Omit<ExecutorOptions, "store"> {
  /** The folder of what is made. */
  readonly folder: string;
  readonly backend: string;
  readonly dataDir?: string | undefined;
  readonly memoryCap?: number | undefined;
  readonly executor: Executor;
}

/** A cluster works on it. */
class Pending extends Error {}

/** A file with a record of what it holds beside it: weights are large, and may be deleted once they have served. */
async function recorded(path: string, record: string, make: () => Promise<void>): Promise<Made> {
  if (await exists(record)) return { path, sha256: JSON.parse(await Deno.readTextFile(record)).sha256 };
  await make();
  const sha256 = await hashFile(path, "sha256");
  await writeJsonAtomic(record, { sha256 });
  return { path, sha256 };
}

function makerOf(options: PrepareOptions): Maker {
  const { folder, backend, dataDir, memoryCap, executor, jobs, signal, onProgress, onNotice } = options;
  return {
    train(config) {
      const name = runName(config), path = join(folder, name, "checkpoint", "weights.safetensors");
      return recorded(path, join(folder, `${name}.json`), async () => {
        const job = trainingJob({ name, config }, { store: folder, backend, dataDir, memoryCap });
        if (!await executor.run([job], { store: folder, jobs, signal, onProgress, onNotice })) {
          throw new Pending();
        }
      });
    },
    inputGradient(config, weights) {
      const name = `${runName(config)}-input-gradient`, path = join(folder, `${name}.npy`);
      return recorded(path, join(folder, `${name}.json`), async () => {
        const { threads } = executor.capacity({ store: folder, jobs });
        const { code, lastWords } = await runProgram([
          ...[
            "salience",
            "--dataset",
            config.dataset,
            "--measure",
            "input-gradient",
            "--model",
            config.model,
          ],
          ...["--weights", weights.path, "--out", path, "--backend", backend, "--quiet"],
          ...(dataDir === undefined ? [] : ["--data-dir", dataDir]),
        ], { threads, signal });
        if (code !== 0) throw new InputError(`Cannot measure the input gradient: ${lastWords}`);
      });
    },
  };
}

/**
 * Makes what an experiment needs before its runs; what was made before is taken as it is.
 *
 * @returns the experiment with it; undefined where a cluster works on it and this process does not wait
 * @throws {InputError} where it cannot be made
 */
export async function prepareExperiment(
  experiment: Experiment,
  options: PrepareOptions,
): Promise<Experiment | undefined> {
  if (experiment.prepare === undefined) return experiment;
  try {
    return { ...experiment, ...await experiment.prepare(makerOf(options), experiment.base) };
  } catch (error) {
    if (error instanceof Pending) return undefined;
    throw error;
  }
}
