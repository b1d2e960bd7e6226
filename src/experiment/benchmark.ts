/** Speed of the training step, measured on random images by the real loop. */
import process from "node:process";
import * as tf from "@tensorflow/tfjs-core";
import { type BackendName, startBackend } from "../backend/mod.ts";
import { kernels } from "../backend/ops/kernels.ts";
import { type PrimitiveCost, watchKernels } from "../backend/ops/watch.ts";
import { checkPrecision } from "../backend/precision.ts";
import { normalizeAndMask } from "../backend/ops/mod.ts";
import { createAugmentation } from "../data/augment/mod.ts";
import { memorySplit } from "../data/split.ts";
import type { Dataset, ObjectBox } from "../data/types.ts";
import { createMethod } from "../method/mod.ts";
import type { Precision } from "../model/mod.ts";
import { kindOf, networkFactory } from "../model/network.ts";
import { countParameters } from "../model/summary.ts";
import type { NetworkKind } from "../model/types.ts";
import { type RandomStream, randomStream } from "../random.ts";
import { train } from "../train/loop.ts";
import { optimizerFactory } from "../train/optimizer.ts";
import { median } from "./peer.ts";

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
  /** `sgd` by default. */
  readonly optimizer?: string | undefined;
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
  /** Numbers that the optimizer moves. */
  readonly parameters: number;
  /** Tensors alive during the last step. */
  readonly tensors: number;
  /** Resident memory of the process after the last step, MiB. */
  readonly resident_mib: number;
  /** The most resident memory that the process ever had, MiB: of this model where it is the first. */
  readonly peak_mib: number;
  /** Arithmetic of convolutions and matrix products, by the median step. */
  readonly gflops_per_second: number;
  /** From a batch's bytes to the network's input with a mask, timed alone, as a share of the step. */
  readonly normalize_and_mask_share: number;
  /** The backend's own rate at a float32 matrix product of 1024³, measured just before. */
  readonly matmul_gflops_per_second: number;
  /** What each primitive takes, per measured step. */
  readonly profile: readonly PrimitiveCost[];
}

const WARM_UP = 2;

/** The backend's rate at a matrix product of 1024³, the best of some. */
async function matmulRate(): Promise<number> {
  const side = 1024, a = tf.randomUniform<tf.Rank.R2>([side, side]), seconds: number[] = [];
  for (let run = 0; run < 6; run++) {
    const b = tf.randomUniform<tf.Rank.R2>([side, side]); // some backends keep what they prepared of a matrix
    await b.data();
    const start = performance.now();
    const product = kernels().matMul(a, b, false, false);
    await product.data();
    seconds.push((performance.now() - start) / 1000);
    tf.dispose([b, product]);
  }
  a.dispose();
  return 2 * side ** 3 / Math.min(...seconds) / 1e9;
}

/** As many as CIFAR-10 and PASCAL VOC have, and of PASCAL VOC a generous number of objects in an image. */
const CLASSES = { classifier: 10, detector: 20 } as const, OBJECTS = 7;

/** Objects of 4 to 39 % of the image's sides around its middle. */
function randomObjects(size: number, random: RandomStream): ObjectBox[] {
  return Array.from({ length: OBJECTS }, () => {
    const [x, y] = [0.2 + 0.6 * random.uniform(), 0.2 + 0.6 * random.uniform()];
    const [width, height] = [0.04 + 0.35 * random.uniform(), 0.04 + 0.35 * random.uniform()];
    const box = [x - width / 2, y - height / 2, x + width / 2, y + height / 2] as const;
    return {
      classIndex: random.integer(CLASSES.detector),
      difficult: false,
      box: [size * box[0], size * box[1], size * box[2], size * box[3]],
    };
  });
}

function randomImages(count: number, size: number, kind: NetworkKind): Dataset {
  const random = randomStream(0, "benchmark"), classes = CLASSES[kind];
  const images = Uint8Array.from({ length: count * size * size * 3 }, () => random.uint32() >>> 24);
  const labels = Int32Array.from({ length: count }, (_, index) => index % classes);
  const objects = Array.from({ length: kind === "detector" ? count : 0 }, () => randomObjects(size, random));
  const shape = [size, size, 3] as const;
  const first = (length: number) =>
    memorySplit({
      images: images.subarray(0, length * size * size * 3),
      shape,
      labels: labels.slice(0, length),
      ...(kind === "detector" && { objects: objects.slice(0, length) }),
    });
  return {
    name: "random",
    classes: Array.from({ length: classes }, (_, index) => String(index)),
    shape,
    train: first(count),
    test: first(1),
    attribution: "",
  };
}

/** Seconds from a batch's bytes to the network's input, a third of the patches hidden; the median once it is compiled. */
async function normalizeSeconds(batch: number, size: number): Promise<number> {
  const random = randomStream(0, "normalize"), seconds: number[] = [];
  const images = Uint8Array.from({ length: batch * size * size * 3 }, () => random.uint32() >>> 24);
  const kept = Uint8Array.from({ length: batch * 16 }, (_, patch) => patch % 3 === 0 ? 0 : 1);
  for (let run = -60; run < 20; run++) {
    const start = performance.now();
    const input = normalizeAndMask(images, [batch, size, size, 3], { mask: { kept, patches: 4 } });
    tf.dispose(tf.add(input, 0)); // a tensor comes to the device when it is first used
    if (run >= 0) seconds.push((performance.now() - start) / 1000);
    await input.data();
    input.dispose();
  }
  return median(seconds);
}

/** Trains some steps and gives the median time of one. */
export async function benchmarkStep(options: BenchmarkOptions): Promise<BenchmarkRow> {
  const { batch, size, steps } = options;
  const { precision } = options, backend = await startBackend(options.backend);
  checkPrecision(precision, backend.name);
  const kind = kindOf(options.model), dataset = randomImages(batch * (steps + WARM_UP), size, kind);
  const trainIndices = Uint32Array.from({ length: dataset.train.size }, (_, index) => index);
  const model = networkFactory(options.model)(dataset.classes.length, randomStream(1, "weights"));
  const optimizer = optimizerFactory(options.optimizer ?? "sgd")(model.parameters());
  const method = createMethod(options.method);
  // Salience of made-up images has no place in the user's cache.
  const cacheDir = await Deno.makeTempDir({ prefix: "cbm-bench-" });
  try {
    await method.prepare?.({ dataset, trainIndices, epochs: 5, cacheDir });
  } finally {
    await Deno.remove(cacheDir, { recursive: true });
  }
  const matmul = await matmulRate();
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
  // The evaluation of one image at the end is watched too: a few per mille of a step's arithmetic.
  const flops = costs.reduce((sum, cost) => sum + cost.flops, 0) / steps;
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
    parameters,
    tensors,
    resident_mib: Math.round(Deno.memoryUsage().rss / 2 ** 20),
    peak_mib: Math.round(process.resourceUsage().maxRSS / 2 ** 10),
    gflops_per_second: flops / middle / 1e9,
    normalize_and_mask_share: size % 4 === 0 ? await normalizeSeconds(batch, size) / middle : NaN,
    matmul_gflops_per_second: matmul,
    profile: costs.map((cost) => ({
      ...cost,
      calls: cost.calls / steps,
      seconds: cost.seconds / steps,
      flops: cost.flops / steps,
    })),
  };
}
