/** Loss scaling: keeps the gradients of a training in float16 from vanishing below 6e-8. */
import * as tf from "@tensorflow/tfjs-core";
import type { Precision } from "../backend/precision.ts";

type Gradients = ReadonlyMap<string, tf.Tensor>;

/** What a checkpoint stores. */
export interface LossScaleState {
  readonly scale: number;
  /** Updates since the scale last changed. */
  readonly steady: number;
}

/** Scales the way back, and undoes it before the update. */
export interface LossScale {
  /** What the loss is multiplied by before its gradients are taken. */
  readonly factor: number;
  /**
   * Gives the true gradients to an update, and frees what it made for it; leaves the update out, and lowers the factor,
   * where one of them is no finite number.
   *
   * @param gradients of the scaled loss; the caller's to dispose
   */
  update(gradients: Gradients, update: (gradients: Gradients) => void): Promise<void>;
  /** Undefined where nothing is scaled. */
  state(): LossScaleState | undefined;
}

const UNSCALED: LossScale = {
  factor: 1,
  update: (gradients, update) => Promise.resolve(update(gradients)),
  state: () => undefined,
};

// As torch.amp.GradScaler begins and goes on.
const START = 2 ** 16, GROWTH = 2, BACKOFF = 0.5, STEADY = 2000;

async function areFinite(gradients: Gradients): Promise<boolean> {
  const all = tf.tidy(() => tf.all(tf.stack([...gradients.values()].map((g) => tf.all(tf.isFinite(g))))));
  const [yes] = await all.data();
  all.dispose();
  return yes === 1;
}

/**
 * Loss scaling of a precision: of `fp16` dynamic, by PyTorch's rule: 65536 at first, twice as much after 2,000 updates,
 * half as much after gradients that are not finite. One number per update comes back from the device, as in PyTorch.
 *
 * @param state where a checkpoint left it
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
