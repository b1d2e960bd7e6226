/** Code of the user's own that a run is asked to use. */
import { basename } from "@std/path";
import { UsageError } from "../errors.ts";
import {
  type Extension,
  type ExtensionKind,
  isExtension,
  loadedExtension,
  loadExtension,
} from "../extension.ts";
import { loadMethodCode } from "../method/mod.ts";
import { checkOptionTable, type OptionTable } from "../options.ts";
import { parseSpec, splitSpecs } from "../spec.ts";
import type { RunConfig } from "./config.ts";
import { nameByContents } from "./contents.ts";

/** The fields of a configuration that can name code, but for the method, with what the code must define. */
const FIELDS = {
  model: "model",
  dataset: "dataset",
  optimizer: "optimizer",
  learningRateSchedule: "learning-rate schedule",
} as const satisfies Partial<Record<keyof RunConfig, ExtensionKind>>;

/** Specifications as the user wrote them. */
export type Named = {
  readonly [K in "method" | "augment" | keyof typeof FIELDS]?: RunConfig[K] | undefined;
};

/**
 * Loads the code that some specifications name. Call it with what the user named, never with what a run's folder holds:
 * whatever was not loaded is refused, not run.
 *
 * @throws {InputError} if a file cannot be read or run
 * @throws {UsageError} if a file does not define what is needed
 */
export async function loadCode(named: Named): Promise<void> {
  const load = async (spec: string | undefined, kind: ExtensionKind) => {
    const { name } = parseSpec(spec ?? "");
    if (!isExtension(name)) return;
    const { options = {} } = (await loadExtension(name, kind)).definition as { options?: OptionTable };
    checkOptionTable(name, options);
  };
  if (named.method !== undefined) await loadMethodCode(named.method);
  for (const [field, kind] of Object.entries(FIELDS)) await load(named[field as keyof typeof FIELDS], kind);
  for (const spec of named.augment ?? []) await load(spec, "augmentation");
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
  const named: Extension[] = [];
  for (const file of files) named.push(await loadExtension(file));
  for (const [option, sha256] of Object.entries(config.contents ?? {})) {
    const path = pathOf(config, option);
    if (path === undefined || loadedExtension(`${sha256}.ts`) !== undefined) continue;
    const other = named.find((one) => basename(one.path) === basename(path));
    throw new UsageError(
      other === undefined
        ? `The run uses code of its own, ${path}, which is not run unasked: name the file with --code`
        : `${other.path} is not the code that the run used: its SHA-256 is ${other.sha256}, not ${sha256}`,
    );
  }
  return { ...config, ...nameByContents(config) };
}

/** Returns the path of a file with code that an entry of `contents` is about. */
function pathOf(config: RunConfig, option: string): string | undefined {
  if (isExtension(option)) return option;
  const [method, key] = option.split(":");
  const spec = splitSpecs(config.method).map(parseSpec).find(({ name }) => name === method);
  const path = spec?.options[key ?? ""];
  return path !== undefined && isExtension(path) ? path : undefined;
}

/** Returns the fields of a configuration that name code of the user's own. */
export function codeFields(config: RunConfig): Named {
  const names = (spec: string) => isExtension(parseSpec(spec).name);
  return {
    ...(config.method.includes(".ts") && { method: config.method }),
    ...(config.augment.some(names) && { augment: config.augment }),
    ...Object.fromEntries(
      Object.keys(FIELDS).flatMap((field) => {
        const spec = config[field as keyof typeof FIELDS];
        return names(spec) ? [[field, spec]] : [];
      }),
    ),
  };
}
