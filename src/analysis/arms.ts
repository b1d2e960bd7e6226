/** Sorts runs into arms: runs with the same label, test set and settings, except for the seed. */
import { basename } from "@std/path";
import { InputError, UsageError } from "../errors.ts";
import { RUN_FILES } from "../experiment/run_folder/mod.ts";
import { completeMethod } from "../method/mod.ts";
import { type Run, sessionText } from "./read_run.ts";
import { nameSettings, type Settings, settingsOf } from "./settings.ts";
import { sameValues, type TestSet, testSetsOf } from "./test_sets.ts";

/** All runs of one method, by rising seed. */
export interface Arm {
  readonly label: string;
  readonly runs: readonly Run[];
  /** The test set of all these runs. */
  readonly test: TestSet;
}

/**
 * Returns whether two arms have the same runs under two names, for example with a default spelt out in one:
 * equal configurations and equal predictions.
 */
export function areSameRuns(one: Arm, other: Arm): boolean {
  return one.runs.length === other.runs.length && one.runs.every((run, at) => {
    const twin = other.runs[at]!;
    return run.seed === twin.seed && configurationOf(run) === configurationOf(twin) && isSame(run, twin);
  });
}

/** Spells out a run's settings, without its label and seed. */
const configurationOf = (run: Run): string =>
  keyOf(new Map(settingsOf(run)).set("method", spelledOut(run.method)));

/** Spells out the options of a method; code of your own, which is not loaded here, stays as written. */
function spelledOut(method: string): string {
  try {
    return completeMethod(method);
  } catch (error) {
    if (error instanceof UsageError) return method;
    throw error;
  }
}

/** Returns whether all predictions are equal. */
const isSame = (one: Run, other: Run): boolean =>
  sameValues(one.predictions, other.predictions) && sameValues(one.targets, other.targets);

/** Groups items by a key, in order of first appearance. */
function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...groups.get(keyOf(item)) ?? [], item]);
  return [...groups.values()];
}

const keyOf = (settings: Settings): string => JSON.stringify([...settings]);

/**
 * Drops duplicate runs, as when two tables share an arm.
 *
 * @returns each run once, and a notice that names the folders of the duplicates
 */
export function dropCopies(runs: readonly Run[]): { runs: Run[]; notices: string[] } {
  const kept: Run[] = [], copies: string[] = [];
  for (const group of groupBy(runs, (run) => `${run.label} ${run.seed} ${keyOf(settingsOf(run))}`)) {
    for (const [at, run] of group.entries()) {
      if (group.slice(0, at).some((other) => isSame(other, run))) copies.push(basename(run.dir));
      else kept.push(run);
    }
  }
  const notices = copies.length === 0 ? [] : [
    `Skipped as copies of other runs, with identical predictions: ${copies.join(", ")}.`,
  ];
  return { runs: runs.filter((run) => kept.includes(run)), notices };
}

/**
 * Sorts runs into arms, conventional training first, the others in order of first appearance. Runs of one
 * label that differ in more than the seed form several arms, named by the settings that differ, as in `cbm,
 * 20 epochs`.
 *
 * @throws {InputError} if an arm has two different runs with the same seed
 */
export function groupArms(runs: readonly Run[]): Arm[] {
  const tests = testSetsOf(runs);
  const arms = groupBy(runs, ({ label }) => label).flatMap((members) => groupVariants(members, tests));
  const rank = (arm: Arm) => arm.runs.some(({ method }) => method === "conventional") ? 0 : 1;
  return arms.sort((a, b) => rank(a) - rank(b));
}

/** Sorts the runs of one label into arms. */
function groupVariants(runs: readonly Run[], tests: ReadonlyMap<Run, TestSet>): Arm[] {
  const settings = new Map<Run, Settings>(runs.map((run) => {
    const own = new Map(settingsOf(run));
    return [run, own.set("tested on", tests.get(run)!.name)];
  }));
  const group = () => groupBy(runs, (run) => keyOf(settings.get(run)!));
  let variants = group();
  if (variants.some((variant) => twinsIn(variant) !== undefined)) {
    // The same configuration on two backends is not a copy, and comparing the backends may be the purpose.
    for (const run of runs) {
      const backend = sessionText(run, "backend", "name") ?? "unknown backend";
      settings.set(run, new Map(settings.get(run)!).set("backend", backend));
    }
    variants = group();
  }
  if (variants.some((variant) => twinsIn(variant) !== undefined)) {
    // The same configuration in two named folders: comparing them is the purpose.
    for (const run of runs) {
      if (run.within !== undefined) settings.set(run, new Map(settings.get(run)!).set("folder", run.within));
    }
    variants = group();
  }
  const names = nameSettings(variants.map(([first]) => settings.get(first!)!));
  return variants.map((variant, at) => {
    const [{ label: own }] = variant as [Run], label = variants.length === 1 ? own : `${own}, ${names[at]}`;
    checkSeeds(label, variant);
    return {
      label,
      runs: variant.map((run) => run.label === label ? run : { ...run, label }).sort((a, b) =>
        a.seed - b.seed
      ),
      test: tests.get(variant[0]!)!,
    };
  });
}

/** Finds two runs with the same seed, if any. */
function twinsIn(runs: readonly Run[]): [Run, Run] | undefined {
  for (const [at, run] of runs.entries()) {
    const twin = runs.slice(0, at).find(({ seed }) => seed === run.seed);
    if (twin !== undefined) return [twin, run];
  }
  return undefined;
}

function checkSeeds(label: string, runs: readonly Run[]): void {
  const twins = twinsIn(runs);
  if (twins === undefined) return;
  const [one, other] = twins;
  throw new InputError(
    `Arm "${label}" has seed ${one.seed} twice, in ${one.dir} and ${other.dir}: same configuration, but ` +
      "different predictions, for example from another version of the program. Name one of them, or change " +
      `the label in the ${RUN_FILES.config} of one`,
  );
}
