/** The published sets of images that the recipes train on. */
import { parseSpec } from "../../spec.ts";

/** The number of classes and images of a published set. */
export interface ImageSet {
  readonly classes: number;
  readonly images: { readonly train: number; readonly test: number };
}

const set = (classes: number, train: number, test: number): ImageSet => ({
  classes,
  images: { train, test },
});

/**
 * Counts by the data set's name; those of Sport Balls are not published: 7,328 images, a tenth of them held
 * out.
 */
const SETS: Readonly<Record<string, ImageSet>> = {
  "cifar10": set(10, 50_000, 10_000),
  "cifar100": set(100, 50_000, 10_000),
  "tiny-imagenet": set(200, 100_000, 10_000),
  "food101": set(101, 75_750, 25_250),
  "imagenet": set(1000, 1_281_167, 50_000),
  "sea-animals": set(23, 12_340, 1_371),
  "ahe": set(10, 10_130, 1_404),
  "sport-balls": set(15, 6_595, 733),
  "scenes": set(10, 2_000, 500),
  "voc2007": set(20, 5_011, 4_952),
  "voc0712": set(20, 16_551, 4_952),
  "emoji": set(10, 8_000, 2_000),
};

/** Returns the image counts of the data set in a specification such as `cifar10:size=64`. */
export function imageSetOf(dataset: string): ImageSet {
  const found = SETS[parseSpec(dataset).name];
  if (found === undefined) throw new Error(`No recipe knows how many images ${dataset} has: add it to SETS`);
  return found;
}
