import * as tf from "@tensorflow/tfjs-core";

/**
 * The sums of an epoch's losses and right answers. They stay on the device, so that no step waits for a number
 * to come back.
 */
export class StepSums {
  #lossSum: tf.Scalar;
  #correct: tf.Scalar;

  constructor(lossSum: number, correct: number) {
    this.#lossSum = tf.scalar(lossSum);
    this.#correct = tf.scalar(correct);
  }

  /** Adds how many logits [B, classes] are largest at the label. */
  addCorrect(logits: tf.Tensor2D, labels: readonly number[]): void {
    this.#correct = replace(this.#correct, (sum) => {
      const right = tf.equal(tf.argMax(logits, 1), tf.tensor1d([...labels], "int32"));
      return tf.add(sum, tf.sum(tf.cast(right, "float32")));
    });
  }

  /** Adds the mean loss of a batch, times its size. */
  addLoss(loss: tf.Scalar, size: number): void {
    this.#lossSum = replace(this.#lossSum, (sum) => tf.add(sum, tf.mul(loss, size)));
  }

  /** Waits for the sums. */
  async read(): Promise<{ lossSum: number; correct: number }> {
    const [lossSum, correct] = await Promise.all([this.#lossSum.data(), this.#correct.data()]);
    return { lossSum: lossSum[0] ?? NaN, correct: Math.round(correct[0] ?? NaN) };
  }

  dispose(): void {
    tf.dispose([this.#lossSum, this.#correct]);
  }
}

/** Computes the next value of a sum that outlives every scope, and frees the old one. */
function replace(sum: tf.Scalar, next: (sum: tf.Scalar) => tf.Tensor): tf.Scalar {
  const value = tf.tidy(() => tf.keep(tf.reshape<tf.Rank.R0>(next(sum), [])));
  sum.dispose();
  return value;
}
