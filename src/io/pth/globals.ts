/** The globals that a checkpoint of tensors names, and what calling each builds here. */
import { Global, PickleDict, PickleList, type PickleValue, Storage, TensorView } from "./values.ts";

/** Element types of storages; the others (complex, quantised …) are no weights. */
export const STORAGES = [
  "Float",
  "Double",
  "Half",
  "BFloat16",
  "Long",
  "Int",
  "Short",
  "Char",
  "Byte",
  "Bool",
].map((kind) => `torch.${kind}Storage`);

const isCount = (value: PickleValue | undefined): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
const isCounts = (value: PickleValue | undefined): value is number[] =>
  Array.isArray(value) && value.every(isCount);

function dictOf(pairs: PickleValue | undefined): PickleDict | undefined {
  const dict = new PickleDict();
  if (pairs instanceof PickleDict) pairs.items.forEach((value, key) => dict.items.set(key, value));
  else if (pairs instanceof PickleList) {
    for (const pair of pairs.items) {
      if (!Array.isArray(pair) || pair.length !== 2) return undefined;
      dict.items.set(pair[0], pair[1]);
    }
  } else if (pairs !== undefined) return undefined;
  return dict;
}

function listOf(items: PickleValue | undefined): PickleList | undefined {
  const list = new PickleList();
  if (items instanceof PickleList) { for (const item of items.items) list.items.push(item); }
  else if (items !== undefined) return undefined;
  return list;
}

function tensorOf([storage, offset, shape, strides]: readonly PickleValue[]): TensorView | undefined {
  const fits = storage instanceof Storage && isCount(offset) && isCounts(shape) && isCounts(strides) &&
    shape.length === strides.length;
  return fits ? new TensorView(storage, offset, shape, strides) : undefined;
}

type Build = (args: readonly PickleValue[]) => PickleValue | undefined;

/** Python's name → what a call with these arguments gives; undefined where they make no sense. */
const CALLS: ReadonlyMap<string, Build> = new Map<string, Build>([
  ["collections.OrderedDict", ([pairs]) => dictOf(pairs)],
  ["collections.Counter", ([pairs]) => dictOf(pairs)], // the milestones of a learning-rate schedule
  ["__builtin__.set", ([items]) => listOf(items)],
  ["builtins.set", ([items]) => listOf(items)],
  ["torch.Size", ([sizes]) => isCounts(sizes) ? sizes : undefined],
  ["torch.device", ([name]) => typeof name === "string" ? name : undefined],
  ["torch._utils._rebuild_tensor_v2", tensorOf],
  ["torch._utils._rebuild_parameter", ([tensor]) => tensor instanceof TensorView ? tensor : undefined],
]);

/** Element types stand in the states of optimizers and of mixed precision. */
const DTYPES = [
  "float64",
  "float32",
  "float16",
  "bfloat16",
  "int64",
  "int32",
  "int16",
  "int8",
  "uint8",
  "bool",
];
const KNOWN = new Set([...CALLS.keys(), ...STORAGES, ...DTYPES.map((type) => `torch.${type}`)]);

/** The global of a name, or undefined where it is none of tensors and containers. */
export function findGlobal(name: string): Global | undefined {
  return KNOWN.has(name) ? new Global(name) : undefined;
}

/** Builds the result of calling a global with these arguments; undefined where that makes no sense. */
export function call(global: PickleValue, args: PickleValue): PickleValue | undefined {
  if (!(global instanceof Global) || !Array.isArray(args)) return undefined;
  return CALLS.get(global.name)?.(args);
}

/** The storage that a persistent id describes: ("storage", class, key, device, length). */
export function storageOf(id: PickleValue): Storage | undefined {
  if (!Array.isArray(id) || id[0] !== "storage") return undefined;
  const [, type, key, , length] = id as readonly PickleValue[];
  if (!(type instanceof Global) || !STORAGES.includes(type.name)) return undefined;
  if (typeof key !== "string" || !isCount(length)) return undefined;
  return new Storage(type.name, key, length);
}
