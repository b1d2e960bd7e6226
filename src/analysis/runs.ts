/** Finding runs and sorting them into arms. */
import { join } from "@std/path";
import { InputError, listNames, UsageError } from "../errors.ts";
import { explainFileError } from "../io/file_errors.ts";
import { metricWords } from "./format.ts";
import { isFinished, isRun, readRun, type Run, sessionText } from "./run.ts";

/** All runs of one method, by rising seed. */
export interface Arm {
  readonly label: string;
  readonly runs: readonly Run[];
}

/** What {@linkcode readRuns} gives. */
export interface FoundRuns {
  readonly runs: readonly Run[];
  /** What a reader must know: runs left out, for example. */
  readonly notices: readonly string[];
}

/**
 * Reads all runs that some folders hold.
 *
 * @param dirs each a run's folder, or a folder that holds runs (up to three levels below)
 * @param options.skipUnfinished leaves unfinished runs out, with a notice; otherwise they are an error
 * @param options.severalTestSets takes runs of different test sets; otherwise they are an error
 * @returns the runs, in the order of their folders' names
 * @throws {UsageError} when no folder is named
 * @throws {InputError} when there is no run, one is damaged or unfinished, or the test sets differ
 */
export async function readRuns(
  dirs: readonly string[],
  { skipUnfinished = false, severalTestSets = false }: {
    skipUnfinished?: boolean;
    severalTestSets?: boolean;
  } = {},
): Promise<FoundRuns> {
  if (dirs.length === 0) {
    throw new UsageError("Cannot analyse nothing: name a run's folder, or a folder of runs");
  }
  const folders = new Set<string>();
  for (const dir of dirs) {
    const found = await findRuns(dir, 3);
    if (found.length === 0) {
      throw new InputError(`There is no run in ${dir}: no folder there has a config.json`);
    }
    for (const folder of found) folders.add(folder);
  }
  const runs: Run[] = [], notices: string[] = [];
  for (const folder of folders) {
    if (skipUnfinished && !await isFinished(folder)) {
      notices.push(`${folder} is left out: the run is not finished.`);
    } else runs.push(await readRun(folder));
  }
  if (runs.length === 0) {
    throw new InputError(`No run in ${listNames(dirs)} is finished: go on with them first`);
  }
  if (!severalTestSets) checkTestSets(runs);
  return { runs, notices };
}

async function findRuns(dir: string, depth: number): Promise<string[]> {
  if (await isRun(dir)) return [dir];
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(dir)) if (entry.isDirectory) names.push(entry.name);
  } catch (error) {
    throw explainFileError(error, "read", dir);
  }
  if (depth === 0) return [];
  const below = await Promise.all(names.sort().map((name) => findRuns(join(dir, name), depth - 1)));
  return below.flat();
}

type Values = Int32Array | Uint8Array | Float32Array | undefined;
const same = (one: Values, other: Values): boolean =>
  one?.length === other?.length && (one?.every((value: number, i: number) => value === other?.[i]) ?? true);

/** Equal labels are not enough: two copies of a data set can have other pixels. */
function sameTestSet(one: Run, other: Run): boolean {
  const hashes = [one, other].map((run) => sessionText(run, "dataset", "test"));
  return one.testImages === other.testImages && same(one.targets, other.targets) &&
    same(one.groups, other.groups) &&
    (hashes.includes(undefined) || hashes[0] === hashes[1]);
}

/**
 * Images are paired across runs, so all runs must have been tested on the same ones, in the same order.
 *
 * @throws {InputError} naming two runs that were not
 */
export function checkTestSets(runs: readonly Run[]): void {
  const [first, ...others] = runs;
  for (const run of others) {
    if (first === undefined) continue;
    if (first.metric !== run.metric) {
      const [one, other] = [first.metric, run.metric].sort().map(metricWords);
      throw new InputError(
        `Cannot compare ${first.dir} with ${run.dir}: of one the ${one} was measured, of the other the ${other}. ` +
          "Name runs of one metric",
      );
    }
    if (sameTestSet(first, run)) continue;
    throw new InputError(
      `Cannot compare ${first.dir} with ${run.dir}: they were tested on different images ` +
        `(${first.testImages} and ${run.testImages}). Name runs of one test set`,
    );
  }
}

/**
 * Sorts runs into arms: conventional training first, the others in the order they come.
 *
 * @throws {InputError} if an arm has two runs with the same seed
 */
export function groupArms(runs: readonly Run[]): Arm[] {
  const arms = new Map<string, Run[]>();
  for (const run of runs) {
    const arm = arms.get(run.label) ?? [];
    const twin = arm.find(({ seed }) => seed === run.seed);
    if (twin !== undefined) {
      throw new InputError(
        `Arm "${run.label}" has seed ${run.seed} twice, in ${twin.dir} and ${run.dir}: name one of them`,
      );
    }
    arms.set(run.label, [...arm, run]);
  }
  const rank = (arm: Arm) => arm.runs.some(({ method }) => method === "conventional") ? 0 : 1;
  return [...arms]
    .map(([label, members]) => ({ label, runs: members.sort((a, b) => a.seed - b.seed) }))
    .sort((a, b) => rank(a) - rank(b));
}
