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
import { type Spec, writeSpec } from "../spec.ts";
import { type Specs, type SpecsConfig, specsOf } from "./specs.ts";

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
type Naming = SpecsConfig & ContentsConfig;

const OF_DATASET = "dataset";

/** The options that name files, with the paths. */
function filesOf(
  { method, dataset, model, optimizer, learningRateSchedule, augment }: Specs,
): Map<string, string> {
  const files = new Map<string, string>();
  mapMethodFiles(method, (option, path) => {
    files.set(option, path);
    return path;
  });
  const { path } = dataset.options;
  if (path !== undefined) files.set(OF_DATASET, path);
  for (const { name } of [dataset, model, optimizer, learningRateSchedule, ...augment]) {
    if (isExtension(name)) files.set(name, name);
  }
  return files;
}

async function hashDataset(dataset: Spec, options: LoadContext): Promise<string> {
  const { train, test } = await loadDataset(dataset, options);
  return sha256Hex(`${train.contentHash} ${test.contentHash}`);
}

/**
 * Fills in what the files hold that a configuration names.
 *
 * @param config with or without `contents`; a run that goes on may have lost a file
 * @param options how a data set is loaded
 * @param specs the configuration's specifications, if they are parsed already
 * @throws {InputError} where a file cannot be read
 * @throws {UsageError} where it is not the file that it was
 *
 * @example
 * ```ts
 * import { DEFAULT_CONFIG } from "./config.ts";
 * import { identifyContents } from "./contents.ts";
 *
 * console.assert((await identifyContents(DEFAULT_CONFIG)).contents === null);
 * ```
 */
export async function identifyContents<T extends Naming>(
  config: T,
  options: LoadContext = {},
  specs: Specs = specsOf(config),
): Promise<T> {
  const contents: Record<string, string> = {};
  for (const [option, path] of filesOf(specs)) {
    const known = config.contents?.[option];
    let found: string;
    try {
      found = option === OF_DATASET
        ? await hashDataset(specs.dataset, options)
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
export function nameByContents(config: Naming, specs: Specs = specsOf(config)): SpecsConfig {
  const { contents } = config, { dataset, augment } = specs;
  const byContents = (option: string, path: string) => {
    const known = contents?.[option];
    return known === undefined ? path : isExtension(path) ? `${known}.ts` : known;
  };
  const nameOf = ({ name }: Spec) => isExtension(name) ? byContents(name, name) : name;
  const code = (spec: Spec) => spec.text.replace(spec.name, () => nameOf(spec));
  const path = dataset.options.path === undefined ? undefined : contents?.[OF_DATASET];
  return {
    model: code(specs.model),
    optimizer: code(specs.optimizer),
    learningRateSchedule: code(specs.learningRateSchedule),
    augment: augment.some(({ name }) => isExtension(name)) ? augment.map(code) : config.augment,
    method: mapMethodFiles(specs.method, byContents),
    dataset: path === undefined ? code(dataset) : writeSpec(nameOf(dataset), { ...dataset.options, path }),
  };
}

/** A run's name depends on what its files hold: a fault of the program where nobody looked. */
export function checkContentsKnown({ contents }: ContentsConfig, specs: Specs): void {
  for (const [option, path] of filesOf(specs)) {
    if (contents?.[option] !== undefined) continue;
    throw new Error(`What ${path} holds is not known: call identifyContents() first`);
  }
}
