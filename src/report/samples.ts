/** Sample images for the report, with their salience and the masks of a schedule. */
import { basename } from "@std/path";
import type { Analysis } from "../analysis/analyze.ts";
import type { MaskSamples } from "../analysis/charts/mod.ts";
import { sessionText } from "../analysis/read_run.ts";
import { loadDataset } from "../data/mod.ts";
import type { Dataset } from "../data/types.ts";
import { InputError } from "../errors.ts";
import { drawBatch, patchCount } from "../masking/mod.ts";
import { isFile } from "../method/cbm/batch_salience.ts";
import { cbmEntry } from "../method/cbm/mod.ts";
import { readStored } from "../method/cbm/stored_salience.ts";
import { readOptions } from "../options.ts";
import { randomStream } from "../random.ts";
import { computeSalience } from "../salience/mod.ts";
import { createSchedule, scheduleRatios } from "../schedule/mod.ts";
import { asSpecs } from "../spec.ts";
import { type AnsweredImages, answeredImages } from "./answered_images.ts";
import { detectionPictures } from "./detection_pictures.ts";
import type { DetectionPictures } from "./pictures.ts";

/** Options of {@linkcode sampleMasks}. */
export interface SampleOptions {
  /** The number of images, each of a different class as far as possible. */
  readonly count?: number;
  /** The salience measure; "sobel" by default. */
  readonly measure?: string;
  /** Patches per side. */
  readonly patches?: number;
  /** Pixels per side at which salience is measured; the images' own by default. */
  readonly size?: number | undefined;
  /** Masking ratios; those of one published period by default. */
  readonly ratios?: readonly number[];
  /** The random seed of the masks. */
  readonly seed?: number;
}

/** Lists the distinct ratios of a schedule in five epochs, a period of the cycles. */
function ratiosOf(schedule: string, max?: number, min?: number): number[] {
  return [...new Set(scheduleRatios(createSchedule(schedule, { epochs: 5, max, min }), 5))];
}

/**
 * Takes the options of the first `cbm` among some methods.
 *
 * @param methods specifications such as `"cbm:patches=8,size=64"`
 * @returns options for {@linkcode sampleMasks}; none if no method is `cbm`
 */
export function samplesAsIn(methods: readonly string[]): SampleOptions {
  const own = methods.flatMap(asSpecs).find(({ name }) => name === cbmEntry.name);
  if (own === undefined) return {};
  const { salience: measure, patches, size, schedule, max, min } = readOptions(cbmEntry.options, own);
  return { measure, patches, size, ratios: ratiosOf(schedule, max, min) };
}

/** Picks the first training image of each of `count` classes. */
function pickImages({ train, classes }: Dataset, count: number): number[] {
  const step = Math.max(1, Math.floor(classes.length / count));
  return Array.from({ length: Math.min(count, classes.length) }, (_, i) => train.labels.indexOf(i * step))
    .filter((index) => index >= 0);
}

/** Reads the rows of some training images from a salience file. */
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
 * @returns images, patch probabilities and one set of masks per ratio, for the chart and the report
 * @throws {InputError} if the measure is a file that is missing or does not fit
 *
 * @example
 * ```ts
 * import { memorySplit } from "../data/memory_split.ts";
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

/** Sample pictures, or the reason why there are none. */
export interface Samples {
  readonly samples?: MaskSamples;
  /** Test images of detectors. */
  readonly pictures?: readonly DetectionPictures[];
  /** Test images of classifiers. */
  readonly answered?: readonly AnsweredImages[];
  /** Why there are none. */
  readonly reason?: string;
}

/**
 * Creates sample pictures of the images on which finished runs were trained, and on which detectors were
 * tested, if those images are on this machine.
 *
 * @param dataDir the folder that holds data sets; the cache by default
 * @returns the samples, or the reason why there are none
 */
export async function samplesOf(analysis: Analysis, dataDir?: string): Promise<Samples> {
  const run = analysis.arms[0]?.runs[0];
  if (run === undefined) return { reason: "no runs were given" };
  const load = (name: string) => loadDataset(name, { atHandOnly: true, dataDir });
  try {
    const dataset = await load(String(run.config.dataset));
    if (dataset.train.contentHash !== sessionText(run, "dataset", "train")) {
      return { reason: `the images of ${dataset.name} on this machine differ from those of the runs` };
    }
    const methods = analysis.arms.flatMap(({ runs }) => runs.map(({ method }) => method));
    return {
      samples: await sampleMasks(dataset, samplesAsIn(methods)),
      pictures: await detectionPictures(analysis, load),
      answered: await answeredImages(analysis, load),
    };
  } catch (error) {
    if (error instanceof InputError) return { reason: error.message };
    throw error;
  }
}
