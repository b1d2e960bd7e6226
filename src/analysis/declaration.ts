/**
 * The declaration of an experiment, `experiment.json` beside its runs: what is compared with what, fixed before
 * the runs, so that every command that analyses the folder gives the same p-values.
 *
 * @module
 */
import { basename, dirname, join, relative, resolve } from "@std/path";
import * as v from "valibot";
import { InputError } from "../errors.ts";
import { writeJsonAtomic } from "../io/atomic.ts";
import { check } from "../io/check.ts";
import { exists } from "../io/exists.ts";
import { readFileBytes } from "../io/file_errors.ts";
import { parseJson } from "../io/json.ts";
import type { ComparisonPlan } from "./comparison.ts";
import type { PublishedByArm } from "./published.ts";

/** The name of the file. */
export const DECLARATION_FILE = "experiment.json";

const FORMAT = 1;

/** The contents of `experiment.json`. */
export interface Declaration {
  readonly name: string;
  readonly title: string;
  /** The label of the arm that is trained conventionally; null if there is none, or one on each data set. */
  readonly baseline: string | null;
  readonly arms: readonly { readonly label: string; readonly method: string }[];
  /** The planned seeds. */
  readonly seeds: readonly number[];
  readonly comparisons: readonly ComparisonPlan[];
  /** The smallest effect of interest, percentage points; omitted if none was declared. */
  readonly equivalence?: number;
  /** Whether arms may have different test sets. */
  readonly severalTestSets: boolean;
  /** Published results to show beside the arms of these labels. */
  readonly published?: PublishedByArm;
  /** Sentences for the report. */
  readonly notes: readonly string[];
  /** The folders of the runs, as paths from `runs/`; the analysis reads these and no others. */
  readonly runs: readonly string[];
}

/** A declaration and its place. */
export interface FoundDeclaration {
  readonly declaration: Declaration;
  /** The path of the file. */
  readonly file: string;
  /** The folder of the runs. */
  readonly store: string;
}

const text = v.pipe(v.string(), v.minLength(1, "text"));
const SCHEMA = v.object({
  format: v.literal(FORMAT),
  name: text,
  title: text,
  baseline: v.nullable(text),
  arms: v.array(v.object({ label: text, method: text })),
  seeds: v.array(v.pipe(v.number(), v.integer())),
  comparisons: v.array(v.object({ treatment: text, control: text })),
  equivalence: v.exactOptional(v.pipe(v.number(), v.minValue(0))),
  severalTestSets: v.boolean(),
  published: v.exactOptional(v.record(
    v.string(),
    v.array(
      v.object({ mean: v.number(), standardDeviation: v.nullable(v.number()), from: text, source: text }),
    ),
  )),
  notes: v.array(v.string()),
  runs: v.array(text),
});

const REMEDY = "Restore the file, or delete it to compare every method with conventional training";

/**
 * Finds the folder that a declaration belongs to, and the folder of its runs.
 *
 * @param dir the experiment's folder, or its `runs/`
 */
export async function placesOf(dir: string): Promise<{ file: string; store: string }> {
  const own = join(dir, DECLARATION_FILE), beside = join(dirname(resolve(dir)), DECLARATION_FILE);
  if (basename(resolve(dir)) === "runs" && !await exists(own) && await exists(beside)) {
    return { file: relative(Deno.cwd(), beside), store: dir };
  }
  const runs = join(dir, "runs");
  return { file: own, store: await exists(runs) ? runs : dir };
}

/**
 * Reads the declaration of an experiment.
 *
 * @param dir the experiment's folder, or its `runs/`
 * @returns undefined if the folder has none
 * @throws {InputError} if the file is damaged
 *
 * @example
 * ```ts
 * import { findDeclaration } from "./declaration.ts";
 *
 * const found = await findDeclaration("results/main-small");
 * for (const { treatment, control } of found?.declaration.comparisons ?? []) console.log(treatment, control);
 * ```
 */
export async function findDeclaration(dir: string): Promise<FoundDeclaration | undefined> {
  const { file, store } = await placesOf(dir);
  if (!await exists(file)) return undefined;
  const value = parseJson(new TextDecoder().decode(await readFileBytes(file)), file, REMEDY);
  const { format: _, ...declaration } = check(SCHEMA, value, file, InputError, REMEDY);
  return { declaration, file, store };
}

/**
 * Writes the declaration of an experiment.
 *
 * @param dir the experiment's folder
 * @returns the path of the file
 * @throws {InputError} if it cannot be written
 */
export async function writeDeclaration(dir: string, declaration: Declaration): Promise<string> {
  const path = join(dir, DECLARATION_FILE);
  const { name, title, baseline, arms, seeds, comparisons, ...rest } = declaration;
  await writeJsonAtomic(path, { format: FORMAT, name, title, baseline, arms, seeds, comparisons, ...rest });
  return path;
}

/** Returns whether two declarations ask the same questions; their runs and notes may differ. */
export const asksTheSame = (one: Declaration, other: Declaration): boolean =>
  JSON.stringify([one.comparisons, one.seeds]) === JSON.stringify([other.comparisons, other.seeds]);
