/** An analysis with made-up numbers, each chosen to show how it is written. */
import { type Analysis, mcnemar, type Run } from "../../src/analysis/mod.ts";

function run(label: string, method: string, seed: number, right: number, best: number): Run {
  const targets = Int32Array.from({ length: 20 }, (_, i) => i % 2);
  const epochs = [1, 2].map((epoch) => ({
    epoch,
    ratio: method.startsWith("cbm") ? 0.2 * epoch : 0,
    trainLoss: 1,
    trainAccuracy: 0.5,
    testLoss: 1,
    testAccuracy: (right / 20) * (epoch / 2),
    learningRate: 0.1,
  }));
  return {
    dir: `/somewhere/${label}-seed${seed}`,
    label,
    method,
    seed,
    config: {
      label,
      method,
      seed,
      model: "resnet18:width=8",
      dataset: "emoji",
      epochs: 2,
      learningRate: 0.1,
      augment: [],
    },
    sessions: [{
      started: "2026-11-23T08:00:00.000Z",
      seconds: 2,
      deno: "2.9.6",
      backend: { name: "wasm", description: "WebAssembly SIMD, one thread", details: { tfjs: "4.22.0" } },
    }],
    selection: "last",
    selectedEpoch: 2,
    best: { epoch: 2, accuracy: best },
    imageSteps: 2000,
    trainSize: 1000,
    classes: ["animal", "food"],
    attribution: "Made-up images.",
    epochs,
    metric: "accuracy",
    predictions: targets.map((target, i) => i < right ? target : 1 - target),
    targets,
    testImages: 20,
    groups: undefined,
    accuracy: right / 20,
  };
}

/** The test set of all arms. */
const TEST = { name: "emoji", images: 20, clusters: 20, classes: ["animal", "food"] };

/** Two arms with two seeds and one with a single seed; fields may be replaced. */
export function made(changes: Partial<Analysis> = {}): Analysis {
  const sd = Math.sqrt(0.005);
  const seed = (number: number, treatmentAccuracy: number, controlAccuracy: number) => ({
    seed: number,
    treatmentAccuracy,
    controlAccuracy,
    mcnemar: mcnemar(6, 1),
  });
  const cbm = "cbm:max=0.4,min=0.07", random = "cbm:salience=uniform";
  return {
    arms: [
      {
        label: "conventional",
        runs: [
          run("conventional", "conventional", 1, 9, 0.6),
          run("conventional", "conventional", 2, 11, 0.6),
        ],
        mean: 0.5,
        standardDeviation: sd,
        bestMean: 0.6,
        test: TEST,
      },
      {
        label: "cbm",
        runs: [run("cbm", cbm, 1, 14, 0.8), run("cbm", cbm, 2, 16, 0.8)],
        mean: 0.75,
        standardDeviation: sd,
        bestMean: 0.8,
        test: TEST,
      },
      {
        label: "random",
        runs: [run("random", random, 1, 16, 0.8)],
        mean: 0.8,
        standardDeviation: null,
        bestMean: 0.8,
        test: TEST,
      },
    ],
    comparisons: [
      {
        treatment: "cbm",
        control: "conventional",
        seeds: [seed(1, 0.7, 0.45), seed(2, 0.8, 0.55)],
        gain: 0.25,
        interval: { low: -0.015, high: 0.5125, p: 0.0008 },
        percentile: { low: 0.05, high: 0.45, p: 0.0004 },
        overSeeds: {
          pairedT: {
            t: 3.5,
            degreesOfFreedom: 1,
            twoSidedP: 0.0421,
            greaterP: 0.02105,
            meanDifference: 0.25,
            interval: [0.1, 0.4],
          },
          wilcoxonP: 0.5,
          leastWilcoxonP: 0.5,
          effectSize: 1.239,
          detectable: null,
        },
        adjustedP: 0.0016,
        verdict: "too few seeds to claim",
        clusters: 20,
      },
      {
        treatment: "cbm",
        control: "random",
        seeds: [seed(1, 0.7, 0.75)],
        gain: -0.05,
        interval: null,
        percentile: null,
        overSeeds: { pairedT: null, wilcoxonP: null, leastWilcoxonP: 1, effectSize: null, detectable: null },
        adjustedP: null,
        verdict: "not significant",
        clusters: 20,
      },
    ],
    metric: "accuracy",
    selection: "last",
    test: TEST,
    resamples: 1000,
    seed: 1,
    minimumSeeds: 5,
    notices: [],
    ...changes,
  };
}
