/** Code of the user's own that a run is asked to use. */
import { type ExtensionKind, isExtension, loadExtension } from "../extension.ts";
import { loadMethodCode } from "../method/mod.ts";
import { checkOptionTable, type OptionTable } from "../options.ts";
import { parseSpec } from "../spec.ts";
import type { RunConfig } from "./config.ts";

/** The fields of a configuration that can name code, but for the method, with what the code must define. */
const FIELDS = {
  model: "model",
  dataset: "dataset",
  optimizer: "optimizer",
  learningRateSchedule: "learning-rate schedule",
} as const satisfies Partial<Record<keyof RunConfig, ExtensionKind>>;

/** Specifications as the user wrote them. */
export type Named = Partial<Pick<RunConfig, "method" | "augment" | keyof typeof FIELDS>>;

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
