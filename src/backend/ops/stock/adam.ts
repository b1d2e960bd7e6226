/** The updates of Adamax and AdamW composed of TensorFlow.js' operations. */
import * as tf from "@tensorflow/tfjs-core";
import type { AdamKernels } from "../kernels.ts";

/** Updates average ← beta · average + (1 − beta) · value. */
function moveAverage(average: tf.Variable, value: tf.Tensor, beta: number): void {
  average.assign(tf.add(tf.mul(average, beta), tf.mul(value, 1 - beta)));
}

export const adam: AdamKernels = {
  adamaxUpdates(updates, bias1) {
    for (const { parameter, gradient, moments: { first, second }, options } of updates) {
      const { learningRate, beta1, beta2, epsilon, weightDecay } = options;
      tf.tidy(() => {
        const g = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(parameter, weightDecay));
        moveAverage(first, g, beta1);
        second.assign(tf.maximum(tf.mul(second, beta2), tf.add(tf.abs(g), epsilon)));
        const rate = tf.div(learningRate, bias1);
        parameter.assign(tf.sub(parameter, tf.mul(tf.div(first, second), rate)));
      });
    }
  },

  adamwUpdates(updates, { bias1, bias2 }) {
    for (const { parameter, gradient, moments: { first, second }, options } of updates) {
      const { learningRate, beta1, beta2, epsilon, weightDecay } = options;
      tf.tidy(() => {
        moveAverage(first, gradient, beta1);
        moveAverage(second, tf.square(gradient), beta2);
        const deviation = tf.add(tf.div(tf.sqrt<tf.Tensor>(second), tf.sqrt(bias2)), epsilon);
        const step = tf.mul(tf.div(first, deviation), tf.div(learningRate, bias1));
        parameter.assign(tf.sub(tf.mul(parameter, 1 - learningRate * weightDecay), step));
      });
    }
  },
};
