/** A run's weights on a test set. */
import { join } from "@std/path";
import { readJsonObject } from "../analysis/read_json.ts";
import { type BackendName, startBackend } from "../backend/mod.ts";
import { loadDataset } from "../data/mod.ts";
import type { Dataset } from "../data/types.ts";
import { InputError } from "../errors.ts";
import { readSafetensors } from "../io/safetensors.ts";
import { createModel } from "../model/mod.ts";
import { loadState } from "../model/weights.ts";
import { randomStream } from "../random.ts";
import { evaluate } from "../train/evaluate.ts";
import { readConfig } from "./config.ts";
import { chooseImages } from "./subset.ts";

/** Which run on which data. */
export interface EvaluateOptions {
  /** The run's folder; its checkpoint must still be there. */
  readonly run: string;
  /** The run's own data set by default. */
  readonly dataset?: string;
  readonly dataDir?: string;
  readonly backend: BackendName | "auto";
  /** Told how far the work is: done of total, and what is being done. */
  readonly onProgress?: (done: number, total: number, what: string) => void;
}

/**
 * Evaluates the weights of a finished run's reported epoch.
 *
 * @returns mean cross-entropy in nats, accuracy as a share of 1, and the number of images
 * @throws {InputError} when the run has no weights, is not finished, or has other classes than the data set
 */
export async function evaluateRun(
  options: EvaluateOptions,
): Promise<{ loss: number; accuracy: number; images: number }> {
  const config = await readConfig(join(options.run, "config.json"));
  const path = join(options.run, "checkpoint", "weights.safetensors");
  const weights = await readSafetensors(path);
  const { classes } = await readJsonObject(join(options.run, "summary.json"));
  const own = options.dataset === undefined;
  const dataset = await loadDataset(options.dataset ?? config.dataset, {
    ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }),
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
  });
  checkClasses(Array.isArray(classes) ? classes.map(String) : [], dataset);
  const { test } = chooseImages(dataset, own ? config : { ...config, trainSize: null, testSize: null });
  await startBackend(options.backend);
  const model = createModel(config.model, dataset.classes.length, randomStream(0, "weights"));
  loadState(model, weights, path);
  const { loss, accuracy } = await evaluate(model, dataset.test, dataset.shape, test);
  model.dispose();
  return { loss, accuracy, images: test.length };
}

/** As many classes are not enough: the weights know them by their place alone. */
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
