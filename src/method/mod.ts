/** The training methods: name → hooks. A new one is a folder and a line here. */
import { listNames, UsageError } from "../errors.ts";
import { checkOptions, parseSpec, type Spec } from "../spec.ts";
import { cbmEntry } from "./cbm/mod.ts";
import { conventionalEntry } from "./conventional/mod.ts";
import type { MethodEntry, TrainingMethod } from "./types.ts";

/** Every method, by name. */
export const methods: readonly MethodEntry[] = [conventionalEntry, cbmEntry];

/**
 * Makes the method that a specification names.
 *
 * @param text such as `"cbm:schedule=linear,max=0.4"`
 * @throws {UsageError} on an unknown method or option
 *
 * @example
 * ```ts
 * import { createMethod } from "./mod.ts";
 *
 * console.assert(createMethod("conventional").mask === undefined);
 * ```
 */
export function createMethod(text: string): TrainingMethod {
  const { entry, spec } = findMethod(text);
  return entry.create(spec);
}

/**
 * Spells out every option of a method's specification.
 *
 * @param text such as `"cbm"`
 * @returns such as `"cbm:schedule=linear-repeat,max=0.4036067977500615,…"`: the same method
 * @throws {UsageError} on an unknown method or option
 */
export function completeMethod(text: string): string {
  const { entry, spec } = findMethod(text);
  return entry.complete(spec);
}

function findMethod(text: string): { entry: MethodEntry; spec: Spec } {
  const spec = parseSpec(text);
  const entry = methods.find(({ name }) => name === spec.name);
  if (entry === undefined) {
    const combined = spec.name.includes("+") ? "; methods cannot be combined yet" : "";
    throw new UsageError(
      `Unknown method "${spec.name}": there is ${listNames(methods.map(({ name }) => name))}${combined}`,
    );
  }
  checkOptions(spec, Object.keys(entry.options));
  return { entry, spec };
}

export { cbm, type CbmOptions } from "./cbm/mod.ts";
export { conventional } from "./conventional/mod.ts";
export type * from "./types.ts";
