/** Averages of a network's weights over its training, which do better than the last ones. */
import * as tf from "@tensorflow/tfjs-core";
import { moveAverage } from "../backend/ops/mod.ts";
import { UsageError } from "../errors.ts";
import type { Network } from "../model/types.ts";

/** Exponential moving averages of all parameters and running statistics. */
export interface MovingAverage {
  /** Moves the averages, after an update of the network. */
  update(): void;
  /** Exchanges the averages and the network's own values. */
  swap(): void;
  /** Does something while the network has the averages for its values, such as a test. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** How many updates there were; what a checkpoint stores beside `state`. */
  updates: number;
  /** The averages, by the names of the state_dict. */
  state(): ReadonlyMap<string, tf.Variable>;
  /** Frees the averages. */
  dispose(): void;
}

/** How slowly averages move. */
export interface MovingAverageOptions {
  /** The share of the average that an update leaves, in the long run; 0.9999 by default, as in YOLOv5. */
  readonly decay?: number;
  /** Updates until it nears that: the share is decay · (1 − exp(−updates / tau)); 2000 by default. */
  readonly tau?: number;
}

/**
 * Starts averages at a network's values.
 *
 * @throws {UsageError} on a decay that is not from 0 to below 1, or a tau that is not above 0
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
    throw new UsageError(`Cannot average with decay ${decay} and tau ${tau}: 0 ≤ decay < 1 and tau > 0`);
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
