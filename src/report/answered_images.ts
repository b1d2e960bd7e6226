/** Test images of classifiers with what a network took them for: correct and wrong answers. */
import type { Analysis } from "../analysis/analyze.ts";
import { classifierRuns, mainArms } from "../analysis/class_scores.ts";
import { sessionText } from "../analysis/read_run.ts";
import type { Dataset } from "../data/types.ts";
import { InputError } from "../errors.ts";
import { resolveConfig } from "../experiment/config.ts";
import { runPaths } from "../experiment/run_folder/mod.ts";
import { chooseImages } from "../experiment/subset.ts";
import { type Html, markup } from "../io/html.ts";
import { encodePng, pngDataUri } from "../io/png.ts";

/** Images of the test set, for the network of an arm's first seed. */
export interface AnsweredImages {
  readonly arm: string;
  /** uint8 [N, H, W, 3]. */
  readonly images: Uint8Array;
  readonly shape: readonly [count: number, height: number, width: number];
  /** The position of each image in the test set, [N]. */
  readonly rows: readonly number[];
}

/** The number of correct and of wrong answers that are shown. */
const SHOWN = 10;

/** Returns evenly spread elements of a list. */
const spread = (values: readonly number[]): number[] => {
  const count = Math.min(SHOWN, values.length);
  return Array.from({ length: count }, (_, k) => values[Math.floor((k + 0.5) * values.length / count)]!);
};

/**
 * Picks test images that the network of an arm's first seed classified correctly, and some that it did not:
 * evenly spread over the test set.
 *
 * @param load loads a data set by its specification; undefined if it is not at hand
 * @returns the images for the treatment of the main comparison; none for detectors and multi-label data, or
 * without the data set
 * @throws {InputError} if the data set cannot be loaded, or its images are not those of the run
 */
export async function answeredImages(
  analysis: Analysis,
  load: (dataset: string) => Promise<Dataset | undefined>,
): Promise<AnsweredImages[]> {
  const arm = mainArms(analysis).at(-1), [run] = arm === undefined ? [] : classifierRuns(arm);
  if (arm === undefined || run === undefined) return [];
  const dataset = await load(String(run.config.dataset));
  if (dataset === undefined) return [];
  const { test, shape: [height, width] } = dataset;
  const hash = sessionText(run, "dataset", "test");
  if (hash !== undefined && hash !== test.contentHash) {
    throw new InputError(`the test images of ${dataset.name} on this machine differ from those of the runs`);
  }
  const chosen = chooseImages(dataset, resolveConfig({ ...run.config }, runPaths(run.dir).config)).test;
  const all = Array.from(run.targets, (_, row) => row);
  const isRight = (row: number) => run.predictions[row] === run.targets[row];
  const rows = [...spread(all.filter(isRight)), ...spread(all.filter((row) => !isRight(row)))];
  const images = await test.read(rows.map((row) => chosen[row]!));
  return [{ arm: arm.label, images, shape: [rows.length, height, width], rows }];
}

/** Renders the images with their true and predicted classes, the correct ones first. */
export function answeredSection(
  analysis: Analysis,
  { arm: label, images, shape, rows }: AnsweredImages,
): Html {
  const arm = analysis.arms.find((one) => one.label === label),
    [run] = arm === undefined ? [] : classifierRuns(arm);
  if (run === undefined) return markup``;
  const [, height, width] = shape,
    bytes = height * width * 3,
    nameOf = (index: number) => run.classes[index] ?? "?";
  const picture = (k: number): Html => {
    const row = rows[k]!, truth = nameOf(run.targets[row]!), predicted = nameOf(run.predictions[row]!);
    const score = run.confidences === undefined ? "" : ` ${run.confidences[row]}%`;
    const url = pngDataUri(encodePng(images.subarray(k * bytes, (k + 1) * bytes), width, height));
    const words = truth === predicted ? `${truth}${score}` : `${truth} → ${predicted}${score}`;
    return markup`<li><img src="${url}" alt="test image ${row}" width="72" height="72"><span>${words}</span></li>`;
  };
  const isRight = (k: number) => run.predictions[rows[k]!] === run.targets[rows[k]!];
  const all = rows.map((_, k) => k);
  const group = (title: string, some: readonly number[]) =>
    some.length > 0 && markup`<h3>${title}</h3><ul class="images">${some.map(picture)}</ul>`;
  return markup`${group(`Correct: ${label}, seed ${run.seed}`, all.filter(isRight))}
${group(`Wrong: ${label}, seed ${run.seed} (true class → prediction)`, all.filter((k) => !isRight(k)))}
<p class="small">Evenly spread over the test set, not picked by eye.${
    run.confidences !== undefined && " Percentages: the probability that the network gave its prediction."
  }</p>`;
}
