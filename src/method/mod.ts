/** The training methods: name → hooks. A new one is a folder and a line here. */
import { listNames, UsageError } from "../errors.ts";
import { checkOptions, parseSpec, type Spec, splitSpecs } from "../spec.ts";
import { cbmEntry } from "./cbm/mod.ts";
import { compose } from "./compose.ts";
import { conventionalEntry } from "./conventional/mod.ts";
import { cbsEntry } from "./cbs/mod.ts";
import { cutmixEntry } from "./cutmix/mod.ts";
import { cutoutEntry } from "./cutout/mod.ts";
import { efficientTrainEntry } from "./efficient_train/mod.ts";
import { gridMaskEntry } from "./grid_mask/mod.ts";
import { hideAndSeekEntry } from "./hide_and_seek/mod.ts";
import { leracEntry } from "./lerac/mod.ts";
import { lsclEntry } from "./lscl/mod.ts";
import { mixupEntry } from "./mixup/mod.ts";
import { randomErasingEntry } from "./random_erasing/mod.ts";
import type { Exclusive, MethodEntry, TrainingMethod } from "./types.ts";

/** Every method, by name. */
export const methods: readonly MethodEntry[] = [
  conventionalEntry,
  cbmEntry,
  cbsEntry,
  lsclEntry,
  leracEntry,
  efficientTrainEntry,
  cutoutEntry,
  randomErasingEntry,
  hideAndSeekEntry,
  gridMaskEntry,
  cutmixEntry,
  mixupEntry,
];

/**
 * Makes the method that a specification names, or a composition of several.
 *
 * @param text such as `"cbm:schedule=linear,max=0.4"` or `"cbm:max=0.6+cutmix"`: options belong to the name before
 * them, hooks are called in the order written
 * @throws {UsageError} on an unknown method or option, or methods that do not go together
 *
 * @example
 * ```ts
 * import { createMethod } from "./mod.ts";
 *
 * console.assert(createMethod("conventional").mask === undefined);
 * ```
 */
export function createMethod(text: string): TrainingMethod {
  const parts = findMethods(text);
  if (parts.length === 1) return parts[0]!.entry.create(parts[0]!.spec);
  return compose(parts.map(({ entry, spec }) => ({ key: entry.name, method: entry.create(spec) })));
}

/**
 * Spells out every option of a method's specification.
 *
 * @param text such as `"cbm"`
 * @returns such as `"cbm:schedule=linear-repeat,max=0.4036067977500615,…"`: the same method
 * @throws {UsageError} on an unknown method or option, or methods that do not go together
 */
export function completeMethod(text: string): string {
  return findMethods(text).map(({ entry, spec }) => entry.complete(spec)).join("+");
}

/** The specifications of a composition; see {@linkcode splitSpecs}. */
export const splitMethods = splitSpecs;

/**
 * A method with other values for the options that name files.
 *
 * @param text such as `"cbm:salience=maps/a.npy+cutmix"`
 * @param value what to write for a file: it is told the option, such as `"cbm:salience"`, and the path
 * @returns the specification, as written where no file is named
 * @throws {UsageError} on an unknown method or option
 *
 * @example
 * ```ts
 * import { mapMethodFiles } from "./mod.ts";
 *
 * const named = mapMethodFiles("cbm:salience=maps/a.npy,max=0.4+cutmix", (option) => `<${option}>`);
 * console.assert(named === "cbm:salience=<cbm:salience>,max=0.4+cutmix");
 * ```
 */
export function mapMethodFiles(text: string, value: (option: string, path: string) => string): string {
  return splitMethods(text).map((part) => {
    const { entry, spec: { name, options } } = findMethod(part);
    const files = entry.files?.({ name, options }) ?? [];
    if (files.length === 0) return part;
    const written = Object.entries(options).map(([key, old]) =>
      `${key}=${files.includes(key) ? value(`${name}:${key}`, old) : old}`
    );
    return `${name}:${written.join()}`;
  }).join("+");
}

/** A method of a composition: its entry in the registry, and its options as written. */
export interface FoundMethod {
  readonly entry: MethodEntry;
  readonly spec: Spec;
}

/**
 * Finds the methods that a specification names.
 *
 * @param text such as `"cbm:max=0.6+cutmix"`
 * @throws {UsageError} on an unknown method or option, or methods that do not go together
 *
 * @example
 * ```ts
 * import { findMethods } from "./mod.ts";
 *
 * const needs = findMethods("mixup+lscl").flatMap(({ entry, spec }) => entry.needs?.(spec) ?? []);
 * console.assert(needs.join() === "superclasses");
 * ```
 */
export function findMethods(text: string): FoundMethod[] {
  const found = splitMethods(text).map(findMethod);
  const names = new Set<string>(), decided = new Map<Exclusive, string>();
  for (const { entry: { name, exclusive = [] } } of found) {
    if (names.has(name)) {
      throw new UsageError(`Cannot combine "${name}" with itself: "${text}" names it twice`);
    }
    names.add(name);
    for (const what of exclusive) {
      const other = decided.get(what);
      if (other !== undefined) {
        throw new UsageError(`Cannot combine "${other}" with "${name}": both decide ${what}. Leave one out`);
      }
      decided.set(what, name);
    }
  }
  return found;
}

function findMethod(text: string): FoundMethod {
  const spec = parseSpec(text);
  const entry = methods.find(({ name }) => name === spec.name);
  if (entry === undefined) {
    throw new UsageError(
      `Unknown method "${spec.name}": there is ${
        listNames(methods.map(({ name }) => name))
      }; "+" combines them`,
    );
  }
  checkOptions(spec, Object.keys(entry.options));
  return { entry, spec };
}

export { cbm, type CbmOptions } from "./cbm/mod.ts";
export { cbs } from "./cbs/mod.ts";
export { conventional } from "./conventional/mod.ts";
export { cutmix, type CutmixOptions } from "./cutmix/mod.ts";
export { cutout, type CutoutOptions } from "./cutout/mod.ts";
export { efficientTrain, type EfficientTrainOptions } from "./efficient_train/mod.ts";
export { gridMask, type GridMaskOptions } from "./grid_mask/mod.ts";
export { hideAndSeek, type HideAndSeekOptions } from "./hide_and_seek/mod.ts";
export { lerac, type LeracOptions } from "./lerac/mod.ts";
export { lscl, type LsclOptions } from "./lscl/mod.ts";
export { mixup, type MixupOptions } from "./mixup/mod.ts";
export { randomErasing, type RandomErasingOptions } from "./random_erasing/mod.ts";
export type * from "./types.ts";
