/** From runs to an analysis: arms, declared comparisons, and what may be said of them. */
import { UsageError } from "../errors.ts";
import type { Metric } from "../train/task/mod.ts";
import {
  compareArms,
  type Comparison,
  type ComparisonPlan,
  parseComparison,
  type UnadjustedComparison,
  type Verdict,
} from "./comparison.ts";
import { type Arm, groupArms } from "./arms.ts";
import { defaultComparisons } from "./default_comparisons.ts";
import { sameRunNotices, settingNotices } from "./notices.ts";
import type { Run } from "./run.ts";
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
  /** Mean over seeds of the best test accuracy of any epoch: chosen on the test set, never a fair result. */
  readonly bestMean: number;
}

/** Everything that tables, charts and the report are made of. */
export interface Analysis {
  readonly arms: readonly ArmSummary[];
  readonly comparisons: readonly Comparison[];
  /** What the accuracies are: shares of right answers, or mean average precisions. */
  readonly metric: Metric;
  /** What chose the reported epochs: "last", "validation", "test", or "mixed". */
  readonly selection: string;
  /** What the arms were tested on; the first of several sets, of which each arm has its own. */
  readonly test: TestSet;
  readonly resamples: number;
  /** Seed of the bootstrap's draws. */
  readonly seed: number;
  readonly minimumSeeds: number;
  readonly notices: readonly string[];
  /** What others published of arms, by label; percent. */
  readonly published?: PublishedByArm | undefined;
}

/** An accuracy that somebody else published. */
export interface Published {
  /** Percent. */
  readonly mean: number;
  /** Of runs; null where it is not published. */
  readonly standardDeviation: number | null;
  /** Who published it, in a word. */
  readonly from: string;
  /** Where, and what of the protocol is otherwise. */
  readonly source: string;
}

/** What is published of each arm, by label; several sources may have one. */
export type PublishedByArm = Readonly<Record<string, readonly Published[]>>;

/** How {@linkcode analyze} works. */
export interface AnalyzeOptions {
  /**
   * The comparisons, declared beforehand, `"TREATMENT:CONTROL"` for short; by default each other arm against
   * conventional training on the same test images, with the settings that are most like its own.
   */
  readonly comparisons?: readonly (ComparisonPlan | string)[];
  /** Resamples of the bootstrap; 10,000 by default. */
  readonly resamples?: number;
  /** Seed of the bootstrap's draws; 1 by default. */
  readonly seed?: number;
  /** Seeds that a claim needs; {@linkcode MINIMUM_SEEDS} by default. */
  readonly minimumSeeds?: number;
  /** Leaves unfinished runs out with a notice; otherwise they are an error. */
  readonly skipUnfinished?: boolean;
  /**
   * Arms may have been tested on several sets of images, as in a table over data sets: only arms of one set are
   * compared. True by default; false: runs of other test images are an error.
   */
  readonly severalTestSets?: boolean;
  /** What others published, to stand beside the arms of these labels. */
  readonly published?: PublishedByArm;
}

/**
 * Analyses the runs in some folders.
 *
 * @param dirs run folders, or folders that hold some
 * @param options the comparisons, and how they are tested
 * @returns arms with mean and standard deviation, and every comparison with interval, p-values and verdict
 * @throws {UsageError} on an unknown arm in a declared comparison, or one of arms without a common seed
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

/** Analyses runs that are read already; see {@linkcode analyze}. */
export function analyzeRuns(
  runs: readonly Run[],
  { comparisons, resamples = 10_000, seed = 1, minimumSeeds = MINIMUM_SEEDS, ...rest }: AnalyzeOptions = {},
): Analysis {
  const [first] = runs;
  if (first === undefined) throw new UsageError("Cannot analyse no runs: give at least one");
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
      "The reported epoch was chosen on the test set itself (select = test, as in the published code): " +
        "these accuracies are too high to stand for new images.",
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
    ...(rest.published === undefined ? {} : { published: rest.published }),
  };
}

const SEVERAL_TEST_SETS =
  "The arms were tested on several sets of images: accuracies on different ones cannot be compared, and are not.";

/** The runs of both arms. */
const runsOf = ({ treatment, control }: ComparisonPlan, arms: readonly Arm[]): Run[] =>
  arms.filter(({ label }) => label === treatment || label === control).flatMap(({ runs }) => runs);

/** The default comparisons without those of arms that share no seed, of which a notice tells: nobody asked for them. */
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

/** Corrects the p-values over all comparisons and says what may be claimed. */
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
