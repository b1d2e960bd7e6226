/** Test images of detectors for the report, if they are on this machine. */
import type { Analysis } from "../analysis/analyze.ts";
import { type Run, sessionText } from "../analysis/read_run.ts";
import type { Dataset } from "../data/types.ts";
import { InputError } from "../errors.ts";
import { resolveConfig } from "../experiment/config.ts";
import { runPaths } from "../experiment/run_folder/mod.ts";
import { chooseImages } from "../experiment/subset.ts";
import type { DetectionPictures } from "./pictures.ts";

/** The total number of pictures, shared between the data sets. */
const PICTURES = 4;

/** Returns evenly spread places among a number of images. */
function spread(count: number, images: number): number[] {
  const some = Math.min(count, images);
  return Array.from({ length: some }, (_, k) => Math.floor((k + 0.5) * images / some));
}

/** Finds the first run on each data set, and the labels of all arms on it. */
function byDataset({ arms }: Analysis): Map<string, { run: Run; labels: string[] }> {
  const found = new Map<string, { run: Run; labels: string[] }>();
  for (const { label, runs: [run] } of arms) {
    if (run?.metric !== "map50") continue;
    const name = String(run.config.dataset), known = found.get(name);
    if (known === undefined) found.set(name, { run, labels: [label] });
    else known.labels.push(label);
  }
  return found;
}

/**
 * Picks test images from every data set on which the detectors of an analysis were tested.
 *
 * @param load loads a data set by its specification
 * @returns an empty list for classifiers
 * @throws {InputError} if a data set cannot be loaded, or its images are not those of the runs
 */
export async function detectionPictures(
  analysis: Analysis,
  load: (dataset: string) => Promise<Dataset>,
): Promise<DetectionPictures[]> {
  const wanted = byDataset(analysis), pictures: DetectionPictures[] = [];
  for (const [name, { run, labels }] of wanted) {
    const dataset = await load(name), { test, shape: [height, width] } = dataset;
    const hash = sessionText(run, "dataset", "test");
    if (hash !== undefined && hash !== test.contentHash) {
      throw new InputError(`the test images of ${name} on this machine differ from those of the runs`);
    }
    const chosen = chooseImages(dataset, resolveConfig({ ...run.config }, runPaths(run.dir).config)).test;
    const rows = spread(Math.max(2, Math.floor(PICTURES / wanted.size)), chosen.length);
    const images = await test.read(rows.map((row) => chosen[row]!));
    pictures.push({ title: name, images, shape: [rows.length, height, width], rows, arms: labels });
  }
  return pictures;
}
