/**
 * The part of a run's configuration that is about files which its method or data set names: a run is known by what
 * they hold, and not by where they lie.
 *
 * @module
 */
import * as v from "valibot";
import { loadDataset } from "../data/mod.ts";
import type { LoadContext } from "../data/types.ts";
import { InputError, UsageError } from "../errors.ts";
import { hashSources, isExtension } from "../extension.ts";
import { hashFile, sha256Hex } from "../io/hash.ts";
import { mapMethodFiles } from "../method/mod.ts";
import { parseSpec } from "../spec.ts";

/** The contents of files that a configuration names. */
export interface ContentsConfig {
  /**
   * SHA-256 by the option that names a file, such as `cbm:salience`; `dataset` is that of a folder of images, of
   * its pixels and labels as they are trained on. Filled in from the files; null where none is named.
   */
  readonly contents: Readonly<Record<string, string>> | null;
}

/** No file is named. */
export const NO_CONTENTS: ContentsConfig = { contents: null };

const HASHES = "64 hexadecimal digits for each option that names a file, or null";

/** The field's schema. */
export const CONTENTS_FIELDS = {
  contents: v.nullable(v.pipe(
    v.record(v.string(), v.pipe(v.string(HASHES), v.regex(/^[0-9a-f]{64}$/, HASHES)), HASHES),
    v.check((value) => !Array.isArray(value), HASHES),
  )),
};

/** A configuration, as far as it names files. */
type Naming = ContentsConfig & {
  readonly method: string;
  readonly dataset: string;
  readonly model?: string;
  readonly optimizer?: string;
  readonly learningRateSchedule?: string;
  readonly augment?: readonly string[];
};

const OF_DATASET = "dataset";

/** The options that name files, with the paths. */
function filesOf(
  { method, dataset, model, optimizer, learningRateSchedule, augment }: Naming,
): Map<string, string> {
  const files = new Map<string, string>();
  mapMethodFiles(method, (option, path) => {
    files.set(option, path);
    return path;
  });
  const { path } = parseSpec(dataset).options;
  if (path !== undefined) files.set(OF_DATASET, path);
  for (const spec of [dataset, model, optimizer, learningRateSchedule, ...augment ?? []]) {
    const { name } = parseSpec(spec ?? "");
    if (isExtension(name)) files.set(name, name);
  }
  return files;
}

/** A specification with its own code's contents in place of the path. */
function codeByContents(spec: string, contents: ContentsConfig["contents"]): string {
  const { name } = parseSpec(spec), known = contents?.[name];
  return isExtension(name) && known !== undefined ? spec.replace(name, `${known}.ts`) : spec;
}

async function hashDataset(dataset: string, options: LoadContext): Promise<string> {
  const { train, test } = await loadDataset(dataset, options);
  return sha256Hex(`${train.contentHash} ${test.contentHash}`);
}

/**
 * Fills in what the files hold that a configuration names.
 *
 * @param config with or without `contents`; a run that goes on may have lost a file
 * @param options how a data set is loaded
 * @throws {InputError} where a file cannot be read
 * @throws {UsageError} where it is not the file that it was
 *
 * @example
 * ```ts
 * import { identifyContents } from "./contents.ts";
 *
 * const config = { method: "cbm", dataset: "emoji", contents: null };
 * console.assert((await identifyContents(config)).contents === null);
 * ```
 */
export async function identifyContents<T extends Naming>(
  config: T,
  options: LoadContext = {},
): Promise<T> {
  const contents: Record<string, string> = {};
  for (const [option, path] of filesOf(config)) {
    const known = config.contents?.[option];
    let found: string;
    try {
      found = option === OF_DATASET
        ? await hashDataset(config.dataset, options)
        : isExtension(path)
        ? await hashSources(path)
        : await hashFile(path, "sha256");
    } catch (error) {
      if (known === undefined || !(error instanceof InputError)) throw error;
      found = known;
    }
    if (known !== undefined && known !== found) {
      throw new UsageError(
        `${path} does not hold what the configuration names: its SHA-256 is ${found}, not ${known}. Name the ` +
          `file that does, or leave "contents" away to take this one`,
      );
    }
    contents[option] = found;
  }
  return { ...config, contents: Object.keys(contents).length === 0 ? null : contents };
}

/**
 * Returns the fields of a configuration that name files, with what these hold in place of the paths.
 *
 * @returns them as written where they name no file, or what it holds is not known
 */
export function nameByContents<T extends Naming>(
  config: T,
): Pick<T, "method" | "dataset" | "model" | "optimizer" | "learningRateSchedule" | "augment"> {
  const { contents, model, optimizer, learningRateSchedule, augment } = config;
  const dataset = codeByContents(config.dataset, contents), { name, options } = parseSpec(dataset);
  const code = (spec: string) => codeByContents(spec, contents);
  const known = contents?.[OF_DATASET];
  const named = { ...options, path: known };
  return {
    ...(model !== undefined && { model: code(model) }),
    ...(optimizer !== undefined && { optimizer: code(optimizer) }),
    ...(learningRateSchedule !== undefined && { learningRateSchedule: code(learningRateSchedule) }),
    ...(augment !== undefined && { augment: augment.map(code) }),
    method: mapMethodFiles(config.method, (option, path) => {
      const known = contents?.[option];
      return known === undefined ? path : isExtension(path) ? `${known}.ts` : known;
    }),
    dataset: options.path === undefined || known === undefined
      ? dataset
      : `${name}:${Object.entries(named).map(([key, value]) => `${key}=${value}`).join()}`,
  } as Pick<T, "method" | "dataset" | "model" | "optimizer" | "learningRateSchedule" | "augment">;
}

/** A run's name depends on what its files hold: a fault of the program where nobody looked. */
export function checkContentsKnown(config: Naming): void {
  for (const [option, path] of filesOf(config)) {
    if (config.contents?.[option] !== undefined) continue;
    throw new Error(`What ${path} holds is not known: call identifyContents() first`);
  }
}
