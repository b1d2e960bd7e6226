/** Loss scaling: keeps the gradients of a training in float16 from vanishing below 6e-8. */
import * as tf from "@tensorflow/tfjs-core";
import type { Precision } from "../backend/precision.ts";

type Gradients = ReadonlyMap<string, tf.Tensor>;

/** The state that a checkpoint stores. */
export interface LossScaleState {
  readonly scale: number;
  /** Updates since the scale last changed. */
  readonly steady: number;
}

/** A scale for losses that is undone before the update. */
export interface LossScale {
  /** The factor by which the loss is multiplied before its gradients are computed. */
  readonly factor: number;
  /**
   * Calls `update` with the unscaled gradients; skips it and lowers the factor if a gradient is not finite.
   *
   * @param gradients the gradients of the scaled loss, to be disposed of by the caller
   */
  update(gradients: Gradients, update: (gradients: Gradients) => void): Promise<void>;
  /** Returns the state for a checkpoint; undefined if nothing is scaled. */
  state(): LossScaleState | undefined;
}

const UNSCALED: LossScale = {
  factor: 1,
  update: (gradients, update) => Promise.resolve(update(gradients)),
  state: () => undefined,
};

// The defaults of torch.amp.GradScaler.
const START = 2 ** 16, GROWTH = 2, BACKOFF = 0.5, STEADY = 2000;

async function areFinite(gradients: Gradients): Promise<boolean> {
  const all = tf.tidy(() => tf.all(tf.stack([...gradients.values()].map((g) => tf.all(tf.isFinite(g))))));
  const [yes] = await all.data();
  all.dispose();
  return yes === 1;
}

/**
 * Creates the loss scaling of a precision. For `fp16` it is dynamic, like PyTorch's: initially 65536, doubled
 * after 2,000 steady updates, halved after gradients that are not finite. Each update downloads one number,
 * as in PyTorch.
 *
 * @param state the state from a checkpoint
 *
 * @example
 * ```ts
 * import { lossScale } from "./loss_scale.ts";
 *
 * console.assert(lossScale("bf16").factor === 1);
 * console.assert(lossScale("fp16").factor === 65536);
 * ```
 */
export function lossScale(precision: Precision, state?: LossScaleState): LossScale {
  if (precision !== "fp16") return UNSCALED;
  let { scale, steady } = state ?? { scale: START, steady: 0 };
  return {
    get factor() {
      return scale;
    },
    async update(gradients, update) {
      if (!await areFinite(gradients)) {
        scale *= BACKOFF;
        steady = 0;
        return;
      }
      const exact = new Map([...gradients].map(([name, g]) => [name, tf.mul(g, 1 / scale)] as const));
      update(exact);
      tf.dispose([...exact.values()]);
      if (++steady === STEADY) {
        scale *= GROWTH;
        steady = 0;
      }
    },
    state: () => ({ scale, steady }),
  };
}
