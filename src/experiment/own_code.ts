/** Loads the user's own code that a run uses. */
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

/**
 * The kind of definition that the code of each specification must have; for a method it depends on the
 * option.
 */
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
 * Loads the code that some specifications name. Call it with the user's specifications, never with those of a
 * run's folder: code that was not loaded is never run.
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
 * Connects a run's configuration with the code that it used, from the files that the user gives again.
 *
 * @param config the configuration in the run's folder
 * @param files the files that the user gives
 * @returns the configuration with contents in place of paths, whose specifications now find that code
 * @throws {UsageError} if a file is missing, or is not the one that the run used
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
        ? `The run used your code ${path}, which does not run automatically: give the file with --code`
        : `${other.path} is not the code that the run used: its SHA-256 is ${other.sha256}, not ${sha256}. Give the original file`,
    );
  }
  return { ...config, ...nameByContents(config, specs) };
}

/** Returns the path of the code file that an entry of `contents` describes. */
function pathOf(specs: Specs, option: string): string | undefined {
  if (isExtension(option)) return option;
  const [method, key] = option.split(":");
  const path = specs.method.find(({ name }) => name === method)?.options[key ?? ""];
  return path !== undefined && isExtension(path) ? path : undefined;
}

/** Returns the fields of a configuration that name the user's own code. */
export function codeFields(config: RunConfig): Named {
  const own = Object.entries(specsOf(config))
    .filter(([, specs]) => [specs].flat().some((spec) => codeIn(spec).length > 0));
  return Object.fromEntries(own.map(([field]) => [field, config[field as keyof SpecsConfig]]));
}
