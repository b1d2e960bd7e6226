/** Evaluates a run's weights on a test set. */
import { type BackendName, startBackend } from "../backend/mod.ts";
import { loadDataset } from "../data/mod.ts";
import type { Dataset } from "../data/types.ts";
import type { ApDefinition } from "../detect/evaluate.ts";
import { InputError } from "../errors.ts";
import { readSafetensors } from "../io/safetensors.ts";
import { createMethod } from "../method/mod.ts";
import { modelFactory } from "../model/mod.ts";
import { loadState } from "../model/weights.ts";
import type { ProgressCallback } from "../progress.ts";
import { randomStream } from "../random.ts";
import { evaluate } from "../train/evaluate.ts";
import { taskOf } from "../train/task/mod.ts";
import { withCode } from "./own_code.ts";
import { type RunEvaluation, tell } from "./run_evaluation.ts";
import { finishedSummary, readRunConfig, runPaths } from "./run_folder/mod.ts";
import { chooseImages } from "./subset.ts";

/** The run to evaluate, and the data set. */
export interface EvaluateOptions {
  /** The run's folder; its checkpoint must still exist. */
  readonly run: string;
  /** The run's own data set by default. */
  readonly dataset?: string | undefined;
  /** The user's code files that the run used. */
  readonly code?: readonly string[] | undefined;
  /** The definition of a detector's average precision; YOLOv5's by default. */
  readonly definition?: ApDefinition | undefined;
  readonly dataDir?: string | undefined;
  readonly backend: BackendName | "auto";
  /** Called with the progress: done, total, and a description of the work. */
  readonly onProgress?: ProgressCallback | undefined;
}

/**
 * Evaluates the weights of a finished run's reported epoch, including what its method added to the forward
 * pass in that epoch.
 *
 * @throws {InputError} when the run has no weights, is not finished, or has other classes than the data set
 */
export async function evaluateRun(options: EvaluateOptions): Promise<RunEvaluation> {
  const config = await withCode(await readRunConfig(options.run), options.code ?? []);
  const { weights: path } = runPaths(options.run), weights = await readSafetensors(path);
  const { classes, selected } = await finishedSummary(options.run), epoch = selected.epoch - 1;
  const forward = createMethod(config.method).model?.({ epoch, epochs: config.epochs }) ?? {};
  const own = options.dataset === undefined;
  const dataset = await loadDataset(options.dataset ?? config.dataset, {
    dataDir: options.dataDir,
    onProgress: options.onProgress,
  });
  checkClasses(classes, dataset);
  const { test } = chooseImages(dataset, own ? config : { ...config, trainSize: null, testSize: null });
  await startBackend(options.backend);
  const model = modelFactory(config.model)(dataset.classes.length, randomStream(0, "weights"));
  loadState(model, weights, path);
  const task = taskOf(model, dataset, { definition: options.definition });
  const evaluation = await evaluate(model, task, dataset.test, dataset.shape, test, { forward });
  model.dispose();
  return tell(evaluation, task, dataset, test, options.definition);
}

/**
 * Checks that the classes match in order, as weights identify classes by position; an equal number is not
 * enough.
 */
function checkClasses(run: readonly string[], { name, classes }: Dataset): void {
  const length = Math.max(run.length, classes.length);
  const place = Array.from({ length }).findIndex((_, index) => run[index] !== classes[index]);
  if (place < 0) return;
  const named = (list: readonly string[]) => list[place] === undefined ? "missing" : `"${list[place]}"`;
  throw new InputError(
    `The run has other classes than ${name}: class ${place + 1} is ${named(run)} in the run, which has ` +
      `${run.length}, and ${named(classes)} in ${name}, which has ${classes.length}`,
  );
}
