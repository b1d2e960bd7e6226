/** A run of a grid as a job. */
import { join } from "@std/path";
import { writeJsonAtomic } from "../../io/atomic.ts";
import type { NamedRun, RunConfig } from "../config.ts";
import { codeFields } from "../own_code.ts";
import { countEpochs, isFinished } from "../run_folder/mod.ts";
import type { Job } from "./types.ts";

/** Options of a run besides its configuration. */
export interface TrainingJobOptions {
  /** The run store: one folder per run. */
  readonly store: string;
  readonly backend: string;
  readonly dataDir?: string | undefined;
  /** Largest number of bytes of images that a run may hold in memory. */
  readonly memoryCap?: number | undefined;
}

/**
 * Gives the user's code files on the command line, as code named only in a configuration file does not run.
 */
function codeWords(config: RunConfig): string[] {
  const { method, model, dataset, optimizer, learningRateSchedule, augment } = codeFields(config);
  const words = {
    method,
    model,
    dataset,
    optimizer,
    "lr-schedule": learningRateSchedule,
    augment: augment?.join(),
  };
  return Object.entries(words).flatMap(([option, text]) => text === undefined ? [] : [`--${option}`, text]);
}

/** Creates the job of a run, which resumes a started run. */
export function trainingJob({ name, config }: NamedRun, options: TrainingJobOptions): Job {
  const folder = join(options.store, name);
  return {
    name,
    what: `${config.label} seed ${config.seed}`,
    isFinished: () => isFinished(folder),
    steps: config.epochs,
    stepsDone: () => countEpochs(folder),
    tells: ["--progress-lines"],
    async prepare(files) {
      const path = join(files, `${name}.json`);
      await writeJsonAtomic(path, config);
      return [
        ...["train", "--config", path, "--out", folder, "--resume", "--quiet", ...codeWords(config)],
        ...["--backend", options.backend],
        ...(options.dataDir === undefined ? [] : ["--data-dir", options.dataDir]),
        ...(options.memoryCap === undefined ? [] : ["--memory-cap", String(options.memoryCap)]),
      ];
    },
  };
}
