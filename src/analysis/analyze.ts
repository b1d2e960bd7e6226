/** Analyses runs: sorts them into arms, tests the declared comparisons and judges which claims hold. */
import { UsageError } from "../errors.ts";
import type { Metric } from "../train/task/mod.ts";
import { type Arm, groupArms } from "./arms.ts";
import {
  compareArms,
  type Comparison,
  type ComparisonPlan,
  parseComparison,
  type UnadjustedComparison,
  type Verdict,
} from "./comparison.ts";
import { defaultComparisons } from "./default_comparisons.ts";
import { sameRunNotices, settingNotices } from "./notices.ts";
import type { Run } from "./read_run.ts";
import { readRuns } from "./runs.ts";
import { MINIMUM_SEEDS } from "./seed_tests.ts";
import { holm } from "./statistics/holm.ts";
import { meanAndStandardDeviation } from "./statistics/mean_and_standard_deviation.ts";
import { checkTestSets, type TestSet, testSetsIn } from "./test_sets.ts";

/** An arm with its summary; accuracies are shares of 1, or mean average precisions from 0 to 1. */
export interface ArmSummary extends Arm {
  readonly mean: number;
  /** Sample standard deviation over seeds; null for a single seed. */
  readonly standardDeviation: number | null;
  /**
   * Mean over seeds of the best test accuracy of any epoch; selected on the test set, so never a fair result.
   */
  readonly bestMean: number;
}

/** An analysis: all that tables, charts and the report show. */
export interface Analysis {
  readonly arms: readonly ArmSummary[];
  readonly comparisons: readonly Comparison[];
  /** The metric of the accuracies: the share of correct answers, or mean average precision. */
  readonly metric: Metric;
  /** The selection of the reported epochs: "last", "validation", "test", or "mixed". */
  readonly selection: string;
  /** The test set, or the first of several; each arm names its own. */
  readonly test: TestSet;
  readonly resamples: number;
  /** The random seed of the bootstrap. */
  readonly seed: number;
  readonly minimumSeeds: number;
  readonly notices: readonly string[];
  /** Results that others published, by label of the arm; percent. */
  readonly published?: PublishedByArm | undefined;
}

/** An accuracy published by others. */
export interface Published {
  /** The mean in percent. */
  readonly mean: number;
  /** The standard deviation over runs; null if it is not published. */
  readonly standardDeviation: number | null;
  /** The short name of the source. */
  readonly from: string;
  /** The full source, and any differences in protocol. */
  readonly source: string;
}

/** Published results by label of the arm; an arm may have several sources. */
export type PublishedByArm = Readonly<Record<string, readonly Published[]>>;

/** Options of {@linkcode analyze}. */
export interface AnalyzeOptions {
  /**
   * The comparisons declared in advance, or `"TREATMENT:CONTROL"` for short. By default each arm is compared
   * with conventional training on the same test images in the most similar settings.
   */
  readonly comparisons?: readonly (ComparisonPlan | string)[] | undefined;
  /** The number of bootstrap resamples; 10,000 by default. */
  readonly resamples?: number;
  /** The random seed of the bootstrap; 1 by default. */
  readonly seed?: number;
  /** The number of seeds that a claim needs; {@linkcode MINIMUM_SEEDS} by default. */
  readonly minimumSeeds?: number;
  /** Whether to skip unfinished runs with a notice; by default they are an error. */
  readonly skipUnfinished?: boolean;
  /**
   * Whether arms may have different test sets, as in a table over data sets; only arms of the same set are
   * compared. True by default; if false, runs on different test images are an error.
   */
  readonly severalTestSets?: boolean;
  /** Published results to show beside the arms of these labels. */
  readonly published?: PublishedByArm;
}

/**
 * Analyses the runs in some folders.
 *
 * @param dirs run folders, or folders that contain run folders
 * @param options the comparisons and the settings of their tests
 * @returns arms with mean and standard deviation, and every comparison with interval, p-values and verdict
 * @throws {UsageError} if a declared comparison names an unknown arm, or its arms have no seed in common
 * @throws {InputError} on missing, damaged, unfinished or incomparable runs
 *
 * @example
 * ```ts
 * import { analyze } from "./analyze.ts";
 * import { InputError } from "../errors.ts";
 *
 * try {
 *   const { comparisons } = await analyze(["results/main-quick/runs"], { comparisons: ["cbm:conventional"] });
 *   for (const { gain, interval, verdict } of comparisons) console.log(gain, interval, verdict);
 * } catch (error) {
 *   if (!(error instanceof InputError)) throw error; // no such runs yet
 * }
 * ```
 */
export async function analyze(dirs: readonly string[], options: AnalyzeOptions = {}): Promise<Analysis> {
  const { skipUnfinished = false, severalTestSets = true } = options;
  const { runs, notices } = await readRuns(dirs, { skipUnfinished, severalTestSets });
  const analysis = analyzeRuns(runs, options);
  return { ...analysis, notices: [...notices, ...analysis.notices] };
}

/** Analyses runs that have already been read; see {@linkcode analyze}. */
export function analyzeRuns(
  runs: readonly Run[],
  { comparisons, resamples = 10_000, seed = 1, minimumSeeds = MINIMUM_SEEDS, published }: AnalyzeOptions = {},
): Analysis {
  const [first] = runs;
  if (first === undefined) throw new UsageError("Cannot analyse an empty list of runs: give at least one");
  const arms = groupArms(runs), notices = sameRunNotices(arms);
  if (testSetsIn(arms).length > 1) notices.unshift(SEVERAL_TEST_SETS);
  const labels = arms.map(({ label }) => label);
  const plans = (comparisons ?? possibleComparisons(arms, notices)).map((declared) =>
    typeof declared === "string" ? parseComparison(declared, labels) : declared
  );
  const rules = { comparisons: plans.length, minimumSeeds };
  const results = plans.map((plan) => {
    checkTestSets(runsOf(plan, arms));
    const { comparison, notices: more } = compareArms(plan, arms, { resamples, seed, rules });
    notices.push(...more);
    return comparison;
  });
  notices.push(...settingNotices(plans.map((plan) => runsOf(plan, arms))));
  const selections = new Set(runs.map(({ selection }) => selection));
  if (selections.has("test")) {
    notices.push(
      "The reported epoch was selected on the test set itself (select = test, as in the published code), " +
        "so these accuracies are too high for new images.",
    );
  }
  return {
    arms: arms.map(summarizeArm),
    comparisons: judge(results, minimumSeeds),
    metric: first.metric,
    selection: selections.size === 1 ? first.selection : "mixed",
    test: arms[0]!.test,
    resamples,
    seed,
    minimumSeeds,
    notices: [...new Set(notices)],
    published,
  };
}

const SEVERAL_TEST_SETS =
  "The arms were tested on several sets of images; only accuracies on the same set are compared.";

/** Returns the runs of both arms. */
const runsOf = ({ treatment, control }: ComparisonPlan, arms: readonly Arm[]): Run[] =>
  arms.filter(({ label }) => label === treatment || label === control).flatMap(({ runs }) => runs);

/** Returns the default comparisons; those of arms without a common seed are skipped with a notice. */
function possibleComparisons(arms: readonly Arm[], notices: string[]): ComparisonPlan[] {
  const seedsOf = (label: string) =>
    arms.find((arm) => arm.label === label)?.runs.map(({ seed }) => seed) ?? [];
  return defaultComparisons(arms).filter(({ treatment, control }) => {
    if (seedsOf(treatment).some((seed) => seedsOf(control).includes(seed))) return true;
    notices.push(`"${treatment}" and "${control}" share no seed, so they are not compared.`);
    return false;
  });
}

function summarizeArm(arm: Arm): ArmSummary {
  const { mean, standardDeviation } = meanAndStandardDeviation(arm.runs.map(({ accuracy }) => accuracy));
  const best = meanAndStandardDeviation(arm.runs.map((run) => run.best.accuracy));
  return { ...arm, mean, standardDeviation, bestMean: best.mean };
}

/** Corrects the p-values over all comparisons and judges which claims hold. */
function judge(comparisons: readonly UnadjustedComparison[], minimumSeeds: number): Comparison[] {
  const adjusted = holm(comparisons.map(({ interval }) => interval?.p ?? 1));
  return comparisons.map((comparison, index) => {
    const p = adjusted[index]!;
    const claimed: Verdict = p <= 0.05 ? "significant at 0.05" : "not significant";
    return {
      ...comparison,
      adjustedP: comparison.interval === null ? null : p,
      verdict: comparison.seeds.length < minimumSeeds ? "too few seeds to claim" : claimed,
    };
  });
}
