/** Sample images with their salience and the masks that a schedule draws on them, for the report. */
import { basename } from "@std/path";
import type { Analysis } from "../analysis/analyze.ts";
import type { MaskSamples } from "../analysis/charts/mod.ts";
import { sessionText } from "../analysis/run.ts";
import { loadDataset } from "../data/mod.ts";
import type { Dataset } from "../data/types.ts";
import { InputError } from "../errors.ts";
import { drawBatch, patchCount } from "../masking/mod.ts";
import { isFile } from "../method/cbm/batch_salience.ts";
import { readStored } from "../method/cbm/stored_salience.ts";
import { completeMethod, splitMethods } from "../method/mod.ts";
import { randomStream } from "../random.ts";
import { computeSalience } from "../salience/mod.ts";
import { createSchedule, scheduleRatios } from "../schedule/mod.ts";
import { parseSpec } from "../spec.ts";
import { detectionPictures } from "./detection_pictures.ts";
import type { DetectionPictures } from "./pictures.ts";

/** How the samples are made. */
export interface SampleOptions {
  /** How many images, each of another class as long as there are classes. */
  readonly count?: number;
  /** The salience measure; "sobel" by default. */
  readonly measure?: string;
  /** Patches per side. */
  readonly patches?: number;
  /** Pixels per side at which salience is measured; the images' own by default. */
  readonly size?: number | undefined;
  /** Masking ratios; those of one published period by default. */
  readonly ratios?: readonly number[];
  /** Of the draws. */
  readonly seed?: number;
}

/** The ratios that a schedule goes through in five epochs, a period of the cycles. */
function ratiosOf(schedule: string, max?: number, min?: number): number[] {
  return [...new Set(scheduleRatios(createSchedule(schedule, { epochs: 5, max, min }), 5))];
}

/**
 * How the first of some methods that masks by salience does it.
 *
 * @param methods specifications such as `"cbm:patches=8,size=64"`
 * @returns options for {@linkcode sampleMasks}; none where no method is `cbm`
 */
export function samplesAsIn(methods: readonly string[]): SampleOptions {
  const own = methods.flatMap(splitMethods).find((part) => parseSpec(part).name === "cbm");
  if (own === undefined) return {};
  const { salience, patches, size, schedule, max, min } = parseSpec(completeMethod(own)).options;
  const number = (text: string | undefined) => text === undefined ? undefined : Number(text);
  return {
    measure: salience ?? "sobel",
    patches: Number(patches),
    size: number(size),
    ratios: ratiosOf(schedule ?? "linear-repeat", number(max), number(min)),
  };
}

/** The first training image of each of `count` classes. */
function pickImages({ train, classes }: Dataset, count: number): number[] {
  const step = Math.max(1, Math.floor(classes.length / count));
  return Array.from({ length: Math.min(count, classes.length) }, (_, i) => train.labels.indexOf(i * step))
    .filter((index) => index >= 0);
}

/** The rows of some training images in a file of salience. */
async function rowsOf(file: string, patches: number, { train }: Dataset, indices: readonly number[]) {
  const { probabilities } = await readStored(file, patches, train.size), columns = patches ** 2;
  const rows = new Float32Array(indices.length * columns);
  indices.forEach((index, row) =>
    rows.set(probabilities.subarray(index * columns, (index + 1) * columns), row * columns)
  );
  return rows;
}

/**
 * Draws masks on some training images.
 *
 * @returns images, patch probabilities and one set of masks per ratio, as the chart and the report take them
 * @throws {InputError} where the measure is a file that is gone or does not fit
 *
 * @example
 * ```ts
 * import { memorySplit } from "../data/split.ts";
 * import { sampleMasks } from "./samples.ts";
 *
 * const images = Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) => i % 251);
 * const split = memorySplit({ images, shape: [8, 8, 3], labels: Int32Array.of(0) });
 * const shape = [8, 8, 3] as const;
 * const dataset = { name: "one", classes: ["thing"], shape, train: split, test: split, attribution: "" };
 * const samples = await sampleMasks(dataset, { ratios: [0.5] });
 * console.assert(samples.masks[0]!.kept.reduce((a, b) => a + b) === 8);
 * ```
 */
export async function sampleMasks(dataset: Dataset, options: SampleOptions = {}): Promise<MaskSamples> {
  const { count = 6, measure = "sobel", patches = 4, size, seed = 1, ratios = ratiosOf("linear-repeat") } =
    options;
  const [height, width] = dataset.shape;
  const indices = pickImages(dataset, count);
  const images = await dataset.train.read(indices);
  const probabilities = isFile(measure)
    ? await rowsOf(measure, patches, dataset, indices)
    : await computeSalience(images, { height, width }, { measure, patches, size });
  const random = randomStream(seed, "samples");
  return {
    images,
    shape: [indices.length, height, width],
    names: indices.map((index) => dataset.classes[dataset.train.labels[index]!] ?? ""),
    probabilities,
    measure: isFile(measure)
      ? `from ${basename(measure)}`
      : size === undefined
      ? measure
      : `${measure}, measured at ${size}×${size} pixels`,
    patches,
    masks: ratios.map((ratio) => ({
      ratio,
      kept: drawBatch(probabilities, { patches, count: patchCount(ratio, patches), random }),
    })),
  };
}

/** What is drawn of images at hand. */
export interface Samples {
  readonly samples?: MaskSamples;
  /** Of detectors. */
  readonly pictures?: readonly DetectionPictures[];
  /** Why there are none. */
  readonly reason?: string;
}

/**
 * Sample pictures of the images that some finished runs were trained on, and of detectors those that they were tested
 * on, where they are on this machine.
 *
 * @param dataDir the folder that holds data sets; the cache by default
 * @returns the samples, or the reason why there are none
 */
export async function samplesOf(analysis: Analysis, dataDir?: string): Promise<Samples> {
  const run = analysis.arms[0]?.runs[0];
  if (run === undefined) return { reason: "there are no runs" };
  const load = (name: string) =>
    loadDataset(name, { atHandOnly: true, ...(dataDir === undefined ? {} : { dataDir }) });
  try {
    const dataset = await load(String(run.config.dataset));
    if (dataset.train.contentHash !== sessionText(run, "dataset", "train")) {
      return { reason: `the images of ${dataset.name} here are not those of the runs` };
    }
    const methods = analysis.arms.flatMap(({ runs }) => runs.map(({ method }) => method));
    return {
      samples: await sampleMasks(dataset, samplesAsIn(methods)),
      pictures: await detectionPictures(analysis, load),
    };
  } catch (error) {
    if (error instanceof InputError) return { reason: error.message };
    throw error;
  }
}
