/** Moving averages of a network's weights, which often evaluate better than the last weights. */
import * as tf from "@tensorflow/tfjs-core";
import { moveAverage } from "../backend/ops/mod.ts";
import { UsageError } from "../errors.ts";
import type { Network } from "../model/types.ts";

/** Exponential moving averages (EMA) of all parameters and running statistics. */
export interface MovingAverage {
  /** Updates the averages after an update of the network. */
  update(): void;
  /** Exchanges the averages and the network's own values. */
  swap(): void;
  /** Runs a function, such as an evaluation, while the network has the averaged values. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** The number of updates, which a checkpoint stores beside `state`. */
  updates: number;
  /** Returns the averages, by the names of the state_dict. */
  state(): ReadonlyMap<string, tf.Variable>;
  /** Frees the averages. */
  dispose(): void;
}

/** Options of {@linkcode movingAverage}. */
export interface MovingAverageOptions {
  /** The asymptotic EMA decay; 0.9999 by default, as in YOLOv5. */
  readonly decay?: number;
  /** The time constant of the ramp, in updates: decay · (1 − exp(−updates / tau)); 2000 by default. */
  readonly tau?: number;
}

/**
 * Starts averages at a network's values.
 *
 * @throws {UsageError} on a decay outside 0 ≤ decay < 1, or a tau that is not positive
 *
 * @example
 * ```ts
 * import { startBackend } from "../backend/mod.ts";
 * import { createModel } from "../model/mod.ts";
 * import { randomStream } from "../random.ts";
 * import { movingAverage } from "./moving_average.ts";
 *
 * await startBackend("cpu");
 * const model = createModel("resnet18:width=4", 10, randomStream(1, "weights"));
 * const average = movingAverage(model);
 * average.update();
 * average.swap(); // the model now computes with the averages
 * average.dispose();
 * ```
 */
export function movingAverage(
  network: Network,
  { decay = 0.9999, tau = 2000 }: MovingAverageOptions = {},
): MovingAverage {
  if (!(decay >= 0 && decay < 1) || !(tau > 0)) {
    throw new UsageError(`Cannot average with decay ${decay} and tau ${tau}: give 0 ≤ decay < 1 and tau > 0`);
  }
  const own = new Map([...network.parameters(), ...network.buffers()]);
  const averages = new Map(
    [...own].map(([name, variable]) =>
      [name, tf.tidy(() => tf.variable(tf.clone<tf.Tensor>(variable), false))] as const
    ),
  );
  return {
    updates: 0,
    update() {
      this.updates++;
      const share = 1 - decay * (1 - Math.exp(-this.updates / tau));
      for (const [name, average] of averages) moveAverage(average, own.get(name)!, share);
    },
    swap() {
      for (const [name, average] of averages) {
        const variable = own.get(name)!, kept = tf.clone<tf.Tensor>(variable);
        variable.assign(average);
        average.assign(kept);
        kept.dispose();
      }
    },
    async during(work) {
      this.swap();
      try {
        return await work();
      } finally {
        this.swap();
      }
    },
    state: () => averages,
    dispose: () => averages.forEach((average) => average.dispose()),
  };
}
