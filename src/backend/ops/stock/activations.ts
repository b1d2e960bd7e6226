/** Activations composed of TensorFlow.js' operations. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { ActivationKernels } from "../kernels.ts";

/** Computes the normal distribution function, Φ(x) = (1 + erf(x / √2)) / 2. */
function normalDistribution(x: Tensor): Tensor {
  return tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);
}

export const activations: ActivationKernels = {
  sigmoid: (x) => tf.sigmoid(x),

  sigmoidGradient(upstream, output) {
    return tf.tidy(() => tf.mul(upstream, tf.mul(output, tf.sub(1, output))));
  },

  swish: (x, slope) => tf.tidy(() => tf.mul(x, tf.sigmoid(slope === 1 ? x : tf.mul(x, slope)))),

  swishGradient(upstream, x, slope) {
    return tf.tidy(() => {
      const scaled = slope === 1 ? x : tf.mul(x, slope);
      const s = tf.sigmoid(scaled);
      return tf.mul(tf.mul(upstream, s), tf.add(tf.mul(scaled, tf.sub(1, s)), 1));
    });
  },

  gelu: (x) => ({ output: tf.tidy(() => tf.mul(x, normalDistribution(x))), saved: x }),

  geluGradient(upstream, x) {
    return tf.tidy(() => {
      const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
      return tf.mul(upstream, tf.add(normalDistribution(x), tf.mul(x, density)));
    });
  },
};
