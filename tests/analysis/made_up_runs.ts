/** Run folders with made-up numbers, as `train` writes them. */
import { join } from "@std/path";
import { detectionResults } from "../../src/analysis/detections.ts";
import { evaluateDetections } from "../../src/detect/evaluate.ts";
import { writeJsonAtomic } from "../../src/io/atomic.ts";
import { writeNpy } from "../../src/io/npy.ts";
import { randomStream } from "../../src/random.ts";
import { meanAveragePrecision } from "../../src/train/task/mod.ts";

/** One arm: the accuracy of its networks, and its seed-to-seed variation. */
export interface MadeUpArm {
  label: string;
  method?: string;
  accuracy: number;
  ratio?: (epoch: number) => number;
}

export interface MadeUpOptions {
  arms?: MadeUpArm[];
  seeds?: number[];
  images?: number;
  clusters?: number | null;
  epochs?: number;
  classes?: string[];
  spread?: number;
  config?: Record<string, unknown>;
  /** Evaluates every this many epochs, and after the last. */
  evaluateEvery?: number;
}

const CYCLE = [0.07, 0.1345, 0.2132, 0.3123, 0.4036];
const ARMS: MadeUpArm[] = [
  { label: "conventional", accuracy: 0.45 },
  {
    label: "cbm",
    method: "cbm:schedule=linear-repeat,max=0.4036",
    accuracy: 0.465,
    ratio: (e) => CYCLE[e % 5]!,
  },
  { label: "random", method: "cbm:salience=uniform", accuracy: 0.455, ratio: (e) => CYCLE[e % 5]! },
];

/** Writes a folder of runs below `root`, named `<arm>-seed<seed>`; returns the folders. */
export async function makeUpRuns(root: string, options: MadeUpOptions = {}): Promise<string[]> {
  const { arms = ARMS, seeds = [1, 2, 3], images = 300, clusters = 60, epochs = 10, spread = 0.01 } = options;
  const { evaluateEvery = 1 } = options;
  const classes = options.classes ?? ["animal", "face", "food"];
  const truth = randomStream(7, "targets");
  const targets = Int32Array.from({ length: images }, () => truth.integer(classes.length));
  const groups = clusters === null
    ? undefined
    : Int32Array.from({ length: images }, () => truth.integer(clusters));
  const dirs: string[] = [];
  for (const [index, { label, method = label, accuracy, ratio = () => 0 }] of arms.entries()) {
    for (const seed of seeds) {
      const dir = join(root, `arm${index}-seed${seed}`), random = randomStream(seed, label);
      const aim = accuracy + spread * random.normal();
      const predictions = targets.map((target) =>
        random.uniform() < aim ? target : (target + 1 + random.integer(classes.length - 1)) % classes.length
      );
      const right = predictions.filter((value, i) => value === targets[i]).length / images;
      const metrics = Array.from({ length: epochs }, (_, e) => ({
        epoch: e + 1,
        ratio: ratio(e),
        train_loss: 2.3 * Math.exp(-0.1 * e),
        train_accuracy: 0.9 * right,
        test_loss: 2.3 * Math.exp(-0.08 * e),
        test_accuracy: e + 1 === epochs
          ? right
          : right * (1 - Math.exp(-0.35 * (e + 1))) + 0.012 * random.normal(),
        learning_rate: 0.1,
      }));
      const last = metrics.at(-1)!;
      const best = metrics.reduce((a, b) => b.test_accuracy > a.test_accuracy ? b : a);
      await writeJsonAtomic(join(dir, "config.json"), {
        label,
        dataset: "emoji",
        model: "resnet18:width=8",
        method,
        seed,
        epochs,
        batch: 64,
        optimizer: "sgd:momentum=0.9,weight_decay=0.0005",
        learningRate: 0.1,
        augment: [],
        select: "last",
        trainSize: 3000,
        testSize: null,
        ...options.config,
      });
      await writeJsonAtomic(join(dir, "environment.json"), {
        sessions: [{
          started: `2026-11-23T08:0${seed}:00.000Z`,
          seconds: 61.5,
          version: "0.1.0",
          commit: "0123456789abcdef0123456789abcdef01234567",
          deno: "2.9.6",
          os: "linux x86_64",
          cpu: "A processor",
          cores: 2,
          memoryGiB: 8,
          backend: { name: "wasm", description: "WebAssembly SIMD, 2 threads", details: { tfjs: "4.22.0" } },
        }],
      });
      await Deno.writeTextFile(
        join(dir, "metrics.jsonl"),
        metrics.map(({ test_loss, test_accuracy, ...rest }) => {
          const evaluated = rest.epoch % evaluateEvery === 0 || rest.epoch === epochs;
          const { learning_rate, ...training } = rest;
          const line = { ...training, ...(evaluated && { test_loss, test_accuracy }), learning_rate };
          return JSON.stringify(line) + "\n";
        }).join(""),
      );
      await writeNpy(join(dir, "predictions.npy"), { shape: [images], data: predictions });
      await writeNpy(join(dir, "targets.npy"), { shape: [images], data: targets });
      if (groups !== undefined) await writeNpy(join(dir, "groups.npy"), { shape: [images], data: groups });
      await writeJsonAtomic(join(dir, "summary.json"), {
        finished: true,
        selection: "last",
        selected: last,
        last,
        best: { ...best, chosen_by: "test" },
        image_steps: 3000 * epochs,
        train_size: 3000,
        test_size: images,
        classes,
        attribution: "Made-up images for a test.",
      });
      dirs.push(dir);
    }
  }
  return dirs;
}

/**
 * Writes runs on 60 images with up to three labels each: conventional training, and then cbm, with five seeds each.
 *
 * @param signals the correlation of each arm's scores with the labels
 */
export async function makeUpMultiLabelRuns(root: string, signals: number[]): Promise<string[]> {
  const seeds = [1, 2, 3, 4, 5];
  const arms = [{ label: "conventional", accuracy: 0.5 }, { label: "cbm", accuracy: 0.5 }];
  const dirs = await makeUpRuns(root, {
    arms: arms.slice(0, signals.length),
    seeds,
    images: 60,
    clusters: null,
  });
  const truth = randomStream(3, "labels");
  const labels = Uint8Array.from({ length: 180 }, () => truth.uniform() < 0.4 ? 1 : 0);
  labels[7] = 255;
  for (const [index, dir] of dirs.entries()) {
    const random = randomStream(index, "scores"), signal = signals[Math.floor(index / seeds.length)]!;
    const scores = Float32Array.from(labels, (label) => signal * (label === 1 ? 1 : 0) + random.uniform());
    await writeNpy(join(dir, "predictions.npy"), { shape: [60, 3], data: scores });
    await writeNpy(join(dir, "targets.npy"), { shape: [60, 3], data: labels });
    const path = join(dir, "summary.json"), summary = JSON.parse(await Deno.readTextFile(path));
    const test_accuracy = meanAveragePrecision({ scores, labels }, 3);
    const selected = { ...summary.selected, test_accuracy };
    await writeJsonAtomic(path, { ...summary, metric: "map", selected });
  }
  return dirs;
}

/**
 * Writes runs of detectors on 40 images with one to three boxes each: conventional training, and then cbm, with five
 * seeds each.
 *
 * @param skills the share of the objects that each arm's networks find
 */
export async function makeUpDetectionRuns(
  root: string,
  skills: number[],
  { labels = ["conventional", "cbm"], dataset = "scenes:size=64" } = {},
): Promise<string[]> {
  const seeds = [1, 2, 3, 4, 5], images = 40, random = randomStream(5, "objects");
  const arms = skills.map((_, arm) => ({
    label: labels[arm]!,
    method: arm === 0 ? "conventional" : "cbm",
    accuracy: 0.5,
  }));
  const dirs = await makeUpRuns(root, {
    arms,
    seeds,
    images,
    clusters: null,
    config: { dataset, trainSize: null },
  });
  const objects = Array.from(
    { length: images },
    (_, image) =>
      Array.from({ length: 1 + random.integer(3) }, (_, k) => {
        const left = random.integer(40), top = random.integer(40), side = 12 + random.integer(10);
        const difficult = image % 10 === 0 && k === 0 ? 1 : 0;
        return [image, random.integer(3), difficult, left, top, left + side, top + side];
      }),
  ).flat();
  const targets = Float32Array.from(objects.flat());
  for (const [index, dir] of dirs.entries()) {
    const draw = randomStream(index, "detections"), skill = skills[Math.floor(index / seeds.length)]!;
    const found = objects.map(([image, kind, , left, top, right, bottom]) => {
      const far = draw.uniform() < skill ? 0 : 30, shift = far + draw.integer(4);
      const score = Math.max(0.01, (far === 0 ? 0.6 : 0.2) + 0.3 * draw.uniform());
      return [image!, kind!, score, left! + shift, top!, right! + shift, bottom!];
    });
    const sorted = found.toSorted((a, b) => a[0]! - b[0]! || b[2]! - a[2]!);
    const predictions = Float32Array.from(sorted.flat());
    const { map50, map50To95 } = evaluateDetections(detectionResults({ predictions, targets }, images), 3);
    await writeNpy(join(dir, "predictions.npy"), { shape: [sorted.length, 7], data: predictions });
    await writeNpy(join(dir, "targets.npy"), { shape: [objects.length, 7], data: targets });
    await asDetections(dir, { test_accuracy: map50!, test_map: map50To95! });
  }
  return dirs;
}

/** Makes a run's metrics and summary those of a detector. */
async function asDetections(dir: string, scores: { test_accuracy: number; test_map: number }): Promise<void> {
  const path = join(dir, "metrics.jsonl");
  const lines = (await Deno.readTextFile(path)).trim().split("\n").map((line) => JSON.parse(line));
  const epochs = lines.map(({ train_accuracy: _, ...line }, epoch) => ({
    ...line,
    metric: "map50",
    test_accuracy: scores.test_accuracy * (epoch + 1) / lines.length,
    test_map: scores.test_map * (epoch + 1) / lines.length,
  }));
  await Deno.writeTextFile(path, epochs.map((line) => JSON.stringify(line) + "\n").join(""));
  const summary = join(dir, "summary.json"), last = epochs.at(-1);
  const old = JSON.parse(await Deno.readTextFile(summary));
  await writeJsonAtomic(summary, {
    ...old,
    metric: "map50",
    selected: last,
    last,
    best: { ...last, chosen_by: "test" },
  });
}

/** Runs a test in a temporary folder. */
export async function inTemporaryFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
