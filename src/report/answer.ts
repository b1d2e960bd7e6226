/** Puts comparisons into plain words: whether the method helps, by how much, and how sure we are. */
import type { Analysis, ArmSummary } from "../analysis/analyze.ts";
import type { Comparison } from "../analysis/comparison.ts";
import { counted, percent, points, pValue, whole } from "../analysis/format.ts";

/** A comparison in words. */
export interface Answer {
  readonly question: string;
  readonly headline: string;
  readonly sentences: readonly string[];
  /** The gain, its interval and p-value in one line. */
  readonly inShort: string;
  readonly tone: "yes" | "no" | "open";
}

/** Training images times epochs of the published recipe on CIFAR-10: 49,936 images, 200 epochs. */
export const PUBLISHED_IMAGE_STEPS = 49_936 * 200;

/**
 * Training images times epochs of YOLOv5's settings for VOC 07+12, starting from COCO weights: 16,551 images,
 * 50 epochs (head of its hyp.VOC.yaml). The paper's training lengths are not published as text.
 */
const YOLOV5_IMAGE_STEPS = 16_551 * 50;

const isConventional = (label: string, { arms }: Analysis): boolean =>
  arms.some((arm) => arm.label === label && arm.runs.some(({ method }) => method === "conventional"));
const unsigned = (difference: number): string => percent(Math.abs(difference));
const armName = (label: string): string => label === "cbm" ? "Curriculum by Masking (cbm)" : label;

/**
 * Puts a comparison into words.
 *
 * @param analysis the result of `analyze`
 * @param comparison one of its comparisons
 * @returns a headline that claims no more than the verdict allows, and the numbers behind it
 */
export function answer(analysis: Analysis, comparison: Comparison): Answer {
  const { treatment, control, gain, verdict, seeds } = comparison;
  const name = armName(treatment);
  const direction = Math.abs(gain) < 5e-5
    ? "scored the same as"
    : gain > 0
    ? "scored higher than"
    : "scored lower than";
  const amount = Math.abs(gain) < 5e-5 ? "" : ` by ${unsigned(gain)} points`;
  const seen = `in these runs it ${direction} ${control}${amount}`;
  const tone = verdict !== "significant at 0.05" ? "open" : gain > 0 ? "yes" : "no";
  const headline = {
    "significant at 0.05": gain > 0
      ? `Yes, here: ${unsigned(gain)} percentage points more than ${control}.`
      : `No, here it hurts: ${unsigned(gain)} percentage points less than ${control}.`,
    "not significant": `Not shown: ${seen}, but that is within chance variation.`,
    "too few seeds to claim": `Not shown: ${seen}, but ${seedCount(seeds.length)} ${
      seeds.length === 1 ? "is" : "are"
    } too few to claim anything.`,
  }[verdict];
  return {
    question: isConventional(control, analysis)
      ? `Does ${name} help?`
      : `Is ${name} better than ${armName(control)}?`,
    headline,
    tone,
    sentences: [howMuch(comparison, analysis), howSure(comparison, analysis)],
    inShort: inShort(comparison),
  };
}

const seedCount = (count: number): string => counted(count, "seed");

function howMuch(
  { treatment, control, seeds, gain }: Comparison,
  { arms, metric, ...rest }: Analysis,
): string {
  const test = arms.find(({ label }) => label === treatment)?.test ?? rest.test;
  const mean = (accuracy: (seed: Comparison["seeds"][number]) => number) =>
    seeds.reduce((sum, seed) => sum + accuracy(seed), 0) / seeds.length;
  const kin = test.clusters < test.images ? ` (${whole(test.clusters)} distinct concepts)` : "";
  const scored = `${percent(mean((s) => s.treatmentAccuracy))}%`;
  const what = metric === "accuracy"
    ? `classified ${scored} of the ${whole(test.images)} test images${kin} correctly`
    : `reached a mean average precision of ${scored} on the ${whole(test.images)} test images${kin}`;
  return `By how much? Over ${seedCount(seeds.length)}, ${treatment} ${what}; ` +
    `${control} ${percent(mean((s) => s.controlAccuracy))}%: a difference of ${
      points(gain)
    } percentage points.`;
}

function howSure({ interval, adjustedP, seeds, verdict, overSeeds }: Comparison, analysis: Analysis): string {
  if (interval === null) {
    return seeds.length === 1
      ? "How sure? Not at all: with one seed, the seed-to-seed variation is unknown."
      : "How sure? Unknown: every seed gave the same difference.";
  }
  const where = interval.low > 0
    ? "all of it above 0"
    : interval.high < 0
    ? "all of it below 0"
    : "which includes zero";
  const count = analysis.comparisons.length;
  const corrected = count > 1 ? `, corrected for ${count} comparisons` : "";
  const limits =
    `The 95% confidence interval runs from ${points(interval.low)} to ${
      points(interval.high)
    } points, ${where} ` +
    `(p = ${pValue(adjustedP ?? interval.p)}${corrected}).`.replace("= <", "<");
  const few = verdict === "too few seeds to claim"
    ? ` Fewer than ${analysis.minimumSeeds} seeds (here ${seeds.length}) do not show the seed-to-seed ` +
      "variation, so we make no claim, whatever the interval."
    : "";
  const missed = verdict === "significant at 0.05" || overSeeds.detectable === null
    ? ""
    : ` With this many seeds and this variation, we would detect a gain of ${
      percent(overSeeds.detectable)
    } points in four of five experiments; a smaller one is likely to be missed.`;
  return `How sure? ${limits}${few}${missed}`;
}

const inShort = ({ gain, interval, adjustedP, seeds }: Comparison): string =>
  interval === null
    ? `${points(gain)} points, of ${counted(seeds.length, "seed")}.`
    : `${points(gain)} points, 95% interval ${points(interval.low)} to ${points(interval.high)}, ` +
      `p = ${pValue(adjustedP ?? interval.p)}.`.replace("= <", "<");

/**
 * Describes how long the runs trained and what that is worth.
 *
 * @returns sentences with the image-steps (training images times epochs)
 */
export function howLong({ arms, metric }: Analysis): string[] {
  const runs = arms.flatMap((arm) => arm.runs), sentences: string[] = [];
  const steps = [...new Set(runs.map(({ imageSteps }) => imageSteps))].sort((a, b) => a - b);
  const [least = 0] = steps, most = steps.at(-1) ?? 0, [first] = runs;
  const detail = steps.length === 1 && first !== undefined
    ? ` (${whole(first.trainSize)} training images, ${counted(first.imageSteps / first.trainSize, "epoch")})`
    : "";
  const [published, whose] = metric === "map50"
    ? [YOLOV5_IMAGE_STEPS, "YOLOv5’s settings for VOC 07+12, starting from COCO weights, take"]
    : [PUBLISHED_IMAGE_STEPS, "the published recipe for CIFAR-10 takes"];
  const share = most / published;
  sentences.push(
    `Each run took ${
      least === most ? whole(most) : `${whole(least)} to ${whole(most)}`
    } image-steps${detail}; ` +
      `${whose} ${whole(published)}, so this is ${shareText(share)} of it.`,
  );
  if (share < 0.5) {
    sentences.push(
      "Such short training proves little: an early advantage may vanish or reverse after full training.",
    );
  }
  const counts = new Set(arms.map(({ test }) => test.classes.length).filter((count) => count > 1));
  for (const count of counts) {
    const chance = percent(1 / count, 1);
    if (metric === "map50") {
      sentences.push(
        `Finding every object and guessing its class among ${count} would give about ${chance}%.`,
      );
    }
    if (metric === "accuracy") {
      sentences.push(`Random guessing among ${count} classes would give ${chance}%.`);
    }
  }
  if (metric === "accuracy") {
    for (const { label, mean } of arms.filter(isWeak)) {
      sentences.push(
        `${label} reached ${percent(mean)}%, less than twice that: it has hardly begun to learn.`,
      );
    }
  }
  return sentences;
}

const isWeak = ({ mean, test: { classes } }: ArmSummary): boolean =>
  classes.length > 1 && mean < 2 / classes.length;
const shareText = (share: number): string =>
  share < 0.0001
    ? "less than 0.01%"
    : share >= 0.995
    ? `${Math.round(100 * share)}%`
    : share < 0.01
    ? `${(100 * share).toFixed(2)}%`
    : `${(100 * share).toFixed(1)}%`;
