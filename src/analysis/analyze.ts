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
import { type Declaration, DECLARATION_FILE, findDeclaration, type FoundDeclaration } from "./declaration.ts";
import { defaultComparisons } from "./default_comparisons.ts";
import { sameRunNotices, settingNotices } from "./notices.ts";
import type { PublishedByArm } from "./published.ts";
import type { Run } from "./read_run.ts";
import { readDeclaredRuns, readRuns } from "./runs.ts";
import { type ClaimRules, MINIMUM_SEEDS } from "./seed_tests.ts";
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
  /** The declaration in `experiment.json` beside the runs; undefined if there is none. */
  readonly declaration?: Declaration | undefined;
}

/** Options of {@linkcode analyze}. */
export interface AnalyzeOptions {
  /**
   * The comparisons, or `"TREATMENT:CONTROL"` for short. By default those that `experiment.json` beside the
   * runs declares; without this file, each arm is compared with conventional training on the same test images
   * in the most similar settings.
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
   * compared. By default as `experiment.json` declares, or true without it; if false, runs on different test
   * images are an error.
   */
  readonly severalTestSets?: boolean;
  /** Published results to show beside the arms of these labels; by default those in `experiment.json`. */
  readonly published?: PublishedByArm | undefined;
}

/**
 * Analyses the runs in some folders. If the only folder has an `experiment.json`, the runs and comparisons that
 * it declares are analysed.
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
 *   const { comparisons } = await analyze(["results/main-quick"]);
 *   for (const { gain, interval, verdict } of comparisons) console.log(gain, interval, verdict);
 * } catch (error) {
 *   if (!(error instanceof InputError)) throw error; // no such runs yet
 * }
 * ```
 */
export async function analyze(dirs: readonly string[], options: AnalyzeOptions = {}): Promise<Analysis> {
  const found = dirs.length === 1 ? await findDeclaration(dirs[0]!) : undefined;
  if (found !== undefined) return await analyzeDeclared(found, options);
  const { skipUnfinished = false, severalTestSets = true } = options;
  const { runs, notices } = await readRuns(dirs, { skipUnfinished, severalTestSets });
  const analysis = analyzeRuns(runs, options);
  const assumed = options.comparisons === undefined && analysis.comparisons.length > 0
    ? [
      `${
        dirs.length > 1 ? SEVERAL_FOLDERS : NOT_DECLARED
      }, so each method is compared with conventional training.`,
    ]
    : [];
  return { ...analysis, notices: [...notices, ...assumed, ...analysis.notices] };
}

const NOT_DECLARED = `No comparisons were declared for these runs (no ${DECLARATION_FILE})`;
const SEVERAL_FOLDERS = "No comparisons were declared for several folders together";

/** Analyses the runs of a declared experiment. */
async function analyzeDeclared(found: FoundDeclaration, options: AnalyzeOptions): Promise<Analysis> {
  const { declaration, file } = found, { skipUnfinished = false, severalTestSets } = options;
  const { runs, notices } = await readDeclaredRuns(found, {
    skipUnfinished,
    severalTestSets: severalTestSets ?? declaration.severalTestSets,
  });
  const analysis = analyzeRuns(runs, {
    ...options,
    published: options.published ?? declaration.published,
    comparisons: options.comparisons ?? declaration.comparisons,
  });
  const other = options.comparisons === undefined
    ? []
    : [`These comparisons were chosen by --compare; ${file} declares others.`];
  return { ...analysis, declaration, notices: [...notices, ...other, ...analysis.notices] };
}

/** Analyses runs that have already been read; see {@linkcode analyze}. */
export function analyzeRuns(
  runs: readonly Run[],
  options: AnalyzeOptions = {},
): Analysis {
  const { comparisons, resamples = 10_000, seed = 1, minimumSeeds = MINIMUM_SEEDS, published } = options;
  const [first] = runs;
  if (first === undefined) throw new UsageError("Cannot analyse an empty list of runs: give at least one");
  const arms = groupArms(runs), notices = sameRunNotices(arms);
  if (testSetsIn(arms).length > 1) notices.unshift(SEVERAL_TEST_SETS);
  const labels = arms.map(({ label }) => label);
  const plans = (comparisons ?? comparable(defaultComparisons(arms), arms, notices)).map((declared) =>
    typeof declared === "string" ? parseComparison(declared, labels) : declared
  );
  const possible = options.skipUnfinished ? comparable(plans, arms, notices) : plans;
  const rules = { comparisons: plans.length, minimumSeeds };
  const results = possible.map((plan) => {
    checkTestSets(runsOf(plan, arms));
    const { comparison, notices: more } = compareArms(plan, arms, { resamples, seed, rules });
    notices.push(...more);
    return comparison;
  });
  notices.push(...settingNotices(possible.map((plan) => runsOf(plan, arms))));
  const selections = new Set(runs.map(({ selection }) => selection));
  if (selections.has("test")) {
    notices.push(
      "The reported epoch was selected on the test set itself (select = test, as in the published code), " +
        "so these accuracies are too high for new images.",
    );
  }
  return {
    arms: arms.map(summarizeArm),
    comparisons: judge(results, rules),
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

/** Returns whether two arms are there and have a common seed. */
function shareSeed({ treatment, control }: ComparisonPlan, arms: readonly Arm[]): boolean {
  const seedsOf = (label: string) =>
    arms.find((arm) => arm.label === label)?.runs.map(({ seed }) => seed) ?? [];
  return seedsOf(treatment).some((seed) => seedsOf(control).includes(seed));
}

/** Returns the comparisons of arms with a common seed; the others are skipped with a notice. */
function comparable(plans: readonly ComparisonPlan[], arms: readonly Arm[], notices: string[]) {
  return plans.filter((plan) => {
    if (shareSeed(plan, arms)) return true;
    notices.push(`"${plan.treatment}" and "${plan.control}" share no seed, so they are not compared.`);
    return false;
  });
}

function summarizeArm(arm: Arm): ArmSummary {
  const { mean, standardDeviation } = meanAndStandardDeviation(arm.runs.map(({ accuracy }) => accuracy));
  const best = meanAndStandardDeviation(arm.runs.map((run) => run.best.accuracy));
  return { ...arm, mean, standardDeviation, bestMean: best.mean };
}

/**
 * Corrects the p-values over all comparisons and judges which claims hold. Comparisons that were planned but
 * could not be made count as tests without any effect.
 */
function judge(comparisons: readonly UnadjustedComparison[], rules: Required<ClaimRules>): Comparison[] {
  const { comparisons: planned, minimumSeeds } = rules;
  const ps = comparisons.map(({ interval }) => interval?.p ?? 1);
  const adjusted = holm([...ps, ...new Array<number>(planned - ps.length).fill(1)]);
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
