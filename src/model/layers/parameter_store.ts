import * as tf from "@tensorflow/tfjs-core";
import type { Layout, Network, StateEntry } from "../types.ts";

/** Collects a model's variables under their state_dict names, in order of creation. */
export class ParameterStore {
  readonly #parameters: Map<string, tf.Variable> = new Map();
  readonly #buffers: Map<string, tf.Variable> = new Map();
  readonly #counters: Map<string, number> = new Map();
  readonly #entries: StateEntry[] = [];

  /** Makes a variable that the optimizer updates; takes ownership of `initial`. */
  parameter(name: string, initial: tf.Tensor, layout: Layout = "plain"): tf.Variable {
    const variable = this.#variable(name, initial, layout, true);
    this.#parameters.set(name, variable);
    return variable;
  }

  /**
   * Makes a variable that the optimizer ignores, such as a running mean; takes ownership of `initial`.
   * `loaded` receives its values when a state_dict is loaded.
   */
  buffer(name: string, initial: tf.Tensor, loaded?: (values: Float32Array) => void): tf.Variable {
    const variable = this.#variable(name, initial, "plain", false, loaded);
    this.#buffers.set(name, variable);
    return variable;
  }

  /** Makes a counter that starts at 0, and returns a function that increments it. */
  counter(name: string): () => void {
    this.#entries.push({ name, layout: "counter" });
    this.#counters.set(name, 0);
    return () => void this.#counters.set(name, (this.#counters.get(name) ?? 0) + 1);
  }

  /** Returns the part of the Network interface that concerns variables. */
  model(): Pick<Network, "parameters" | "buffers" | "counters" | "entries" | "dispose"> {
    return {
      parameters: () => this.#parameters,
      buffers: () => this.#buffers,
      counters: () => this.#counters,
      entries: () => this.#entries,
      dispose: () => {
        for (const entry of this.#entries) if (entry.layout !== "counter") entry.variable.dispose();
      },
    };
  }

  #variable(
    name: string,
    initial: tf.Tensor,
    layout: Layout,
    trainable: boolean,
    loaded?: (values: Float32Array) => void,
  ): tf.Variable {
    const variable = tf.variable(initial, trainable);
    initial.dispose();
    this.#entries.push({ name, layout, variable, ...(loaded && { loaded }) });
    return variable;
  }
}
