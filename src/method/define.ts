/** Declaration of methods: a name, a table of options, and a function that creates the hooks. */
import { UsageError } from "../errors.ts";
import { chooseOne } from "../suggest.ts";
import { marked } from "../extension.ts";
import {
  checkOptionValues,
  type GivenValues,
  type OptionTable,
  type OptionValues,
  ownValues,
  spellOptions,
} from "../options.ts";
import type { MethodDefinition, PrepareContext, TrainingMethod } from "./types.ts";

/**
 * Declares a training method: an entry of the registry, or the default export of a file of your own.
 *
 * @param definition the name, a one-line summary, the options and the function that creates the hooks
 * @returns the definition, with the types of its options
 *
 * @example
 * ```ts
 * import { createMethod } from "./mod.ts";
 * import { defineMethod, makeMethod } from "./define.ts";
 *
 * const invert = defineMethod({
 *   name: "invert",
 *   summary: "shows some images as negatives",
 *   options: { share: { kind: "number", default: 0.5, range: { min: 0, max: 1 }, help: "share of the batches" } },
 *   create: ({ share }) => ({
 *     augment: (batch, random) =>
 *       random.uniform() < share ? { ...batch, images: batch.images.map((level) => 255 - level) } : batch,
 *   }),
 * });
 * console.assert(makeMethod(invert, { share: 1 }).name === "invert:share=1");
 * ```
 */
export const defineMethod = <const T extends OptionTable>(
  definition: MethodDefinition<T>,
): MethodDefinition<T> => marked("method", definition);

/**
 * Prepares a method for one training run.
 *
 * @returns the method whose hooks the loop calls
 */
export async function prepareMethod(
  method: TrainingMethod,
  context: PrepareContext,
): Promise<TrainingMethod> {
  const prepared = await method.prepare?.(context);
  if (prepared === undefined) return method;
  const { prepare: _, ...before } = method;
  return { ...before, ...prepared, name: method.name };
}

/** The hooks that a method can have, in the order in which they are called. */
export const HOOKS: readonly string[] = [
  ...["check", "prepare", "model", "epoch", "select", "augment", "mask", "batch", "loss", "step", "observe"],
  ...["state", "restore"],
];

/**
 * Makes a method from its definition.
 *
 * @param given options that differ from the defaults
 * @returns the hooks, with the name as written on the command line
 * @throws {UsageError} if an option is out of range
 */
export function makeMethod<T extends OptionTable>(
  definition: MethodDefinition<T>,
  given: GivenValues<T> = {},
): TrainingMethod {
  const { name, options, complete } = definition, values = checkOptionValues(name, options, given);
  const hooks = definition.create(values);
  for (const [hook, value] of Object.entries(hooks)) {
    if (typeof value === "function" && !HOOKS.includes(hook)) {
      throw new UsageError(
        `The method "${name}" has an unknown hook "${hook}": ${chooseOne(hook, HOOKS)}`,
      );
    }
  }
  const full = complete && ((some: OptionValues<T>) => complete(some));
  return Object.assign(hooks, {
    name: spellOptions(name, ownValues(options, values, full)),
  });
}
