import * as tf from "@tensorflow/tfjs-core";

/** A sum over an epoch that stays on the device, so that no step waits for a download. */
export class DeviceSum {
  #sum: tf.Scalar;

  constructor(start: number) {
    this.#sum = tf.scalar(start);
  }

  /** Adds the result of a function and frees its tensors. */
  add(term: () => tf.Tensor): void {
    const before = this.#sum;
    this.#sum = tf.tidy(() => tf.keep(tf.reshape<tf.Rank.R0>(tf.add(before, term()), [])));
    before.dispose();
  }

  /** Downloads the sum. */
  async read(): Promise<number> {
    return (await this.#sum.data())[0] ?? NaN;
  }

  /** Frees the device's memory. */
  dispose(): void {
    this.#sum.dispose();
  }
}
