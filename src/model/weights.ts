/**
 * Import and export of a model's weights, with PyTorch's names and layouts.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../errors.ts";
import type { TensorData } from "../io/safetensors.ts";
import type { Layout, Network } from "./types.ts";

/** Our axes in PyTorch's order, and the reverse. */
const TO_TORCH = { conv: [3, 2, 0, 1], depthwise: [2, 3, 0, 1], linear: [1, 0] } as const;
const FROM_TORCH = { conv: [2, 3, 1, 0], depthwise: [2, 3, 0, 1], linear: [1, 0] } as const;

const permute = (shape: readonly number[], axes: readonly number[]) => axes.map((axis) => shape[axis] ?? 0);

/** Permutes the axes of a row-major array, in plain TypeScript, so that it is identical on every backend. */
function transpose(data: ArrayLike<number>, shape: readonly number[], axes: readonly number[]): Float32Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, side) => product * side, 1));
  const outShape = permute(shape, axes), outStrides = permute(strides, axes);
  const out = new Float32Array(data.length);
  const position = new Array<number>(axes.length).fill(0);
  for (let index = 0, from = 0; index < out.length; index++) {
    out[index] = data[from] ?? 0;
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      position[axis]!++;
      from += outStrides[axis]!;
      if (position[axis]! < outShape[axis]!) break;
      from -= outStrides[axis]! * outShape[axis]!;
      position[axis] = 0;
    }
  }
  return out;
}

const torchShape = (variable: tf.Variable, layout: Layout): number[] =>
  layout === "plain" ? [...variable.shape] : permute(variable.shape, TO_TORCH[layout]);

/**
 * Reads every tensor of a model's state_dict.
 *
 * @returns name → tensor, in PyTorch's order, names and layouts (convolutions OIHW, linear weights [out, in])
 */
export async function exportState(model: Network): Promise<Map<string, TensorData>> {
  const state = new Map<string, TensorData>();
  for (const entry of model.entries()) {
    if (entry.layout === "counter") {
      const count = BigInt64Array.of(BigInt(model.counters().get(entry.name) ?? 0));
      state.set(entry.name, { dtype: "I64", shape: [], data: count });
      continue;
    }
    const { name, layout, variable } = entry;
    const values = Float32Array.from(await variable.data());
    const data = layout === "plain" ? values : transpose(values, variable.shape, TO_TORCH[layout]);
    state.set(name, { dtype: "F32", shape: torchShape(variable, layout), data });
  }
  return state;
}

/** Differences between a set of tensors and a model's state_dict. */
export interface StateDifference {
  /** Tensors that the model has and the set lacks. */
  readonly missing: readonly string[];
  /** Tensors that the model does not have. */
  readonly extra: readonly string[];
  /** Tensors of another shape. */
  readonly misshaped: readonly string[];
  /** Tensors that cannot be weights: integers, or numbers that are not finite. */
  readonly unusable: readonly string[];
}

const FLOATING: readonly string[] = ["F16", "BF16", "F32", "F64"];

/** Describes a tensor's fault as weights, if any. */
function faultOf({ dtype, data }: TensorData): string | undefined {
  if (!FLOATING.includes(dtype)) return `${dtype}, where ${FLOATING.join(", ")} are weights`;
  // A plain loop: ResNet-18 has eleven million parameters.
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(Math.fround(Number(data[i])))) return `${data[i]} at position ${i}`;
  }
  return undefined;
}

/** Compares names and shapes, and checks the values; counters may be missing, as in old PyTorch files. */
export function compareState(model: Network, tensors: ReadonlyMap<string, TensorData>): StateDifference {
  const missing: string[] = [], misshaped: string[] = [], unusable: string[] = [];
  const known = new Set<string>();
  for (const entry of model.entries()) {
    known.add(entry.name);
    const tensor = tensors.get(entry.name);
    if (entry.layout === "counter") continue;
    if (tensor === undefined) {
      missing.push(entry.name);
      continue;
    }
    const wanted = torchShape(entry.variable, entry.layout);
    if (wanted.join() !== tensor.shape.join()) {
      misshaped.push(`${entry.name} (it is [${tensor.shape.join(", ")}], not [${wanted.join(", ")}])`);
    }
    const fault = faultOf(tensor);
    if (fault !== undefined) unusable.push(`${entry.name} (${fault})`);
  }
  return { missing, extra: [...tensors.keys()].filter((name) => !known.has(name)), misshaped, unusable };
}

/**
 * Loads a state_dict into a model.
 *
 * @param model modified only if everything fits
 * @param tensors name → tensor in PyTorch's names and layouts, any floating type
 * @param source the name of the source in errors, such as a file's name
 * @throws {InputError} naming every tensor that is missing, extra, of another shape or not finite
 */
export function loadState(model: Network, tensors: ReadonlyMap<string, TensorData>, source: string): void {
  const { missing, extra, misshaped, unusable } = compareState(model, tensors);
  const complaints = [
    ...(missing.length > 0 ? [`missing: ${missing.join(", ")}`] : []),
    ...(extra.length > 0 ? [`not in the model: ${extra.join(", ")}`] : []),
    ...(misshaped.length > 0 ? [`of a different shape: ${misshaped.join(", ")}`] : []),
    ...(unusable.length > 0 ? [`not finite floating-point numbers: ${unusable.join(", ")}`] : []),
  ];
  if (complaints.length > 0) {
    throw new InputError(
      `The weights in ${source} do not fit ${model.name} with ${model.classes} classes; ` +
        complaints.join("; "),
    );
  }
  for (const entry of model.entries()) {
    const tensor = tensors.get(entry.name);
    if (tensor === undefined) continue;
    if (entry.layout === "counter") {
      model.counters().set(entry.name, Number(tensor.data[0] ?? 0));
      continue;
    }
    const values = Float32Array.from(tensor.data as Iterable<number | bigint>, Number);
    const data = entry.layout === "plain"
      ? values
      : transpose(values, tensor.shape, FROM_TORCH[entry.layout]);
    const next = tf.tensor(data, entry.variable.shape);
    entry.variable.assign(next);
    entry.loaded?.(data);
    next.dispose();
  }
}
