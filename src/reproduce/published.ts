/**
 * Published accuracies that stand beside ours, each with its source and what its protocol has otherwise.
 *
 * Of CBM's own tables none is public as text, but for one gain ({@linkcode publishedNotes} says it).
 */
import type { Published } from "../analysis/analyze.ts";

/** A published accuracy. */
export interface PublishedRow extends Published {
  /** The arm whose method it is of, as the tables call it. */
  readonly arm: string;
}

type Value = readonly [mean: number, standardDeviation: number | null];

/** Rows of one source: values in percent by arm. */
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
 * A row of LeRaC's Table 2: the same laboratory and networks, no augmentation, five runs. Its training recipe is a near
 * relative of CBM's, not the same.
 */
export const leracTable2 = (conventional: Value, cbs: Value, lerac: Value): PublishedRow[] =>
  rowsOf(
    "LeRaC",
    "Croitoru et al., Learning Rate Curriculum, Table 2, 5 runs; the same networks without augmentation, details such as " +
      "weight decay, and of pre-trained networks the epochs, differ",
    { conventional, cbs, lerac },
  );

/** A row of CurBench, which is independent of all these methods' authors. */
export const curBench = (values: Readonly<Record<string, Value>>): PublishedRow[] =>
  rowsOf(
    "CurBench",
    "CurBench, Tables 3 and 9, 5 runs; another protocol: crops and flips in every arm, Adam at 0.0001, batches of 50, the " +
      "best epoch by held-out images, and EfficientTrain enlarges its images again. Compare its gains, not its accuracies",
    values,
  );

/** What is published of ResNet-18 on CIFAR-10 trained conventionally as here: the control of most tables. */
export const CIFAR10_CONTROL: readonly PublishedRow[] = leracTable2([89.20, 0.43], [89.53, 0.22], [
  89.56,
  0.16,
])
  .filter(({ arm }) => arm === "conventional");

/** CurBench's ResNet-18 on CIFAR-10 with crops and flips alone. */
export const CURBENCH_CIFAR10: Value = [92.33, 0.16];

/** ResNet-18 on CIFAR-10 with Cutout, and its control. */
export const cutout = (values: Readonly<Record<string, Value>>): PublishedRow[] =>
  rowsOf(
    "Cutout",
    "DeVries and Taylor, Cutout (errors 4.72 and 3.99 %), 5 runs; ResNet-18 with crops and flips in both arms",
    values,
  );

/** CIFAR-10 with Random Erasing. */
export const randomErasing = (values: Readonly<Record<string, Value>>): PublishedRow[] =>
  rowsOf(
    "Random Erasing",
    "Zhong et al., Random Erasing; another network, a ResNet-20, of 92.79 % without it (errors 7.21 and 6.73 %)",
    values,
  );

/** CutMix and its like are published on other networks and data: in a note, beside no arm. */
export const CUTMIX_NOTE =
  "Published of CutMix, on another network and data set than here (Yun et al., PyramidNet-200 on CIFAR-100): an error of " +
  "14.23 % against 16.45 % without it, 16.53 % with Cutout and 15.63 % with Mixup.";

/** The only number of CBM itself. */
const CBM_NOTE =
  "Of Curriculum by Masking itself one number is public as text: a gain of up to 2.21 points, of CvT-13 on CIFAR-100; " +
  "between which accuracies, and whether from pre-trained weights, is not.";

/** What is published, by arm, as an analysis takes it; nothing where nothing is. */
export function publishedByArm(
  rows: readonly PublishedRow[] = [],
): { published?: Record<string, readonly Published[]> } {
  if (rows.length === 0) return {};
  const published: Record<string, Published[]> = {};
  for (const { arm, ...row } of rows) (published[arm] ??= []).push(row);
  return { published };
}

/** Where the published numbers come from and what is otherwise there, a sentence each; none where there are none. */
export function publishedNotes(rows: readonly PublishedRow[] = []): string[] {
  if (rows.length === 0) return [];
  const sources = new Map(rows.map(({ from, source }) => [from, source]));
  return [...[...sources].map(([from, source]) => `Published numbers, ${from}: ${source}.`), CBM_NOTE];
}
