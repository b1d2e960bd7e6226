/** Finds and reads the runs below folders. */
import { basename, dirname, join, resolve } from "@std/path";
import { InputError, listNames, UsageError } from "../errors.ts";
import { isFinished, isRun, RUN_FILES } from "../experiment/run_folder/mod.ts";
import { explainFileError } from "../io/file_errors.ts";
import { dropCopies } from "./arms.ts";
import type { FoundDeclaration } from "./declaration.ts";
import { readRun, type Run } from "./read_run.ts";
import { checkMetrics, checkTestSets } from "./test_sets.ts";

/** The result of {@linkcode readRuns}. */
export interface FoundRuns {
  readonly runs: readonly Run[];
  /** Notices for the reader, such as skipped runs. */
  readonly notices: readonly string[];
}

/**
 * Reads all runs in some folders.
 *
 * @param dirs run folders, or folders that contain runs up to three levels below; of a table's folder only
 * `runs/`, not the runs that prepared them
 * @param options.skipUnfinished skips unfinished runs with a notice; by default they are an error
 * @param options.severalTestSets whether runs may have different test sets; if false, they are an error; true
 * by default
 * @returns the runs, in the order of their folders' names; copies are skipped with a notice
 * @throws {UsageError} if no folder is named
 * @throws {InputError} if there is no run, one is damaged or unfinished, or their metrics differ
 */
export async function readRuns(
  dirs: readonly string[],
  { skipUnfinished = false, severalTestSets = true }: {
    skipUnfinished?: boolean;
    severalTestSets?: boolean;
  } = {},
): Promise<FoundRuns> {
  if (dirs.length === 0) {
    throw new UsageError("No folder to analyse: give a run folder or a folder of runs");
  }
  const folders = new Map<string, string | undefined>();
  for (const dir of dirs) {
    const found = await findRuns(dir, 3);
    if (found.length === 0) {
      throw new InputError(`No run found in ${dir}: no folder there has a ${RUN_FILES.config}`);
    }
    for (const folder of found) {
      if (!folders.has(folder)) folders.set(folder, dirs.length > 1 ? nameOf(dir) : undefined);
    }
  }
  const { runs, notices } = await readFolders(folders, skipUnfinished);
  if (runs.length === 0) {
    throw new InputError(`No run in ${listNames(dirs)} is finished: resume them first (train --resume)`);
  }
  checkMetrics(runs);
  if (!severalTestSets) checkTestSets(runs);
  const { runs: once, notices: copies } = dropCopies(runs);
  return { runs: once, notices: [...notices, ...copies] };
}

/** Names a folder of runs: that of a table for its `runs/`. */
const nameOf = (dir: string): string => {
  const path = resolve(dir);
  return basename(path) === "runs" ? basename(dirname(path)) : basename(path);
};

/** Reads runs; unfinished ones are skipped with a notice, or are an error. */
async function readFolders(
  folders: ReadonlyMap<string, string | undefined>,
  skipUnfinished: boolean,
): Promise<FoundRuns> {
  const runs: Run[] = [], notices: string[] = [];
  for (const [folder, within] of folders) {
    if (skipUnfinished && !await isFinished(folder)) {
      notices.push(`Skipped ${folder}: the run is not finished.`);
    } else runs.push({ ...await readRun(folder), within });
  }
  return { runs, notices };
}

/**
 * Reads the runs that an experiment declares; others in its folder are ignored with a notice.
 *
 * @throws {InputError} if runs are missing, damaged or unfinished, unless unfinished ones are to be skipped
 */
export async function readDeclaredRuns(
  { declaration, file, store }: FoundDeclaration,
  { skipUnfinished, severalTestSets }: { skipUnfinished: boolean; severalTestSets: boolean },
): Promise<FoundRuns> {
  const found = await findRuns(store, 3), declared = declaration.runs.map((name) => join(store, name));
  const missing = declared.filter((folder) => !found.includes(folder));
  if (missing.length > 0 && (!skipUnfinished || missing.length === declared.length)) {
    throw new InputError(
      `${missing.length} of the ${declared.length} runs that ${file} declares are missing, such as ${
        missing[0]
      }: ` +
        "repeat the command that made the others, or add --skip-unfinished",
    );
  }
  const folders = declared.filter((folder) => found.includes(folder));
  const { runs, notices } = await readFolders(
    new Map(folders.map((folder) => [folder, undefined])),
    skipUnfinished,
  );
  if (runs.length === 0) throw new InputError(`No run in ${store} is finished: resume them first`);
  checkMetrics(runs);
  if (!severalTestSets) checkTestSets(runs);
  const others = found.filter((folder) => !declared.includes(folder));
  return {
    runs,
    notices: [
      ...notices,
      ...(missing.length === 0
        ? []
        : [`${missing.length} of ${declared.length} declared runs have not started.`]),
      ...(others.length === 0
        ? []
        : [`Ignored runs in ${store} that do not belong to the declared experiment: ${
          others.map((folder) => basename(folder)).join(", ")
        }.`]),
    ],
  };
}

/**
 * Finds the folders of runs up to some levels below a folder, by name; of a table's folder only those in `runs/`.
 *
 * @throws {InputError} if a folder cannot be read
 */
export async function findRuns(dir: string, depth: number): Promise<string[]> {
  if (await isRun(dir)) return [dir];
  let names: string[] = [];
  try {
    for await (const entry of Deno.readDir(dir)) if (entry.isDirectory) names.push(entry.name);
  } catch (error) {
    throw explainFileError(error, "read", dir);
  }
  if (depth === 0) return [];
  if (names.includes("runs") && names.some((name) => ["prepared", "charts"].includes(name))) names = ["runs"];
  const below = await Promise.all(names.sort().map((name) => findRuns(join(dir, name), depth - 1)));
  return below.flat();
}
