/** Compares two arms, paired by seed and by test image. */
import { listNames, UsageError } from "../errors.ts";
import { chooseOne } from "../suggest.ts";
import type { Arm } from "./arms.ts";
import type { Run } from "./read_run.ts";
import { type ClaimRules, type SeedTests, testSeeds } from "./seed_tests.ts";
import { hierarchicalBootstrap, type Interval } from "./statistics/hierarchical_bootstrap.ts";
import { mcnemar, type McNemarResult } from "./statistics/mcnemar.ts";

/** A declared comparison of two arms, by label. */
export interface ComparisonPlan {
  readonly treatment: string;
  readonly control: string;
}

/** One seed of a comparison. */
export interface SeedComparison {
  readonly seed: number;
  /** A share of 1, like the control's. */
  readonly treatmentAccuracy: number;
  readonly controlAccuracy: number;
  /** "First" is the treatment, "second" the control; null if predictions are ranked, not right or wrong. */
  readonly mcnemar: McNemarResult | null;
}

/** The verdict on a comparison. */
export type Verdict = "significant at 0.05" | "not significant" | "too few seeds to claim";

/** A comparison with its numbers; accuracies and gains are shares of 1. */
export interface Comparison extends ComparisonPlan {
  readonly seeds: readonly SeedComparison[];
  /** Mean accuracy of the treatment minus that of the control. */
  readonly gain: number;
  /**
   * The 95% interval: of accuracies from the hierarchical bootstrap over seeds and images, of mean average
   * precisions, which are not means over images, from the paired t test over seeds. Null with a single seed.
   */
  readonly interval: Interval | null;
  /** The plain percentile interval, which understates the variation of few seeds. */
  readonly percentile: Interval | null;
  /** Tests over seeds alone. */
  readonly overSeeds: SeedTests;
  /** The interval's p-value after Holm's correction over all comparisons. */
  readonly adjustedP: number | null;
  readonly verdict: Verdict;
  readonly clusters: number;
}

/** A comparison before the correction over all of them. */
export type UnadjustedComparison = Omit<Comparison, "adjustedP" | "verdict">;

/** Returns 1 for each correct image, else 0; undefined if predictions are ranked. */
const rightOnes = (run: Run): Uint8Array | undefined =>
  run.metric === "accuracy"
    ? Uint8Array.from(run.targets, (target, i) => run.predictions[i] === target ? 1 : 0)
    : undefined;

/**
 * Compares two arms over the seeds they share.
 *
 * @param plan the labels of the arms
 * @param arms all arms
 * @param options resamples and seed of the bootstrap, and the rules for claims
 * @returns the comparison, and notices on seeds that only one arm has
 * @throws {UsageError} if an arm is unknown or the two share no seed
 */
export function compareArms(
  plan: ComparisonPlan,
  arms: readonly Arm[],
  { rules, ...draws }: { resamples: number; seed: number; rules: ClaimRules },
): { comparison: UnadjustedComparison; notices: string[] } {
  const treatment = findArm(plan.treatment, arms), control = findArm(plan.control, arms);
  if (treatment === control) {
    throw new UsageError(`Cannot compare "${plan.treatment}" with itself: name two arms`);
  }
  const notices: string[] = [], pairs: [Run, Run][] = [];
  for (const run of treatment.runs) {
    const partner = control.runs.find(({ seed }) => seed === run.seed);
    if (partner !== undefined) pairs.push([run, partner]);
  }
  for (const [arm, other] of [[treatment, control], [control, treatment]] as const) {
    const alone = arm.runs.map(({ seed }) => seed).filter((seed) =>
      !other.runs.some((run) => run.seed === seed)
    );
    if (alone.length === 0) continue;
    notices.push(
      `${alone.length === 1 ? "Seed" : "Seeds"} ${alone.join(", ")} of "${arm.label}" ${
        alone.length === 1 ? "has" : "have"
      } no partner in "${other.label}" and ${alone.length === 1 ? "is" : "are"} ignored in that comparison.`,
    );
  }
  if (pairs.length === 0) {
    throw new UsageError(
      `Cannot compare "${plan.treatment}" with "${plan.control}": they share no seed. Run both with the ` +
        "same seeds",
    );
  }
  const overSeeds = testSeeds(
    pairs.map(([run]) => run.accuracy),
    pairs.map(([, run]) => run.accuracy),
    rules,
  );
  const right = pairs.map(([run, partner]) => [rightOnes(run), rightOnes(partner)] as const);
  const seeds = pairs.map(([run, partner], s) => ({
    seed: run.seed,
    treatmentAccuracy: run.accuracy,
    controlAccuracy: partner.accuracy,
    mcnemar: right[s]![0] && right[s]![1] ? mcnemar(...onlyOneRight(right[s]![0], right[s]![1])) : null,
  }));
  const byImages = right.every((pair): pair is [Uint8Array, Uint8Array] => pair[0] !== undefined)
    ? hierarchicalBootstrap(right.map(([one]) => one), right.map(([, other]) => other), {
      ...draws,
      groups: pairs[0]?.[0].groups,
    })
    : undefined;
  const { interval, percentile, difference: gain, clusters } = byImages ??
    bySeeds(seeds, overSeeds, pairs[0]![0]);
  return { comparison: { ...plan, seeds, gain, interval, percentile, overSeeds, clusters }, notices };
}

/** Computes the gain, its interval and p-value by the paired t test. */
function bySeeds(seeds: readonly SeedComparison[], { pairedT }: SeedTests, { testImages }: Run) {
  const gains = seeds.map(({ treatmentAccuracy, controlAccuracy }) => treatmentAccuracy - controlAccuracy);
  const interval = pairedT && { low: pairedT.interval[0], high: pairedT.interval[1], p: pairedT.twoSidedP };
  return {
    difference: gains.reduce((a, b) => a + b) / gains.length,
    interval,
    percentile: null,
    clusters: testImages,
  };
}

function findArm(label: string, arms: readonly Arm[]): Arm {
  const arm = arms.find((one) => one.label === label);
  if (arm !== undefined) return arm;
  throw new UsageError(`Unknown arm "${label}": ${chooseOne(label, arms.map((one) => one.label))}`);
}

function onlyOneRight(first: Uint8Array, second: Uint8Array): [number, number] {
  let onlyFirst = 0, onlySecond = 0;
  for (let i = 0; i < first.length; i++) {
    if (first[i]! > second[i]!) onlyFirst++;
    else if (first[i]! < second[i]!) onlySecond++;
  }
  return [onlyFirst, onlySecond];
}

/**
 * Parses `A:B`, treatment and control; labels may themselves contain colons
 * (`cbm:schedule=linear:conventional`).
 *
 * @param text the text to parse
 * @param labels the labels of all arms
 * @throws {UsageError} if the text does not name two arms in exactly one way
 *
 * @example
 * ```ts
 * import { parseComparison } from "./comparison.ts";
 *
 * const plan = parseComparison("cbm:conventional", ["conventional", "cbm"]);
 * console.assert(plan.treatment === "cbm" && plan.control === "conventional");
 * ```
 */
export function parseComparison(text: string, labels: readonly string[]): ComparisonPlan {
  const plans: ComparisonPlan[] = [];
  for (let colon = text.indexOf(":"); colon >= 0; colon = text.indexOf(":", colon + 1)) {
    const treatment = text.slice(0, colon).trim(), control = text.slice(colon + 1).trim();
    if (labels.includes(treatment) && labels.includes(control)) plans.push({ treatment, control });
  }
  const [plan, second] = plans;
  if (plan !== undefined && second === undefined) return plan;
  throw new UsageError(
    `Cannot read the comparison "${text}": write TREATMENT:CONTROL with two of the arms ${listNames(labels)}`,
  );
}
