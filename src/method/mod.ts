/** The training methods: name → hooks. */
import { UsageError } from "../errors.ts";
import { chooseOne } from "../suggest.ts";
import { findExtension, isExtension, loadedExtension, loadExtension } from "../extension.ts";
import {
  checkOptionTable,
  codeOptions,
  fileOptions,
  type OptionTable,
  type OptionValues,
  readOptions,
  spellOptions,
} from "../options.ts";
import {
  asSpecs,
  type CompositionText,
  type RuntimeText,
  type Spec,
  splitSpecs,
  writeSpec,
} from "../spec.ts";
import { cbmEntry } from "./cbm/mod.ts";
import { cbsEntry } from "./cbs/mod.ts";
import { compose } from "./compose.ts";
import { conventionalEntry } from "./conventional/mod.ts";
import { cutmixEntry } from "./cutmix/mod.ts";
import { cutoutEntry } from "./cutout/mod.ts";
import { makeMethod } from "./define.ts";
import { efficientTrainEntry } from "./efficient_train/mod.ts";
import { gridMaskEntry } from "./grid_mask/mod.ts";
import { hideAndSeekEntry } from "./hide_and_seek/mod.ts";
import { leracEntry } from "./lerac/mod.ts";
import { lsclEntry } from "./lscl/mod.ts";
import { mixupEntry } from "./mixup/mod.ts";
import { randomErasingEntry } from "./random_erasing/mod.ts";
import type { Exclusive, MethodDefinition, TrainingMethod } from "./types.ts";

/** A new method is a folder, its name here, and one line below. */
type MethodName =
  | "conventional"
  | "cbm"
  | "cbs"
  | "lscl"
  | "lerac"
  | "efficient_train"
  | "cutout"
  | "random_erasing"
  | "hide_and_seek"
  | "grid_mask"
  | "cutmix"
  | "mixup";
const all: Readonly<Record<MethodName, MethodDefinition>> = {
  conventional: conventionalEntry,
  cbm: cbmEntry,
  cbs: cbsEntry,
  lscl: lsclEntry,
  lerac: leracEntry,
  efficient_train: efficientTrainEntry,
  cutout: cutoutEntry,
  random_erasing: randomErasingEntry,
  hide_and_seek: hideAndSeekEntry,
  grid_mask: gridMaskEntry,
  cutmix: cutmixEntry,
  mixup: mixupEntry,
};

/** A method with its options, or several joined by "+": `"cbm"`, `"cbm:max=0.4+cutmix"`, `"cbm+./mine.ts"`. */
export type MethodText = CompositionText<MethodName>;

/** Every method. */
export const methods: readonly MethodDefinition[] = Object.values(all);

/**
 * Makes the method that a specification names, or a composition of several.
 *
 * @param method such as `"cbm:schedule=linear,max=0.4"` or `"cbm:max=0.6+cutmix"`, as a text or parsed:
 * options belong to the name before them; hooks are called in the order written
 * @throws {UsageError} on an unknown method or option, or methods that do not go together
 *
 * @example
 * ```ts
 * import { createMethod } from "./mod.ts";
 *
 * console.assert(createMethod("conventional").mask === undefined);
 * ```
 */
export function createMethod<T extends string = never>(
  method: MethodText | RuntimeText<T> | readonly Spec[],
): TrainingMethod {
  const parts = findMethods(method);
  const made = parts.map(({ entry, options }) => ({ key: entry.name, method: makeMethod(entry, options) }));
  return made.length === 1 ? made[0]!.method : compose(made);
}

/**
 * Spells out every option of a method's specification.
 *
 * @param method such as `"cbm"`, as a text or parsed
 * @returns such as `"cbm:schedule=linear-repeat,max=0.4036067977500615,…"`: the same method
 * @throws {UsageError} on an unknown method or option, or methods that do not go together
 */
export function completeMethod(method: string | readonly Spec[]): string {
  return findMethods(method)
    .map(({ entry, spec, options }) => spellOptions(spec.name, { ...entry.complete?.(options) ?? options }))
    .join("+");
}

/** Splits a composition into its specifications; see {@linkcode splitSpecs}. */
export const splitMethods = splitSpecs;

/**
 * Replaces the values of options that name files.
 *
 * @param method such as `"cbm:salience=maps/a.npy+cutmix"`, as a text or parsed
 * @param value returns the replacement for an option, such as `"cbm:salience"`, and its path
 * @returns the specification, unchanged if it names no file
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
export function mapMethodFiles(
  method: string | readonly Spec[],
  value: (option: string, path: string) => string,
): string {
  return asSpecs(method).map((spec) => {
    const { text, name, options } = spec, isOwn = isExtension(name);
    // Until its code is loaded, we cannot know which of its options name files.
    const table = isOwn && loadedExtension(name) === undefined ? {} : findMethod(spec).entry.options;
    const files = fileOptions(table, spec);
    if (files.length === 0 && !isOwn) return text;
    const key = isOwn ? loadedExtension(name)?.definition.name ?? name : name;
    const mapped = Object.entries(options).map((
      [option, old],
    ) => [option, files.includes(option) ? value(`${key}:${option}`, old) : old]);
    return writeSpec(isOwn ? value(name, name) : name, Object.fromEntries(mapped));
  }).join("+");
}

/**
 * Loads the user code that a specification names, directly or through an option's value.
 *
 * @param method such as `"cbm:salience=./mine.ts+./other.ts:strength=2"`, as a text or parsed
 * @throws {InputError} if a file cannot be read or run
 * @throws {UsageError} if a file does not define the required kind
 */
export async function loadMethodCode(method: string | readonly Spec[]): Promise<void> {
  for (const spec of asSpecs(method)) {
    if (isExtension(spec.name)) await loadExtension(spec.name, "method");
    const entry = methodEntry(spec.name);
    if (isExtension(spec.name) && entry !== undefined) checkOptionTable(spec.name, entry.options);
    for (const { path, kind } of entry === undefined ? [] : codeOptions(entry.options, spec)) {
      await loadExtension(path, kind);
    }
  }
}

const methodEntry = (name: string): MethodDefinition | undefined =>
  isExtension(name)
    ? findExtension<MethodDefinition>(name, "method")
    : methods.find((entry) => entry.name === name);

/** A method of a composition: its definition, its specification, and the values of its options. */
export interface FoundMethod {
  readonly entry: MethodDefinition;
  readonly spec: Spec;
  readonly options: OptionValues<OptionTable>;
}

/**
 * Finds the methods that a specification names.
 *
 * @param method such as `"cbm:max=0.6+cutmix"`, as a text or parsed
 * @throws {UsageError} on an unknown method or option, or methods that do not go together
 *
 * @example
 * ```ts
 * import { findMethods } from "./mod.ts";
 *
 * const needs = findMethods("mixup+lscl").flatMap(({ entry, options }) => entry.needs?.(options) ?? []);
 * console.assert(needs.join() === "superclasses");
 * ```
 */
export function findMethods(method: string | readonly Spec[]): FoundMethod[] {
  const specs = asSpecs(method), found = specs.map(findMethod);
  const names = new Set<string>(), decided = new Map<Exclusive, string>();
  for (const { entry: { name, exclusive = [] } } of found) {
    if (names.has(name)) {
      const text = specs.map(({ text }) => text).join("+");
      throw new UsageError(`Cannot combine "${name}" with itself: "${text}" names it twice`);
    }
    names.add(name);
    for (const what of exclusive) {
      const other = decided.get(what);
      if (other !== undefined) {
        throw new UsageError(`Cannot combine "${other}" with "${name}": both decide ${what}. Omit one`);
      }
      decided.set(what, name);
    }
  }
  return found;
}

function findMethod(spec: Spec): FoundMethod {
  const entry = methodEntry(spec.name);
  if (entry === undefined) {
    throw new UsageError(
      `Unknown method "${spec.name}": ${
        chooseOne(spec.name, methods.map(({ name }) => name))
      }, or a file of your own, ./NAME.ts; "+" combines them`,
    );
  }
  return { entry, spec, options: readOptions(entry.options, spec) };
}

export { cbm, cbmMask, type CbmMaskOptions, type CbmOptions } from "./cbm/mod.ts";
export { cbs, cbsBatch, type CbsOptions } from "./cbs/mod.ts";
export { conventional } from "./conventional/mod.ts";
export { cutmix, cutmixBatch, type CutmixOptions } from "./cutmix/mod.ts";
export { cutout, cutoutBatch, type CutoutOptions } from "./cutout/mod.ts";
export {
  efficientTrain,
  type EfficientTrainOptions,
  type EfficientTrainStage,
  efficientTrainStage,
  lowFrequencyCrop,
  randAugmentBatch,
} from "./efficient_train/mod.ts";
export { gridMask, gridMaskBatch, type GridMaskOptions, gridMaskProbability } from "./grid_mask/mod.ts";
export { hideAndSeek, hideAndSeekBatch, type HideAndSeekOptions } from "./hide_and_seek/mod.ts";
export { lerac, type LeracOptions, type LeracPlace, leracRates } from "./lerac/mod.ts";
export {
  cosineSimilarity,
  lscl,
  lsclBatch,
  type LsclOptions,
  lsclTargets,
  type Similarity,
  superclassSimilarity,
} from "./lscl/mod.ts";
export { type LabelledImages, mixup, mixupBatch, type MixupOptions } from "./mixup/mod.ts";
export { randomErasing, randomErasingBatch, type RandomErasingOptions } from "./random_erasing/mod.ts";
export { defineMethod, makeMethod, prepareMethod } from "./define.ts";
export type * from "./types.ts";
