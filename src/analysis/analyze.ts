/** From runs to an analysis: arms, declared comparisons, and what may be said of them. */
import { listNames, UsageError } from "../errors.ts";
import type { Metric } from "../train/task/mod.ts";
import {
  compareArms,
  type Comparison,
  type ComparisonPlan,
  parseComparison,
  type UnadjustedComparison,
  type Verdict,
} from "./comparison.ts";
import { type Run, sessionText } from "./run.ts";
import { type Arm, checkTestSets, groupArms, readRuns } from "./runs.ts";
import { holm } from "./statistics/holm.ts";
import { meanAndStandardDeviation } from "./statistics/mean_and_standard_deviation.ts";

/**
 * Fewer seeds than this never carry a claim: the interval allows for few seeds, but on the assumption that they vary
 * normally, which three or four cannot show.
 */
export const MINIMUM_SEEDS = 5;

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
  readonly test: { readonly images: number; readonly clusters: number; readonly classes: readonly string[] };
  readonly resamples: number;
  /** Seed of the bootstrap's draws. */
  readonly seed: number;
  readonly minimumSeeds: number;
  readonly notices: readonly string[];
  /** What others published of arms, by label; percent. */
  readonly published?: Readonly<Record<string, Published>> | undefined;
}

/** An accuracy that somebody else published. */
export interface Published {
  /** Percent. */
  readonly mean: number;
  readonly standardDeviation: number;
  readonly source: string;
}

/** How {@linkcode analyze} works. */
export interface AnalyzeOptions {
  /**
   * The comparisons, declared beforehand, `"TREATMENT:CONTROL"` for short; by default each other arm against
   * conventional training.
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
   * The arms were tested on several sets of images, as in a table over data sets: only arms of one set can be in a
   * comparison. Otherwise runs of other test images are an error.
   */
  readonly severalTestSets?: boolean;
  /** What others published, to stand beside the arms of these labels. */
  readonly published?: Readonly<Record<string, Published>>;
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
  const { skipUnfinished = false, severalTestSets = false } = options;
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
  const arms = groupArms(runs), notices = rest.severalTestSets ? [SEVERAL_TEST_SETS] : settingNotices(runs);
  const labels = arms.map(({ label }) => label);
  const results = (comparisons ?? possibleComparisons(arms, notices)).map((declared) => {
    const plan = typeof declared === "string" ? parseComparison(declared, labels) : declared;
    if (rest.severalTestSets) notices.push(...noticesWithin(plan, arms));
    const { comparison, notices: more } = compareArms(plan, arms, { resamples, seed });
    notices.push(...more);
    return comparison;
  });
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
    test: {
      images: first.testImages,
      clusters: first.groups === undefined ? first.testImages : new Set(first.groups).size,
      classes: first.classes,
    },
    resamples,
    seed,
    minimumSeeds,
    notices: [...new Set(notices)],
    ...(rest.published === undefined ? {} : { published: rest.published }),
  };
}

const SEVERAL_TEST_SETS =
  "The arms were tested on several sets of images: accuracies on different ones cannot be compared, and are not.";

/** Notices on settings in which the arms of one comparison differ; they must have been tested on the same images. */
function noticesWithin({ treatment, control }: ComparisonPlan, arms: readonly Arm[]): string[] {
  const both = arms.filter(({ label }) => label === treatment || label === control).flatMap(({ runs }) =>
    runs
  );
  checkTestSets(both);
  return settingNotices(both);
}

/** Every other arm against the first that is conventional training; none where there is no such arm. */
export function defaultComparisons(arms: readonly Arm[]): ComparisonPlan[] {
  const control = arms.find(({ runs }) => runs.some(({ method }) => method === "conventional"));
  if (control === undefined) return [];
  return arms.filter((arm) => arm !== control).map(({ label }) => ({
    treatment: label,
    control: control.label,
  }));
}

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

/** A hash by its first digits. */
const shortened = (value: string) => value.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, "$1…");

/** Notices on settings other than the method and the seed in which the runs differ. */
function settingNotices(runs: readonly Run[]): string[] {
  // Files are known by what they hold, which is in other fields.
  const expected = ["label", "name", "method", "seed", "weights", "contents"];
  const keys = new Set(
    runs.flatMap(({ config }) => Object.keys(config)).filter((key) => !expected.includes(key)),
  );
  const settings: [name: string, valueOf: (run: Run) => string | undefined][] = [
    ...[...keys].map((key) =>
      [key, ({ config }) => JSON.stringify(config[key] ?? null)] as typeof settings[number]
    ),
    ["training images", (run) => sessionText(run, "dataset", "train")?.slice(0, 12)],
    ["backend", (run) => sessionText(run, "backend", "name")],
    ["threads", (run) => sessionText(run, "backend", "details", "threads")],
  ];
  return settings.flatMap(([key, valueOf]) => {
    const values = new Set(runs.map((run) => valueOf(run) ?? "unknown"));
    if (values.size === 1) return [];
    return [
      `The runs differ in "${key}" too (${
        listNames([...values].map(shortened)).replaceAll('"', "")
      }): a gain may be due to that.`,
    ];
  });
}
