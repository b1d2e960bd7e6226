/** Times training steps in the real loop, on random images. */
import * as tf from "@tensorflow/tfjs-core";
import process from "node:process";
import { type BackendName, startBackend } from "../backend/mod.ts";
import { type PrimitiveCost, watchKernels } from "../backend/ops/watch.ts";
import { checkPrecision, type Precision } from "../backend/precision.ts";
import { createAugmentation } from "../data/augment/mod.ts";
import { createMethod } from "../method/mod.ts";
import { kindOf, modelFactory } from "../model/mod.ts";
import { countParameters } from "../model/summary.ts";
import { randomStream } from "../random.ts";
import { train } from "../train/loop.ts";
import { optimizerFactory } from "../train/optimizer.ts";
import { median } from "./median.ts";
import { randomImages } from "./random_images.ts";

/** Options of {@linkcode timeSteps}. */
export interface BenchmarkOptions {
  readonly model: string;
  readonly method: string;
  readonly batch: number;
  /** Pixels per side. */
  readonly size: number;
  /** Measured steps, after two warm-up steps. */
  readonly steps: number;
  readonly precision: Precision;
  readonly backend: BackendName | "auto";
  /** `sgd` by default. */
  readonly optimizer?: string | undefined;
}

/** Time and memory of training steps. */
export interface TimedSteps {
  readonly model: string;
  readonly method: string;
  readonly batch: number;
  readonly size: number;
  readonly steps: number;
  readonly precision: Precision;
  readonly backend: string;
  /** Speed of the median step. */
  readonly images_per_second: number;
  /** Time of the median step. */
  readonly seconds_per_step: number;
  /** The number of trained parameters. */
  readonly parameters: number;
  /** Tensors alive during the last step. */
  readonly tensors: number;
  /** Resident memory of the process after the last step, MiB. */
  readonly resident_mib: number;
  /** Peak resident memory of the process, MiB; that of this model only if it is the first in the process. */
  readonly peak_mib: number;
  /** Rate of the arithmetic of convolutions and matrix products in the median step. */
  readonly gflops_per_second: number;
  /** Cost of each primitive, per measured step. */
  readonly profile: readonly PrimitiveCost[];
}

const WARM_UP = 2;

/**
 * Trains some steps on random images.
 *
 * @returns the median time of a step, its memory and its profile
 * @throws {UsageError} if the backend, the model, the method or the optimizer is unknown, or the backend
 * lacks the precision
 *
 * @example
 * ```ts
 * import { timeSteps } from "./time_steps.ts";
 *
 * const network = { model: "resnet18:width=2", method: "cbm", batch: 2, size: 32, precision: "fp32" } as const;
 * const { seconds_per_step, profile } = await timeSteps({ ...network, steps: 1, backend: "wasm" });
 * console.log(seconds_per_step, profile[0]?.name);
 * ```
 */
export async function timeSteps(options: BenchmarkOptions): Promise<TimedSteps> {
  const { batch, size, steps, precision } = options, { name: backend } = await startBackend(options.backend);
  checkPrecision(precision, backend);
  const kind = kindOf(options.model), dataset = randomImages(batch * (steps + WARM_UP), size, kind);
  const trainIndices = Uint32Array.from({ length: dataset.train.size }, (_, index) => index);
  const model = modelFactory(options.model)(dataset.classes.length, randomStream(1, "weights"));
  const optimizer = optimizerFactory(options.optimizer ?? "sgd")(model.parameters());
  const method = createMethod(options.method);
  // Salience of random images does not belong in the user's cache.
  const cacheDir = await Deno.makeTempDir({ prefix: "cbm-bench-" });
  try {
    await method.prepare?.({ dataset, trainIndices, epochs: 5, cacheDir });
  } finally {
    await Deno.remove(cacheDir, { recursive: true });
  }
  const seconds: number[] = [];
  let tensors = 0, before = 0;
  const parameter = [...model.parameters().values()].at(-1);
  const training = (forget: () => void) =>
    train({
      dataset,
      trainIndices,
      validationIndices: new Uint32Array(0),
      testIndices: Uint32Array.of(0),
      model,
      precision,
      method,
      optimizer,
      augment: createAugmentation("none"),
      epochs: 1,
      batch,
      learningRate: () => 0.01,
      selection: "last",
      seed: 1,
      stepDone: async () => {
        await parameter?.data(); // a step is over when its last parameter has moved
        const now = performance.now();
        if (before > 0) seconds.push((now - before) / 1000);
        if (seconds.length === WARM_UP - 1) forget();
        before = now;
        tensors = tf.memory().numTensors;
      },
    });
  const { costs } = await watchKernels(training);
  const parameters = countParameters(model);
  optimizer.dispose();
  model.dispose();
  const measured = seconds.slice(WARM_UP - 1), middle = median(measured);
  // This includes the evaluation of one image at the end, a few per mille of a step's arithmetic.
  const flops = costs.reduce((sum, cost) => sum + cost.flops, 0) / steps;
  return {
    model: options.model,
    method: options.method,
    batch,
    size,
    steps: measured.length,
    precision,
    backend,
    images_per_second: batch / middle,
    seconds_per_step: middle,
    parameters,
    tensors,
    resident_mib: Math.round(Deno.memoryUsage().rss / 2 ** 20),
    peak_mib: Math.round(process.resourceUsage().maxRSS / 2 ** 10),
    gflops_per_second: flops / middle / 1e9,
    profile: costs.map((cost) => ({
      ...cost,
      calls: cost.calls / steps,
      seconds: cost.seconds / steps,
      flops: cost.flops / steps,
    })),
  };
}
