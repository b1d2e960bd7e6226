/** Sorting runs into arms: runs of one label, one test set and the same settings but for the seed. */
import { basename } from "@std/path";
import { InputError } from "../errors.ts";
import { type Run, sessionText } from "./run.ts";
import { nameSettings, type Settings, settingsOf } from "./settings.ts";
import { sameValues, type TestSet, testSetsOf } from "./test_sets.ts";

/** All runs of one method, by rising seed. */
export interface Arm {
  readonly label: string;
  readonly runs: readonly Run[];
  /** What all of them were tested on. */
  readonly test: TestSet;
}

/** Whether two arms have the same runs under two names, as where a default is spelt out in one of them. */
export function haveSameAnswers(one: Arm, other: Arm): boolean {
  return one.runs.length === other.runs.length && one.runs.every((run, at) => {
    const twin = other.runs[at]!;
    return run.seed === twin.seed && isSame(run, twin);
  });
}

/** Equal to the last answer, which no two trainings are. */
const isSame = (one: Run, other: Run): boolean =>
  sameValues(one.predictions, other.predictions) && sameValues(one.targets, other.targets);

/** Sorts into groups by a key, in the order they come. */
function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...groups.get(keyOf(item)) ?? [], item]);
  return [...groups.values()];
}

const keyOf = (settings: Settings): string => JSON.stringify([...settings]);

/**
 * Leaves out runs that are there more than once, as where two tables share an arm.
 *
 * @returns each run once, and a notice of the others by the names of their folders
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
    `Named more than once and counted once, as they are the same to the last answer: ${copies.join(", ")}.`,
  ];
  return { runs: runs.filter((run) => kept.includes(run)), notices };
}

/**
 * Sorts runs into arms: conventional training first, the others in the order they come. Runs of one label that differ
 * in more than the seed are several arms, which are then named by what tells them apart, as in `cbm, 20 epochs`.
 *
 * @throws {InputError} if an arm has two different runs with the same seed
 */
export function groupArms(runs: readonly Run[]): Arm[] {
  const tests = testSetsOf(runs);
  const arms = groupBy(runs, ({ label }) => label).flatMap((members) => groupVariants(members, tests));
  const rank = (arm: Arm) => arm.runs.some(({ method }) => method === "conventional") ? 0 : 1;
  return arms.sort((a, b) => rank(a) - rank(b));
}

/** The arms that runs of one label make. */
function groupVariants(runs: readonly Run[], tests: ReadonlyMap<Run, TestSet>): Arm[] {
  const settings = new Map<Run, Settings>(runs.map((run) => {
    const own = new Map(settingsOf(run));
    return [run, own.set("tested on", tests.get(run)!.name)];
  }));
  const group = () => groupBy(runs, (run) => keyOf(settings.get(run)!));
  let variants = group();
  if (variants.some((variant) => twinsIn(variant) !== undefined)) {
    // One configuration on two backends is no copy, and may be what is to be compared.
    for (const run of runs) {
      const backend = sessionText(run, "backend", "name") ?? "unknown backend";
      settings.set(run, new Map(settings.get(run)!).set("backend", backend));
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

/** Two runs with the same seed, if there are. */
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
    `Arm "${label}" has seed ${one.seed} twice, in ${one.dir} and ${other.dir}: one configuration with other ` +
      "answers, such as from another version of the program. Name one of them, or give one another label in its config.json",
  );
}
