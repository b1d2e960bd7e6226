/** Binary cross-entropy composed of TensorFlow.js' operations. */
import * as tf from "@tensorflow/tfjs-core";
import type { Scalar } from "@tensorflow/tfjs-core";
import type { BinaryLossKernels } from "../kernels.ts";

export const binaryLoss: BinaryLossKernels = {
  sigmoidCrossEntropy(logits, targets, positiveWeight) {
    return tf.tidy(() => {
      const weight = positiveWeight === 1 ? tf.scalar(1) : tf.add(tf.mul(targets, positiveWeight - 1), 1);
      // log(1 + exp(−x)), without exponentials of anything positive.
      const softplus = tf.add(tf.log1p(tf.exp(tf.neg(tf.abs(logits)))), tf.relu(tf.neg(logits)));
      const losses = tf.add(tf.mul(tf.sub(1, targets), logits), tf.mul(weight, softplus));
      const slope = tf.sub(tf.mul(tf.sigmoid(logits), weight), tf.mul(targets, positiveWeight));
      return { loss: tf.mean<Scalar>(losses), gradient: tf.div(slope, logits.size) };
    });
  },
};
