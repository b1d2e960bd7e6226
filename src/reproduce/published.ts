/**
 * Published accuracies that stand beside ours, each with its source and how its protocol differs.
 *
 * None of CBM's own tables is public as text; the only number is one gain, which {@linkcode publishedNotes}
 * gives.
 */
import type { Published } from "../analysis/published.ts";

/** A published accuracy. */
export interface PublishedRow extends Published {
  /** The label of the arm beside which it stands. */
  readonly arm: string;
}

type Value = readonly [mean: number, standardDeviation: number | null];

/** Makes the rows of one source. Values are in percent, by arm. */
function rowsOf(from: string, source: string, values: Readonly<Record<string, Value>>): PublishedRow[] {
  return Object.entries(values).map(([arm, [mean, standardDeviation]]) => ({
    arm,
    mean,
    standardDeviation,
    from,
    source,
  }));
}

/**
 * Makes a row of LeRaC's Table 2: the same laboratory and networks, no augmentation, five runs. Its training
 * recipe is a near relative of CBM's, not the same.
 */
export const leracTable2 = (conventional: Value, cbs: Value, lerac: Value): PublishedRow[] =>
  rowsOf(
    "LeRaC",
    "Croitoru et al., Learning Rate Curriculum, Table 2, 5 runs; the same networks without augmentation, but details such as " +
      "the weight decay (and the epochs of pre-trained networks) differ",
    { conventional, cbs, lerac },
  );

/** Makes a row of CurBench, which is independent of all these methods' authors. */
export const curBench = (values: Readonly<Record<string, Value>>): PublishedRow[] =>
  rowsOf(
    "CurBench",
    "CurBench, Tables 3 and 9, 5 runs; a different protocol: crops and flips in every arm, Adam at 0.0001, batches of 50, the " +
      "best epoch on held-out images, and EfficientTrain enlarges its images again. Compare its gains, not its accuracies",
    values,
  );

/**
 * The published accuracy of the control of most tables: ResNet-18 on CIFAR-10, trained conventionally as
 * here.
 */
export const CIFAR10_CONTROL: readonly PublishedRow[] = leracTable2([89.20, 0.43], [89.53, 0.22], [
  89.56,
  0.16,
])
  .filter(({ arm }) => arm === "conventional");

/** CurBench's accuracy of ResNet-18 on CIFAR-10 with crops and flips alone. */
export const CURBENCH_CIFAR10: Value = [92.33, 0.16];

/** Makes the rows of Cutout and its control: ResNet-18 on CIFAR-10. */
export const cutout = (values: Readonly<Record<string, Value>>): PublishedRow[] =>
  rowsOf(
    "Cutout",
    "DeVries and Taylor, Cutout (errors 4.72 and 3.99 %), 5 runs; ResNet-18 with crops and flips in both arms",
    values,
  );

/** Makes the row of Random Erasing on CIFAR-10. */
export const randomErasing = (values: Readonly<Record<string, Value>>): PublishedRow[] =>
  rowsOf(
    "Random Erasing",
    "Zhong et al., Random Erasing; a different network, ResNet-20, with 92.79 % without Random Erasing (errors 7.21 and 6.73 %)",
    values,
  );

/**
 * A note on CutMix and its like, which are published on other networks and data and so stand beside no arm.
 */
export const CUTMIX_NOTE =
  "CutMix was published on a different network and data set (Yun et al., PyramidNet-200 on CIFAR-100): an error of " +
  "14.23 %, compared with 16.45 % without it, 16.53 % with Cutout and 15.63 % with Mixup.";

/** A note on the only published number of CBM itself. */
const CBM_NOTE =
  "The only number of Curriculum by Masking that is public as text is a gain of up to 2.21 points, for CvT-13 on " +
  "CIFAR-100; its accuracies, and whether the weights were pre-trained, are not.";

/** Groups published rows by arm, as an analysis takes them; gives nothing if there are none. */
export function publishedByArm(
  rows: readonly PublishedRow[] = [],
): { published?: Record<string, readonly Published[]> } {
  if (rows.length === 0) return {};
  const published: Record<string, Published[]> = {};
  for (const { arm, ...row } of rows) (published[arm] ??= []).push(row);
  return { published };
}

/**
 * Writes a sentence on each source of published numbers and how its protocol differs; none if there are none.
 */
export function publishedNotes(rows: readonly PublishedRow[] = []): string[] {
  if (rows.length === 0) return [];
  const sources = new Map(rows.map(({ from, source }) => [from, source]));
  return [...[...sources].map(([from, source]) => `Published numbers, ${from}: ${source}.`), CBM_NOTE];
}
