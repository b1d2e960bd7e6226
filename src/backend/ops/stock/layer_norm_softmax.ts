/** Layer normalisation and softmax composed of TensorFlow.js' operations. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { RowKernels } from "../kernels.ts";

export const rows: RowKernels = {
  layerNorm(x, weight, bias, epsilon) {
    return tf.tidy(() => {
      const mean = tf.mean<Tensor2D>(x, 1, true);
      const centred = tf.sub<Tensor2D>(x, mean);
      const inverseDeviation = tf.rsqrt(tf.add(tf.mean<Tensor2D>(tf.square(centred), 1, true), epsilon));
      const output = tf.add<Tensor2D>(tf.mul(tf.mul(centred, inverseDeviation), weight), bias);
      return { output, saved: [x, mean, inverseDeviation] };
    });
  },

  layerNormGradient(upstream, weight, saved) {
    const [x, mean, inverseDeviation] = saved as [Tensor2D, Tensor2D, Tensor2D];
    return tf.tidy(() => {
      const standard = tf.mul<Tensor2D>(tf.sub(x, mean), inverseDeviation);
      const weighted = tf.mul<Tensor2D>(upstream, weight);
      // dx = 1 / σ · (g · w − mean(g · w) − x̂ · mean(g · w · x̂))
      const inner = tf.sub(
        tf.sub(weighted, tf.mean(weighted, 1, true)),
        tf.mul(standard, tf.mean(tf.mul(weighted, standard), 1, true)),
      );
      return {
        x: tf.mul<Tensor2D>(inner, inverseDeviation),
        weight: tf.sum<Tensor1D>(tf.mul(upstream, standard), 0),
        bias: tf.sum<Tensor1D>(upstream, 0),
      };
    });
  },

  softmax: (x) => tf.softmax(x),

  softmaxGradient(upstream, output) {
    return tf.tidy(() => {
      const total = tf.sum(tf.mul(upstream, output), 1, true);
      return tf.mul<Tensor2D>(tf.sub(upstream, total), output);
    });
  },
};
