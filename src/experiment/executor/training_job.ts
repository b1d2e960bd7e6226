/** A run of a grid as a job. */
import { join } from "@std/path";
import { writeJsonAtomic } from "../../io/atomic.ts";
import { exists } from "../../io/exists.ts";
import type { NamedRun, RunConfig } from "../config.ts";
import { codeFields } from "../own_code.ts";
import type { Job } from "./types.ts";

/** What a run is told besides its configuration. */
export interface TrainingJobOptions {
  /** The run store: one folder per run. */
  readonly store: string;
  readonly backend: string;
  readonly dataDir?: string | undefined;
  /** Bytes of images that a run may hold in memory. */
  readonly memoryCap?: number | undefined;
}

/** Epochs done, by the lines of metrics.jsonl. */
async function epochsDone(folder: string): Promise<number> {
  try {
    return (await Deno.readTextFile(join(folder, "metrics.jsonl"))).split("\n").length - 1;
  } catch {
    return 0;
  }
}

/** Names the code of the user's own on the command line: from a file alone it would not be run. */
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

/** The job of a run: it resumes what was started. */
export function trainingJob({ name, config }: NamedRun, options: TrainingJobOptions): Job {
  const folder = join(options.store, name);
  return {
    name,
    what: `${config.label} seed ${config.seed}`,
    isFinished: () => exists(join(folder, "summary.json")),
    steps: config.epochs,
    stepsDone: () => epochsDone(folder),
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
