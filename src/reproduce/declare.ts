/** Declares what an experiment compares, in `experiment.json` beside its runs. */
import { basename, relative, resolve } from "@std/path";
import { type Arm, groupArms } from "../analysis/arms.ts";
import { parseComparison } from "../analysis/comparison.ts";
import {
  asksTheSame,
  type Declaration,
  findDeclaration,
  placesOf,
  writeDeclaration,
} from "../analysis/declaration.ts";
import { defaultComparisons } from "../analysis/default_comparisons.ts";
import { readRuns } from "../analysis/runs.ts";
import { testSetsIn } from "../analysis/test_sets.ts";
import { InputError, listNames, UsageError } from "../errors.ts";
import type { NamedRun } from "../experiment/config.ts";
import { readableSpec } from "../extension.ts";
import type { Experiment } from "./experiment.ts";
import { publishedByArm, publishedNotes } from "./published.ts";

/** Returns the label of the only arm that is trained conventionally; null if there is none, or several. */
function baselineOf(arms: Declaration["arms"]): string | null {
  const conventional = arms.filter(({ method }) => method === "conventional");
  return conventional.length === 1 ? conventional[0]!.label : null;
}

/** Returns what an experiment declares, whatever runs it consists of. */
function questionsOf(experiment: Experiment): Omit<Declaration, "arms" | "baseline" | "runs"> {
  const { name, title, seeds, comparisons, equivalence, severalTestSets = false, notes, published } =
    experiment;
  return {
    ...{ name, title, seeds, comparisons, severalTestSets },
    ...(equivalence === undefined ? {} : { equivalence }),
    ...publishedByArm(published),
    notes: [...notes, ...publishedNotes(published)],
  };
}

/**
 * Declares an experiment before its runs.
 *
 * @param experiment with all its arms
 * @param out the experiment's folder
 * @returns a notice, if the folder declared other comparisons or seeds before
 * @throws {InputError} if the file cannot be written
 */
export async function declareExperiment(
  experiment: Experiment,
  runs: readonly NamedRun[],
  out: string,
): Promise<string | undefined> {
  const arms = experiment.arms.map(({ label, method }) => ({ label, method: readableSpec(method) }));
  const declaration: Declaration = {
    ...questionsOf(experiment),
    arms,
    baseline: baselineOf(arms),
    runs: runs.map(({ name }) => name),
  };
  const before = await findDeclaration(out);
  const path = await writeDeclaration(out, declaration);
  return before === undefined || asksTheSame(before.declaration, declaration)
    ? undefined
    : `${path} declared other comparisons or seeds until now; it was replaced.`;
}

/** The questions that finished runs answer. */
export interface DeclareOptions {
  /** A table's experiment; its arms must be those of the runs. */
  readonly experiment?: Experiment | undefined;
  /** Comparisons as `TREATMENT:CONTROL`; by default the experiment's, or every arm with conventional training. */
  readonly comparisons?: readonly string[] | undefined;
  readonly title?: string | undefined;
  readonly notes?: readonly string[];
}

/** Puts arms in the order of an experiment's; those that it lacks come last. */
function inOrder(arms: readonly Arm[], experiment?: Experiment): Arm[] {
  const order = experiment?.arms.map(({ label }) => label) ?? [];
  const rank = ({ label }: Arm) => order.includes(label) ? order.indexOf(label) : order.length;
  return arms.toSorted((one, other) => rank(one) - rank(other));
}

/**
 * Declares what finished runs compare.
 *
 * @param dir the folder of the experiment, whose runs are in it or in its `runs/`
 * @returns the path of the file, and the declaration
 * @throws {UsageError} if a comparison names an arm that the runs lack
 * @throws {InputError} if the folder already declares other comparisons, or the runs cannot be read
 */
export async function declareRuns(
  dir: string,
  { experiment, comparisons: named, title, notes = [] }: DeclareOptions = {},
): Promise<{ path: string; declaration: Declaration }> {
  const { store } = await placesOf(dir), { runs } = await readRuns([store]);
  const arms = inOrder(groupArms(runs), experiment), labels = arms.map(({ label }) => label);
  const questions = experiment && questionsOf(experiment);
  const comparisons = named?.map((text) => parseComparison(text, labels)) ?? questions?.comparisons ??
    defaultComparisons(arms);
  const unknown = comparisons.flatMap(({ treatment, control }) => [treatment, control])
    .find((label) => !labels.includes(label));
  if (unknown !== undefined) {
    throw new UsageError(
      `No run in ${store} belongs to the arm "${unknown}": the arms are ${listNames(labels)}`,
    );
  }
  const name = basename(resolve(dir));
  const methods = arms.map(({ label, runs }) => ({ label, method: runs[0]!.method }));
  const declaration: Declaration = {
    name,
    seeds: [...new Set(arms.flatMap(({ runs }) => runs.map(({ seed }) => seed)))].sort((a, b) => a - b),
    severalTestSets: testSetsIn(arms).length > 1,
    ...questions,
    title: title ?? questions?.title ?? name,
    notes: [...questions?.notes ?? [], ...notes],
    comparisons,
    arms: methods,
    baseline: baselineOf(methods),
    runs: arms.flatMap(({ runs }) => runs.map((run) => relative(store, run.dir))),
  };
  const before = await findDeclaration(dir);
  if (before !== undefined && !asksTheSame(before.declaration, declaration)) {
    throw new InputError(`${before.file} already declares other comparisons: delete it first to replace it`);
  }
  return { path: await writeDeclaration(dir, declaration), declaration };
}
