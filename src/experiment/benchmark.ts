/** Speed of the training step, measured on random images by the real loop. */
import * as tf from "@tensorflow/tfjs-core";
import { type BackendName, startBackend } from "../backend/mod.ts";
import { checkPrecision } from "../backend/precision.ts";
import { createAugmentation } from "../data/augment/mod.ts";
import { memorySplit } from "../data/split.ts";
import type { Dataset } from "../data/types.ts";
import { createMethod } from "../method/mod.ts";
import { createModel, type Precision } from "../model/mod.ts";
import { randomStream } from "../random.ts";
import { train } from "../train/loop.ts";
import { optimizerFactory } from "../train/optimizer.ts";

/** What is measured. */
export interface BenchmarkOptions {
  readonly model: string;
  readonly method: string;
  readonly batch: number;
  /** Pixels per side. */
  readonly size: number;
  /** Measured steps, after two to warm up. */
  readonly steps: number;
  readonly precision: Precision;
  readonly backend: BackendName | "auto";
}

/** One row of the bench. */
export interface BenchmarkRow {
  readonly model: string;
  readonly method: string;
  readonly batch: number;
  readonly size: number;
  readonly steps: number;
  readonly precision: Precision;
  readonly backend: string;
  /** From the median step. */
  readonly images_per_second: number;
  /** The median step. */
  readonly seconds_per_step: number;
  /** Tensors alive during the last step. */
  readonly tensors: number;
  /** Resident memory of the process after the last step, MiB. */
  readonly resident_mib: number;
}

const WARM_UP = 2;

function randomImages(count: number, size: number): Dataset {
  const random = randomStream(0, "benchmark");
  const images = Uint8Array.from({ length: count * size * size * 3 }, () => random.uint32() >>> 24);
  const labels = Int32Array.from({ length: count }, (_, index) => index % 10);
  const shape = [size, size, 3] as const;
  const train = memorySplit({ images, shape, labels });
  const test = memorySplit({ images: images.slice(0, size * size * 3), shape, labels: labels.slice(0, 1) });
  return { name: "random", classes: "abcdefghij".split(""), shape, train, test, attribution: "" };
}

/** Trains some steps and gives the median time of one. */
export async function benchmarkStep(options: BenchmarkOptions): Promise<BenchmarkRow> {
  const { batch, size, steps } = options;
  const { precision } = options, backend = await startBackend(options.backend);
  checkPrecision(precision, backend.name);
  const dataset = randomImages(batch * (steps + WARM_UP), size);
  const trainIndices = Uint32Array.from({ length: dataset.train.size }, (_, index) => index);
  const model = createModel(options.model, 10, randomStream(1, "weights"));
  const optimizer = optimizerFactory("sgd")(model.parameters());
  const method = createMethod(options.method);
  // Salience of made-up images has no place in the user's cache.
  const cacheDir = await Deno.makeTempDir({ prefix: "cbm-bench-" });
  try {
    await method.prepare?.({ dataset, trainIndices, epochs: 5, cacheDir });
  } finally {
    await Deno.remove(cacheDir, { recursive: true });
  }
  const seconds: number[] = [];
  let tensors = 0, before = 0;
  const parameter = [...model.parameters().values()].at(-1);
  await train({
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
      before = now;
      tensors = tf.memory().numTensors;
    },
  });
  optimizer.dispose();
  model.dispose();
  const measured = seconds.slice(WARM_UP - 1).sort((a, b) => a - b);
  const middle = measured[Math.floor(measured.length / 2)] ?? NaN;
  return {
    model: options.model,
    method: options.method,
    batch,
    size,
    steps: measured.length,
    precision,
    backend: backend.name,
    images_per_second: batch / middle,
    seconds_per_step: middle,
    tensors,
    resident_mib: Math.round(Deno.memoryUsage().rss / 2 ** 20),
  };
}
