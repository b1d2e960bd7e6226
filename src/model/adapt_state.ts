/** Fits a state_dict from elsewhere to a model: its names, and its last layer. */
import { UsageError } from "../errors.ts";
import type { TensorData } from "../io/safetensors.ts";
import type { Network } from "./types.ts";

/** Tensors by PyTorch's names. */
type Tensors = ReadonlyMap<string, TensorData>;

/** What official code calls a module that the published code of CBM names otherwise (CvT's last normalisation). */
const ALIASES: readonly (readonly [theirs: string, ours: string])[] = [["norm.", "norm_final."]];

const renamed = (tensors: Tensors, rename: (name: string) => string): Map<string, TensorData> =>
  new Map([...tensors].map(([name, tensor]) => [rename(name), tensor]));

const beginsWith = (prefix: string) => (name: string) => name.startsWith(prefix);

/** The names of the model's tensors. */
const namesOf = (model: Network) => new Set(model.entries().map(({ name }) => name));

/**
 * The name of the last layer with weights: the one whose outputs are the classes, such as `linear`; of a detector the
 * module that holds one for each level.
 */
export function headOf(model: Network): string {
  const last = [...model.parameters().keys()].at(-1) ?? "";
  return last.slice(0, Math.max(0, last.lastIndexOf("."))).replace(/\.m\.\d+$/, "");
}

/**
 * Takes a prefix from the names that have it.
 *
 * @throws {UsageError} where none has it
 */
export function stripPrefix(tensors: Tensors, prefix: string): Map<string, TensorData> {
  const names = [...tensors.keys()], begins = beginsWith(prefix);
  if (!names.some(begins)) {
    throw new UsageError(
      `No tensor's name begins with "${prefix}": the first is called "${
        names[0] ?? ""
      }". Leave --strip-prefix away`,
    );
  }
  return renamed(tensors, (name) => begins(name) ? name.slice(prefix.length) : name);
}

/** The prefix that keeps every name from being one of the model's, such as DataParallel's `module.`, if there is one. */
export function findPrefix(model: Network, tensors: Tensors): string | undefined {
  const known = namesOf(model), names = [...tensors.keys()], first = names[0] ?? "";
  for (let end = first.indexOf(".") + 1; end > 0; end = first.indexOf(".", end) + 1) {
    const prefix = first.slice(0, end);
    if (!names.every(beginsWith(prefix))) return undefined;
    if (names.some((name) => known.has(name.slice(end)))) return prefix;
  }
  return undefined;
}

/** Renames official modules to what this model calls them. */
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
