/** Which runs were tested on the same images: only those can be paired. */
import { InputError } from "../errors.ts";
import { metricWords } from "./format.ts";
import { type Run, sessionText, withoutFolders } from "./run.ts";

/** The images that some arms were tested on. */
export interface TestSet {
  /** The data set as it is written, and what else tells it apart from the others. */
  readonly name: string;
  readonly images: number;
  /** Groups of images that show the same thing; as many as images where each is its own. */
  readonly clusters: number;
  readonly classes: readonly string[];
}

type Values = Int32Array | Uint8Array | Float32Array | undefined;
/** Whether two arrays hold the same, or both are missing. */
export const sameValues = (one: Values, other: Values): boolean =>
  one?.length === other?.length && (one?.every((value: number, i: number) => value === other?.[i]) ?? true);

/** Equal labels are not enough: two copies of a data set can have other pixels. */
function sameTestSet(one: Run, other: Run): boolean {
  const hashes = [one, other].map((run) => sessionText(run, "dataset", "test"));
  return one.testImages === other.testImages && sameValues(one.targets, other.targets) &&
    sameValues(one.groups, other.groups) &&
    (hashes.includes(undefined) || hashes[0] === hashes[1]);
}

/**
 * An average over images and one over ranks do not stand in one table.
 *
 * @throws {InputError} naming two runs of which different things were measured
 */
export function checkMetrics(runs: readonly Run[]): void {
  const [first, ...others] = runs;
  const odd = others.find(({ metric }) => metric !== first?.metric);
  if (first === undefined || odd === undefined) return;
  const [one, other] = [first.metric, odd.metric].sort().map(metricWords);
  throw new InputError(
    `Cannot compare ${first.dir} with ${odd.dir}: of one the ${one} was measured, of the other the ${other}. ` +
      "Name runs of one metric",
  );
}

/**
 * Images are paired across runs, so all runs must have been tested on the same ones, in the same order.
 *
 * @throws {InputError} naming two runs that were not
 */
export function checkTestSets(runs: readonly Run[]): void {
  const [first, ...others] = runs;
  const odd = others.find((run) => first !== undefined && !sameTestSet(first, run));
  if (first === undefined || odd === undefined) return;
  throw new InputError(
    `Cannot compare ${first.dir} with ${odd.dir}: they were tested on different images ` +
      `(${first.testImages} and ${odd.testImages}). Name runs of one test set`,
  );
}

/** The set of images that each run was tested on, one object for each set, with names that differ. */
export function testSetsOf(runs: readonly Run[]): Map<Run, TestSet> {
  const groups: Run[][] = [];
  for (const run of runs) {
    const group = groups.find(([first]) => first !== undefined && sameTestSet(first, run));
    if (group === undefined) groups.push([run]);
    else group.push(run);
  }
  const firsts = groups.map(([first]) => first!);
  const bySize = distinguish(
    firsts.map(({ config }) => withoutFolders(String(config.dataset ?? "unknown"))),
    (at) => `${firsts[at]!.testImages} images`,
  );
  const names = distinguish(bySize, (at) => `test set ${at + 1}`);
  return new Map(groups.flatMap((group, at) => {
    const { testImages: images, groups: clusters, classes } = firsts[at]!;
    const test = {
      name: names[at]!,
      images,
      clusters: clusters === undefined ? images : new Set(clusters).size,
      classes,
    };
    return group.map((run) => [run, test] as const);
  }));
}

/** The different test sets of some arms, in their order. */
export const testSetsIn = (arms: readonly { readonly test: TestSet }[]): TestSet[] => [
  ...new Set(arms.map(({ test }) => test)),
];

/** Adds to names that stand more than once what tells them apart. */
function distinguish(names: readonly string[], mark: (at: number) => string): string[] {
  return names.map((name, at) =>
    names.filter((one) => one === name).length > 1 ? `${name}, ${mark(at)}` : name
  );
}
