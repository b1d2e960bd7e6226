/** Adaptation of a foreign state_dict to a model: names and last layer. */
import { UsageError } from "../errors.ts";
import type { TensorData } from "../io/safetensors.ts";
import type { Network } from "./types.ts";

/** Tensors by PyTorch's names. */
type Tensors = ReadonlyMap<string, TensorData>;

/** Official module names that differ from those in CBM's published code (CvT's last normalisation). */
const ALIASES: readonly (readonly [theirs: string, ours: string])[] = [["norm.", "norm_final."]];

const renamed = (tensors: Tensors, rename: (name: string) => string): Map<string, TensorData> =>
  new Map([...tensors].map(([name, tensor]) => [rename(name), tensor]));

const beginsWith = (prefix: string) => (name: string) => name.startsWith(prefix);

/** Collects the names of the model's tensors. */
const namesOf = (model: Network) => new Set(model.entries().map(({ name }) => name));

/**
 * Finds the name of the last layer with weights, whose outputs are the classes, such as `linear`; for a
 * detector, the module that holds one per level.
 */
export function headOf(model: Network): string {
  const last = [...model.parameters().keys()].at(-1) ?? "";
  return last.slice(0, Math.max(0, last.lastIndexOf("."))).replace(/\.m\.\d+$/, "");
}

/**
 * Strips a prefix from the names that have it.
 *
 * @throws {UsageError} if none has it
 */
export function stripPrefix(tensors: Tensors, prefix: string): Map<string, TensorData> {
  const names = [...tensors.keys()], begins = beginsWith(prefix);
  if (!names.some(begins)) {
    throw new UsageError(
      `No tensor's name begins with "${prefix}": the first is "${names[0] ?? ""}". Leave --strip-prefix away`,
    );
  }
  return renamed(tensors, (name) => begins(name) ? name.slice(prefix.length) : name);
}

/** Finds the prefix without which the names match the model's, such as DataParallel's `module.`, if any. */
export function findPrefix(model: Network, tensors: Tensors): string | undefined {
  const known = namesOf(model), names = [...tensors.keys()], first = names[0] ?? "";
  for (let end = first.indexOf(".") + 1; end > 0; end = first.indexOf(".", end) + 1) {
    const prefix = first.slice(0, end);
    if (!names.every(beginsWith(prefix))) return undefined;
    if (names.some((name) => known.has(name.slice(end)))) return prefix;
  }
  return undefined;
}

/** Renames official modules to this model's names. */
export function withOwnNames(model: Network, tensors: Tensors): Map<string, TensorData> {
  const known = [...namesOf(model)], given = [...tensors.keys()];
  const needed = ALIASES.filter(([theirs, ours]) =>
    known.some(beginsWith(ours)) && !known.some(beginsWith(theirs)) && !given.some(beginsWith(ours))
  );
  return renamed(tensors, (name) => {
    const alias = needed.find(([theirs]) => name.startsWith(theirs));
    return alias === undefined ? name : alias[1] + name.slice(alias[0].length);
  });
}
