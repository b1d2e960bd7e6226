/** Code of the user's own that a run is asked to use. */
import { basename } from "@std/path";
import { UsageError } from "../errors.ts";
import {
  codeIn,
  type Extension,
  type ExtensionKind,
  isExtension,
  loadedExtension,
  loadExtension,
} from "../extension.ts";
import { loadMethodCode } from "../method/mod.ts";
import { checkOptionTable, type OptionTable } from "../options.ts";
import { parseSpec } from "../spec.ts";
import type { RunConfig } from "./config.ts";
import { nameByContents } from "./contents.ts";
import { type Specs, type SpecsConfig, specsOf } from "./specs.ts";

/** What the code must define that a specification names; that of a method depends on the option. */
const KINDS: Readonly<Record<Exclude<keyof SpecsConfig, "method">, ExtensionKind>> = {
  model: "model",
  dataset: "dataset",
  optimizer: "optimizer",
  learningRateSchedule: "learning-rate schedule",
  augment: "augmentation",
};

/** Specifications as the user wrote them. */
export type Named = { readonly [K in keyof SpecsConfig]?: SpecsConfig[K] | undefined };

/**
 * Loads the code that some specifications name. Call it with what the user named, never with what a run's folder holds:
 * whatever was not loaded is refused, not run.
 *
 * @throws {InputError} if a file cannot be read or run
 * @throws {UsageError} if a file does not define what is needed
 */
export async function loadCode(named: Named): Promise<void> {
  if (named.method !== undefined) await loadMethodCode(named.method);
  for (const [field, kind] of Object.entries(KINDS)) {
    for (const { name } of [named[field as keyof typeof KINDS] ?? []].flat().map(parseSpec)) {
      if (!isExtension(name)) continue;
      const { options = {} } = (await loadExtension(name, kind)).definition as { options?: OptionTable };
      checkOptionTable(name, options);
    }
  }
}

/**
 * Gives a run's configuration the code that it used, as far as the user names the files again.
 *
 * @param config of the run's folder
 * @param files the files that the user names
 * @returns the configuration with contents in place of paths, whose specifications now find that code
 * @throws {UsageError} if a file is not named, or does not hold what the run used
 */
export async function withCode(config: RunConfig, files: readonly string[]): Promise<RunConfig> {
  const named: Extension[] = [], specs = specsOf(config);
  for (const file of files) named.push(await loadExtension(file));
  for (const [option, sha256] of Object.entries(config.contents ?? {})) {
    const path = pathOf(specs, option);
    if (path === undefined || loadedExtension(`${sha256}.ts`) !== undefined) continue;
    const other = named.find((one) => basename(one.path) === basename(path));
    throw new UsageError(
      other === undefined
        ? `The run uses code of its own, ${path}, which is not run unasked: name the file with --code`
        : `${other.path} is not the code that the run used: its SHA-256 is ${other.sha256}, not ${sha256}`,
    );
  }
  return { ...config, ...nameByContents(config, specs) };
}

/** Returns the path of a file with code that an entry of `contents` is about. */
function pathOf(specs: Specs, option: string): string | undefined {
  if (isExtension(option)) return option;
  const [method, key] = option.split(":");
  const path = specs.method.find(({ name }) => name === method)?.options[key ?? ""];
  return path !== undefined && isExtension(path) ? path : undefined;
}

/** Returns the fields of a configuration that name code of the user's own. */
export function codeFields(config: RunConfig): Named {
  const own = Object.entries(specsOf(config))
    .filter(([, specs]) => [specs].flat().some((spec) => codeIn(spec).length > 0));
  return Object.fromEntries(own.map(([field]) => [field, config[field as keyof SpecsConfig]]));
}
