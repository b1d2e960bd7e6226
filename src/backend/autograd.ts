/**
 * Reverse-mode differentiation with a tape of our own.
 *
 * TensorFlow.js' tape keeps every intermediate result until the end of the step and composes gradients of small
 * operations. Here an operation records one fused backward function and exactly the tensors that it needs;
 * everything else is freed at once, and saved tensors are freed during the backward pass.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Scalar, Tensor, Variable } from "@tensorflow/tfjs-core";
import { UsageError } from "../errors.ts";
import { kernels } from "./ops/running.ts";

/** The gradient of each input of an operation; undefined if not needed. */
export type InputGradients = readonly (Tensor | undefined)[];

/** A recorded operation: its result, inputs, and backward function. */
export interface Recording<Output extends Tensor> {
  readonly output: Output;
  readonly inputs: readonly Tensor[];
  /**
   * Tensors that `backward` reads: inputs, the output, or tensors made for it. The tape frees them after use.
   */
  readonly saved: readonly Tensor[];
  /**
   * Computes the gradients of the inputs.
   *
   * @param upstream gradient of the loss with respect to the output; owned by the tape, do not dispose
   * @param needs per input, whether its gradient is needed
   * @returns per input, a new tensor (or `upstream` itself), or undefined if not needed
   */
  backward(upstream: Output, needs: readonly boolean[]): InputGradients;
}

interface Step {
  readonly outputId: number;
  readonly inputs: readonly { readonly id: number; readonly needed: boolean }[];
  readonly saved: readonly Tensor[];
  readonly backward: (upstream: Tensor, needs: readonly boolean[]) => InputGradients;
}

/** Returns the next tensor id; ids only increase. */
function nextTensorId(): number {
  return tf.tidy(() => tf.scalar(0).id);
}

class Tape {
  readonly #steps: Step[] = [];
  /** Ids of tensors that depend on a parameter. */
  readonly #tracked: Set<number>;
  /** Number of recordings that still need each saved tensor owned by the tape. */
  readonly #uses = new Map<number, number>();
  /** First id of this tape: tensors with a smaller id existed before it and are owned elsewhere. */
  readonly #firstId: number = nextTensorId();

  constructor(parameters: Iterable<Variable>) {
    this.#tracked = new Set([...parameters].map((parameter) => parameter.id));
  }

  needs(tensor: Tensor): boolean {
    return this.#tracked.has(tensor.id);
  }

  record<Output extends Tensor>({ output, inputs, saved, backward }: Recording<Output>): void {
    this.#tracked.add(output.id);
    for (const tensor of saved) {
      if (tensor.id < this.#firstId || (tensor.kept && !this.#uses.has(tensor.id))) continue;
      tf.keep(tensor);
      this.#uses.set(tensor.id, (this.#uses.get(tensor.id) ?? 0) + 1);
    }
    this.#steps.push({
      outputId: output.id,
      inputs: inputs.map((input) => ({ id: input.id, needed: this.needs(input) })),
      saved,
      backward: (upstream, needs) => backward(upstream as Output, needs),
    });
  }

  /** Returns the value as a tensor that outlives the tape. */
  release(value: Scalar): Scalar {
    return this.#uses.has(value.id) ? tf.clone(value) : value;
  }

  /**
   * Runs the backward pass from the value; returns the remaining gradients, those of the parameters, by
   * tensor id.
   */
  backward(valueId: number, scale: number): Map<number, Tensor> {
    const gradients = new Map<number, Tensor>([[valueId, tf.scalar(scale)]]);
    try {
      for (let step = this.#steps.at(-1); step !== undefined; step = this.#steps.at(-1)) {
        const upstream = gradients.get(step.outputId);
        if (upstream !== undefined) {
          this.#backwardStep(step, upstream, gradients);
          gradients.delete(step.outputId);
        }
        this.#free(step.saved);
        this.#steps.pop();
      }
    } catch (error) {
      tf.dispose([...gradients.values()]);
      throw error;
    }
    return gradients;
  }

  #backwardStep(step: Step, upstream: Tensor, gradients: Map<number, Tensor>): void {
    const needs = step.inputs.map((input) => input.needed);
    const results = tf.tidy(() => [...step.backward(upstream, needs)]);
    let passedOn = false;
    for (const [k, input] of step.inputs.entries()) {
      let result = results[k];
      if (result === undefined) continue;
      if (!input.needed) {
        if (result !== upstream) result.dispose();
        continue;
      }
      if (result === upstream) {
        if (passedOn) result = tf.clone(upstream);
        passedOn = true;
      }
      const before = gradients.get(input.id);
      if (before === undefined) {
        gradients.set(input.id, result);
      } else {
        gradients.set(input.id, kernels().add(before, result));
        before.dispose();
        result.dispose();
      }
    }
    if (!passedOn) upstream.dispose();
  }

  #free(saved: readonly Tensor[]): void {
    for (const tensor of saved) {
      const uses = this.#uses.get(tensor.id);
      if (uses === undefined) continue;
      if (uses > 1) {
        this.#uses.set(tensor.id, uses - 1);
      } else {
        this.#uses.delete(tensor.id);
        tensor.dispose();
      }
    }
  }

  /** Frees all saved tensors, after a failure. */
  dispose(): void {
    for (const { saved } of this.#steps.splice(0)) this.#free(saved);
  }
}

let current: Tape | undefined;

/**
 * Tells whether an operation on these inputs must be recorded: a tape is running and one of them leads to a parameter.
 *
 * @param inputs the operation's inputs
 * @returns false in inference
 */
export function needsGradient(...inputs: readonly (Tensor | undefined)[]): boolean {
  const tape = current;
  return tape !== undefined && inputs.some((input) => input !== undefined && tape.needs(input));
}

/**
 * Records an operation on the running tape; does nothing if none of its inputs needs a gradient.
 *
 * @param recording the operation's result, inputs, and backward function
 * @returns the operation's output
 */
export function record<Output extends Tensor>(recording: Recording<Output>): Output {
  if (needsGradient(...recording.inputs)) current?.record(recording);
  return recording.output;
}

/**
 * Computes the value of a scalar function of the parameters, and its gradients.
 *
 * Runs `f` once. Only operations of `src/backend/ops` and those wrapped by {@link differentiable} are
 * differentiated. All tensors that `f` creates are freed, except the value and one gradient per parameter,
 * which the caller owns.
 *
 * @param f computes the loss from the parameters
 * @param parameters by name; a parameter that the loss does not depend on gets a zero gradient
 * @param scale the factor by which the loss is multiplied for the gradients
 * @returns the loss, and the gradients by the same names
 * @throws {UsageError} if called inside another `valueAndGradients`
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "./mod.ts";
 * import { differentiable, valueAndGradients } from "./autograd.ts";
 *
 * await startBackend("cpu");
 * const w = tf.variable(tf.tensor1d([1, 2, 3]));
 * const sumOfSquares = differentiable(
 *   (x: tf.Tensor): tf.Scalar => tf.sum(tf.square(x)),
 *   (upstream, x) => [tf.mul(upstream, tf.mul(x, 2))],
 * );
 * const { value, gradients } = valueAndGradients(() => sumOfSquares(w), new Map([["w", w]]));
 * console.log(await value.data(), await gradients.get("w")!.data()); // [14], [2, 4, 6]
 * ```
 */
export function valueAndGradients(
  f: () => Scalar,
  parameters: ReadonlyMap<string, Variable>,
  scale = 1,
): { value: Scalar; gradients: Map<string, Tensor> } {
  if (current !== undefined) {
    throw new UsageError("Cannot differentiate inside valueAndGradients: the tape does not nest");
  }
  const tape = new Tape(parameters.values());
  let found: Map<number, Tensor>;
  let value: Scalar;
  try {
    current = tape;
    let valueId = -1;
    value = tf.tidy(() => {
      const result = f();
      valueId = result.id;
      return tape.release(result);
    });
    current = undefined;
    try {
      found = tape.backward(valueId, scale);
    } catch (error) {
      value.dispose();
      throw error;
    }
  } finally {
    current = undefined;
    tape.dispose();
  }
  const gradients = new Map<string, Tensor>();
  for (const [name, parameter] of parameters) {
    gradients.set(name, found.get(parameter.id) ?? tf.zerosLike<Tensor>(parameter));
    found.delete(parameter.id);
  }
  for (const rest of found.values()) rest.dispose();
  return { value, gradients };
}

/**
 * Makes a differentiable operation, for {@link valueAndGradients}, from stock TensorFlow.js functions.
 *
 * For operations that `src/backend/ops` lacks. The gradient is written by hand: tfjs-core, as Deno gets it
 * from npm, lacks TensorFlow.js's own gradients.
 *
 * @param forward a function of tensors; every input that a gradient flows to must be an argument
 * @param backward computes the gradient of each input, or undefined, from the upstream gradient and the same
 * inputs
 * @returns `forward`, recorded if needed; intermediate results of both functions are freed
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { differentiable } from "./autograd.ts";
 *
 * // x · sigmoid(x); its derivative is s + x · s · (1 − s).
 * const silu = differentiable(
 *   (x: tf.Tensor): tf.Tensor => tf.mul(x, tf.sigmoid(x)),
 *   (upstream, x) => {
 *     const s = tf.sigmoid(x);
 *     return [tf.mul(upstream, tf.add(s, tf.mul(x, tf.mul(s, tf.sub(1, s)))))];
 *   },
 * );
 * ```
 */
export function differentiable<Inputs extends readonly Tensor[], Output extends Tensor>(
  forward: (...inputs: Inputs) => Output,
  backward: (upstream: Output, ...inputs: Inputs) => InputGradients,
): (...inputs: Inputs) => Output {
  return (...inputs) =>
    record({
      output: tf.tidy(() => forward(...inputs)),
      inputs,
      saved: inputs,
      backward: (upstream) => backward(upstream, ...inputs),
    });
}
