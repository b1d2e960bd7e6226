/** Groups runs by test set: only runs on the same test images can be paired. */
import { InputError } from "../errors.ts";
import { metricWords } from "./format.ts";
import { type Run, sessionText, withoutFolders } from "./read_run.ts";

/** The images on which some arms were tested. */
export interface TestSet {
  /** The data set's specification, and whatever else distinguishes it from the others. */
  readonly name: string;
  readonly images: number;
  /**
   * The number of groups of images that show the same concept; that of the images if each is its own group.
   */
  readonly clusters: number;
  readonly classes: readonly string[];
}

type Values = Int32Array | Uint8Array | Float32Array | undefined;
/** Returns whether two arrays hold the same values, or both are missing. */
export const sameValues = (one: Values, other: Values): boolean =>
  one?.length === other?.length && (one?.every((value: number, i: number) => value === other?.[i]) ?? true);

/** Returns whether two runs have the same test set; equal labels are not enough, as pixels may differ. */
function sameTestSet(one: Run, other: Run): boolean {
  const hashes = [one, other].map((run) => sessionText(run, "dataset", "test"));
  return one.testImages === other.testImages && sameValues(one.targets, other.targets) &&
    sameValues(one.groups, other.groups) &&
    (hashes.includes(undefined) || hashes[0] === hashes[1]);
}

/**
 * Checks that all runs have the same metric, as accuracies and average precisions are not comparable.
 *
 * @throws {InputError} naming two runs with different metrics
 */
export function checkMetrics(runs: readonly Run[]): void {
  const [first, ...others] = runs;
  const odd = others.find(({ metric }) => metric !== first?.metric);
  if (first === undefined || odd === undefined) return;
  const [one, other] = [first.metric, odd.metric].sort().map(metricWords);
  throw new InputError(
    `Cannot compare ${first.dir} with ${odd.dir}: one was measured by ${one}, the other by ${other}. ` +
      "Name runs with the same metric",
  );
}

/**
 * Checks that all runs were tested on the same images in the same order, as images are paired across runs.
 *
 * @throws {InputError} naming two runs that were not
 */
export function checkTestSets(runs: readonly Run[]): void {
  const [first, ...others] = runs;
  const odd = others.find((run) => first !== undefined && !sameTestSet(first, run));
  if (first === undefined || odd === undefined) return;
  throw new InputError(
    `Cannot compare ${first.dir} with ${odd.dir}: they were tested on different images ` +
      `(${first.testImages} and ${odd.testImages}). Name runs with the same test set`,
  );
}

/** Maps each run to its test set, with one object and a unique name for each set. */
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

/** Lists the distinct test sets of some arms, in order. */
export const testSetsIn = (arms: readonly { readonly test: TestSet }[]): TestSet[] => [
  ...new Set(arms.map(({ test }) => test)),
];

/** Adds a distinguishing mark to names that occur more than once. */
function distinguish(names: readonly string[], mark: (at: number) => string): string[] {
  return names.map((name, at) =>
    names.filter((one) => one === name).length > 1 ? `${name}, ${mark(at)}` : name
  );
}
