/** Finds the tensors in what a checkpoint holds. */
import { PickleDict, type PickleValue, TensorView } from "./values.ts";

/** Under which names training programs store a model's state_dict beside other things, best first. */
const WRAPPERS = ["state_dict", "model_state_dict", "model", "net"];
/** Deeper than any state_dict, and far from the depth of the stack. */
const DEEPEST = 16;

/** A dictionary may hold itself, or another many times over: each is walked once. */
function* tensorsIn(
  dict: PickleDict,
  prefix: string,
  depth: number,
  seen: Set<PickleDict>,
): Generator<[string, TensorView]> {
  if (depth > DEEPEST || seen.has(dict)) return;
  seen.add(dict);
  for (const [key, value] of dict.items) {
    if (typeof key !== "string" && typeof key !== "number") continue;
    if (value instanceof TensorView) yield [`${prefix}${key}`, value];
    else if (value instanceof PickleDict) yield* tensorsIn(value, `${prefix}${key}.`, depth + 1, seen);
  }
}

/** The dictionary of the model's tensors: the whole, or what stands under one of the usual names. */
function modelIn(dict: PickleDict, depth = 0): PickleDict {
  const hasTensors = [...dict.items.values()].some((value) => value instanceof TensorView);
  if (hasTensors || depth > DEEPEST) return dict;
  const inner = WRAPPERS.map((name) => dict.items.get(name)).find((value) => value instanceof PickleDict);
  return inner === undefined ? dict : modelIn(inner, depth + 1);
}

/**
 * The tensors of a checkpoint's model by name: `{"state_dict": …}` and its like are opened, the names of nested
 * dictionaries joined with dots, and whatever is no tensor is passed over.
 *
 * @param value what the pickle holds
 * @returns nothing where it is no dictionary of tensors
 */
export function* namedTensors(value: PickleValue): Generator<[name: string, tensor: TensorView]> {
  if (value instanceof PickleDict) yield* tensorsIn(modelIn(value), "", 0, new Set());
}
