/**
 * Carries out one run: from a configuration to a folder of results.
 *
 * @module
 */
import { type BackendName, startBackend } from "../backend/mod.ts";
import { checkPrecision } from "../backend/precision.ts";
import { composeAugmentations } from "../data/augment/mod.ts";
import { datasetLoader } from "../data/mod.ts";
import { InputError } from "../errors.ts";
import { cacheDir } from "../io/cache_dir.ts";
import { writeSafetensors } from "../io/safetensors.ts";
import { createMethod, prepareMethod } from "../method/mod.ts";
import { loadWeights } from "../model/load_weights.ts";
import { kindOf, modelFactory } from "../model/mod.ts";
import { checkNetworkPrecision } from "../model/precision.ts";
import { exportState } from "../model/weights.ts";
import type { ProgressCallback } from "../progress.ts";
import { randomStream } from "../random.ts";
import { loadCheckpoint, saveCheckpoint } from "../train/checkpoint.ts";
import { parseFreeze, trainable } from "../train/freeze.ts";
import { learningRateSchedule } from "../train/learning_rate.ts";
import { train } from "../train/loop.ts";
import { movingAverage } from "../train/moving_average.ts";
import { optimizerFactory } from "../train/optimizer.ts";
import { taskOf } from "../train/task/mod.ts";
import type { EpochMetrics, TrainingState } from "../train/types.ts";
import { completeConfig } from "./complete_config.ts";
import type { RunConfig } from "./config.ts";
import { identifyContents } from "./contents.ts";
import { resumeObstacle, startSession } from "./environment.ts";
import { RunFolder, type RunSummary } from "./run_folder/mod.ts";
import { specsOf } from "./specs.ts";
import { chooseImages } from "./subset.ts";
import { summarize } from "./summary.ts";
import { identifyWeights } from "./transfer.ts";

/** Options of a run besides its scientific configuration; none of them changes the numbers. */
export interface RunOptions {
  /** The run's folder. */
  readonly out: string;
  /** Resumes an interrupted run of the same configuration; starts a new run if there is none. */
  readonly resume?: boolean;
  readonly backend?: BackendName | "auto";
  readonly dataDir?: string | undefined;
  /** Largest number of bytes of images to hold in memory; `$CBM_MEMORY_CAP` by default. */
  readonly memoryCap?: number | undefined;
  /** Minutes between checkpoints, in addition to one at the end of each epoch; 10 by default. */
  readonly checkpointMinutes?: number;
  /** Called with the progress: done, total, and a description of the work. */
  readonly onProgress?: ProgressCallback | undefined;
  /** Called after each training step; by default `onProgress` is. */
  readonly onStep?: ProgressCallback | undefined;
  /** Called with the metrics of each epoch once they are stored, and the seconds that it took here. */
  readonly onEpoch?: (metrics: EpochMetrics, seconds: number) => void;
}

/**
 * Trains one configuration and writes its results to a folder: `config.json`, `environment.json`,
 * `metrics.jsonl`, `predictions.npy`, `targets.npy`, `groups.npy`, `checkpoint/` and, last, `summary.json`.
 *
 * @returns the summary; the stored one if the run is already finished
 * @throws {UsageError} on a wrong configuration, or a folder that is not empty or another run's
 * @throws {InputError} when data cannot be read, results cannot be written, or the loss is not finite
 */
export async function runTraining(given: RunConfig, options: RunOptions): Promise<RunSummary> {
  // Whatever is wrong with a specification shows before anything is read, downloaded or written.
  const specs = specsOf(given), load = datasetLoader(specs.dataset);
  const method = createMethod(specs.method);
  const makeModel = modelFactory(specs.model), kind = kindOf(specs.model);
  method.check?.(kind);
  checkNetworkPrecision(given.precision, kind);
  const makeOptimizer = optimizerFactory(specs.optimizer);
  const { learningRate: base, epochs } = given;
  const learningRate = learningRateSchedule(specs.learningRateSchedule, { base, epochs });
  const augment = composeAugmentations(specs.augment, kind);
  const freeze = given.freeze === null ? undefined : parseFreeze(given.freeze);

  const { dataDir, memoryCap, onProgress } = options, loading = { dataDir, memoryCap, onProgress };
  const config = await identifyContents(await identifyWeights(given), loading, specs);
  const folder = await RunFolder.open(options.out, config, options.resume ?? false);
  const finished = await folder.summary();
  if (finished !== undefined) return finished;

  const dataset = await load(loading);
  const images = chooseImages(dataset, config);
  const backend = await startBackend(options.backend ?? "auto");
  checkPrecision(config.precision, backend.name);
  const model = makeModel(dataset.classes.length, randomStream(config.seed, "weights"));
  const { optimizer, parameters } = trainable(model, makeOptimizer, freeze);
  const average = config.ema === null ? undefined : movingAverage(model, { decay: config.ema });
  try {
    const task = taskOf(model, dataset, config);
    const session = await startSession(backend, dataset);
    const preparing = performance.now();
    const prepared = await prepareMethod(method, {
      dataset,
      trainIndices: images.train,
      epochs,
      cacheDir: cacheDir(),
      onProgress,
    });
    const stages = { preparation: (performance.now() - preparing) / 1000, training: 0, evaluation: 0 };
    return await folder.alone(async () => {
      const finishedMeanwhile = await folder.summary(); // by another process, while this one made ready
      if (finishedMeanwhile !== undefined) return finishedMeanwhile;
      const state = await loadCheckpoint(folder.paths.state, model, optimizer, average);
      const before = await folder.lastSession();
      const obstacle = state && before && resumeObstacle(before, session);
      if (obstacle !== undefined) throw new InputError(`Cannot resume ${options.out}: ${obstacle}`);
      if (state === undefined && config.weights !== null) await loadWeights(model, config.weights, config);
      await folder.begin(completeConfig(config, specs), session);
      await folder.restoreMetrics(state?.history ?? []);
      const minutes = options.checkpointMinutes ?? 10;
      let stored = performance.now();
      const writeWeights = async () => {
        const tested = average === undefined
          ? await exportState(model)
          : await average.during(() => exportState(model));
        await writeSafetensors(folder.paths.weights, tested);
      };
      const final = await train({
        state,
        onProgress: options.onStep ?? onProgress,
        average,
        dataset,
        task,
        trainIndices: images.train,
        validationIndices: images.validation,
        testIndices: images.test,
        model,
        precision: config.precision,
        method: prepared,
        parameters,
        optimizer,
        augment,
        epochs,
        evaluateEvery: config.evaluateEvery,
        batch: config.batch,
        learningRate,
        selection: config.select,
        seed: config.seed,
        checkpointDue: () => performance.now() - stored > minutes * 60_000,
        checkpoint: async (current: TrainingState) => {
          await saveCheckpoint(folder.paths.state, current, model, optimizer, config, average);
          stored = performance.now();
        },
        selected: writeWeights,
        epochDone: async (metrics, seconds) => {
          await folder.appendMetrics(metrics);
          stages.training += seconds.training;
          stages.evaluation += seconds.evaluation;
          options.onEpoch?.(metrics, seconds.training + seconds.evaluation);
        },
      });

      if (config.select === "last") await writeWeights();
      const summary = summarize(config, final, dataset, images, task.metric);
      await folder.finish(summary, final, dataset, task, images.test, { ...session, stages });
      return summary;
    });
  } finally {
    average?.dispose();
    optimizer.dispose();
    model.dispose();
  }
}
