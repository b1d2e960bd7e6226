/** Calls TensorFlow operations by name. */
import type { Rank, Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import type { TFEOpAttr } from "@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js";
import { HALF_TYPES } from "../../tensorflow_half.ts";
import { tensorflowBackend } from "./session.ts";

/** The numbers that TensorFlow gives element types. */
const ELEMENT_TYPES = { float32: 1, int32: 3, uint8: 4, ...HALF_TYPES } as const;

type ElementType = keyof typeof ELEMENT_TYPES;

/** Numbers are marked, as JavaScript does not tell integers from others. */
type Value =
  | boolean
  | string
  | { readonly integers: number | number[] }
  | { readonly float: number }
  | { readonly shape: number[] }
  | { readonly type: ElementType };

/** An operation's settings, by the names in TensorFlow's documentation; types follow from the inputs. */
export type Attributes = Readonly<Record<string, Value>>;

/** Makes an attribute of an integer, or of a list of them. */
export const integers = (value: number | readonly number[]): Value => ({
  integers: typeof value === "number" ? value : [...value],
});

/** Makes a floating point attribute. */
export const float = (value: number): Value => ({ float: value });

/** Makes an attribute that names a type, for operations without an input of that type. */
export const elementType = (type: ElementType): Value => ({ type });

/** The type float32. */
export const FLOAT32: Value = elementType("float32");

function attributeList(attributes: Attributes): TFEOpAttr[] {
  const { binding } = tensorflowBackend();
  return Object.entries(attributes).map(([name, value]) => {
    if (typeof value === "boolean") return { name, type: binding.TF_ATTR_BOOL, value };
    if (typeof value === "string") return { name, type: binding.TF_ATTR_STRING, value };
    if ("type" in value) {
      return { name, type: binding.TF_ATTR_TYPE, value: ELEMENT_TYPES[value.type] };
    }
    if ("shape" in value) return { name, type: binding.TF_ATTR_SHAPE, value: value.shape };
    if ("float" in value) return { name, type: binding.TF_ATTR_FLOAT, value: value.float };
    return { name, type: binding.TF_ATTR_INT, value: value.integers };
  });
}

/**
 * Runs an operation that has one result.
 *
 * @param operation TensorFlow's name of it, such as `"ReluGrad"`
 * @param inputs in its order
 * @param attributes those that are neither types of inputs nor left at their defaults
 */
export function execute<R extends Rank>(
  operation: string,
  inputs: readonly TensorInfo[],
  attributes: Attributes = {},
): Tensor<R> {
  return tensorflowBackend().executeSingleOutput(operation, attributeList(attributes), [...inputs]) as Tensor<
    R
  >;
}

/** Runs an operation that has several results, or none. */
export function executeMany(
  operation: string,
  inputs: readonly TensorInfo[],
  attributes: Attributes,
  outputs: number,
): Tensor[] {
  return tensorflowBackend().executeMultipleOutputs(
    operation,
    attributeList(attributes),
    [...inputs],
    outputs,
  );
}
