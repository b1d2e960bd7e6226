/**
 * Our variables' memory on loan to variables of TensorFlow.
 *
 * TensorFlow updates its own variables only, and only in place where nobody else holds their memory. Ours are plain
 * tensors; so they are lent to its variables for an update.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import { execute, executeMany, FLOAT32 } from "./execute.ts";
import { tensorflowBackend } from "./session.ts";

/** The variables of TensorFlow by name, made at the first loan; between loans they keep their last value. */
const lent = new Map<string, Tensor>();

/** Returns the variable of TensorFlow of this name. */
export function lentVariable(name: "weight" | "velocity" | "first" | "second"): Tensor {
  let variable = lent.get(name);
  if (variable === undefined) {
    const attributes = { dtype: FLOAT32, shape: { shape: [] }, shared_name: `cbm_${name}` };
    variable = tf.keep(execute("VarHandleOp", [], attributes));
    lent.set(name, variable);
  }
  return variable;
}

/** Moves a variable's memory to one of TensorFlow's; until it is taken back, `ours` must not be read. */
export function lend(ours: Variable, theirs: Tensor): void {
  executeMany("AssignVariableOp", [theirs, ours], {}, 0);
  const { shape } = ours;
  const dataId = tensorflowBackend().write(new Float32Array(0), shape, "float32");
  replace(ours, tf.engine().makeTensorFromTensorInfo({ dataId, shape, dtype: "float32" }));
}

/** Gives the memory back; the next loan, to whomever, ends TensorFlow's share in it. */
export function takeBack(ours: Variable, theirs: Tensor): void {
  replace(ours, execute("ReadVariableOp", [theirs], { dtype: FLOAT32 }));
}

/** Gives a variable a value that nobody else holds. */
export function replace(variable: Variable, value: Tensor): void {
  variable.assign(value);
  value.dispose();
}
