/** A file of weights on a test set. */
import { type BackendName, startBackend } from "../backend/mod.ts";
import { loadDataset } from "../data/mod.ts";
import type { ApDefinition } from "../detect/evaluate.ts";
import { loadWeights, type WeightsOptions } from "../model/load_weights.ts";
import { modelFactory } from "../model/mod.ts";
import type { ProgressCallback } from "../progress.ts";
import { randomStream } from "../random.ts";
import { evaluate } from "../train/evaluate.ts";
import { taskOf } from "../train/task/mod.ts";
import { type RunEvaluation, tell } from "./run_evaluation.ts";

/** Which weights of which model on which data. */
export interface EvaluateWeightsOptions extends Pick<WeightsOptions, "stripPrefix"> {
  readonly model: string;
  /** `.safetensors`, `.pth` or `.pt`, trained on the classes of the data set, in their order. */
  readonly weights: string;
  readonly dataset: string;
  /** The definition of a detector's average precision; YOLOv5's by default. */
  readonly definition?: ApDefinition;
  readonly dataDir?: string;
  readonly backend: BackendName | "auto";
  /** Told how far the work is: done of total, and what is being done. */
  readonly onProgress?: ProgressCallback;
}

/**
 * Evaluates weights on all images of a test set.
 *
 * @throws {InputError} when the weights cannot be read or do not fit the model and the data set's classes
 */
export async function evaluateWeights(options: EvaluateWeightsOptions): Promise<RunEvaluation> {
  const makeModel = modelFactory(options.model);
  const { dataDir, onProgress } = options,
    dataset = await loadDataset(options.dataset, { dataDir, onProgress });
  await startBackend(options.backend);
  const model = makeModel(dataset.classes.length, randomStream(0, "weights"));
  await loadWeights(model, options.weights, options);
  const task = taskOf(model, dataset, { definition: options.definition });
  const all = Uint32Array.from({ length: dataset.test.size }, (_, index) => index);
  const evaluation = await evaluate(model, task, dataset.test, dataset.shape, all);
  model.dispose();
  return tell(evaluation, task, dataset, all, options.definition);
}
