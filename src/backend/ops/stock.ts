/** Every kernel composed of TensorFlow.js' own operations: works on cpu, webgpu and tensorflow. */
import * as tf from "@tensorflow/tfjs-core";
import type { Scalar, Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";
import type { Kernels, NormalizationTail } from "./kernels.ts";
import { activations } from "./stock/activations.ts";
import { adam } from "./stock/adam.ts";
import { batchNormSilu } from "./stock/batch_norm_silu.ts";
import { biasGelu } from "./stock/bias_gelu.ts";
import { binaryLoss } from "./stock/binary_loss.ts";
import { depthwise } from "./stock/depthwise.ts";
import { images } from "./stock/normalize_and_mask.ts";
import { pooling } from "./stock/pooling.ts";
import { rows } from "./stock/layer_norm_softmax.ts";
import { runKernel } from "./stock/run_kernel.ts";

function padSides(x: Tensor4D, padding: number): Tensor4D {
  return padding === 0 ? x : tf.pad(x, [[0, 0], [padding, padding], [padding, padding], [0, 0]]);
}

function applyTail(normalized: Tensor4D, { relu, residual }: NormalizationTail): Tensor4D {
  const sum = residual === undefined ? normalized : tf.add<Tensor4D>(normalized, residual);
  return relu ? tf.relu(sum) : sum;
}

function refuse(type: string): never {
  throw new UsageError(
    `Cannot compute in ${type} on ${tf.getBackend()}: choose precision fp32, or the tensorflow backend`,
  );
}

const stock: Omit<Kernels, keyof (ReturnType<typeof batchNormSilu> & ReturnType<typeof biasGelu>)> = {
  ...images,
  ...depthwise,
  ...pooling,
  ...rows,
  ...activations,
  ...binaryLoss,
  ...adam,

  // An explicit tf.pad before a "valid" convolution is what every backend's gradient kernels agree on.
  conv2d(x, filter, { stride, padding }) {
    return tf.tidy(() => tf.conv2d(padSides(x, padding), filter, stride, "valid"));
  },

  conv2dInputGradient(upstream, filter, inputShape, { stride, padding }) {
    const [batch, height, width, channels] = inputShape;
    const padded = [batch, height + 2 * padding, width + 2 * padding, channels];
    return tf.tidy(() => {
      const gradient = runKernel<Tensor4D>("Conv2DBackpropInput", { dy: upstream, filter }, {
        strides: [stride, stride],
        pad: "valid",
        dataFormat: "NHWC",
        inputShape: padded,
      });
      return padding === 0 ? gradient : tf.slice(gradient, [0, padding, padding, 0], [...inputShape]);
    });
  },

  conv2dFilterGradient(x, upstream, filterShape, { stride, padding }) {
    return tf.tidy(() =>
      runKernel<Tensor4D>("Conv2DBackpropFilter", { x: padSides(x, padding), dy: upstream }, {
        strides: [stride, stride],
        pad: "valid",
        dataFormat: "NHWC",
        filterShape: [...filterShape],
      })
    );
  },

  batchNormTraining(x, weight, bias, epsilon, tail) {
    return tf.tidy(() => {
      const count = x.size / x.shape[3];
      const mean = tf.mean<Tensor1D>(x, [0, 1, 2]);
      const centred = tf.sub<Tensor4D>(x, mean);
      const biased = tf.mean<Tensor1D>(tf.square(centred), [0, 1, 2]);
      const inverseDeviation = tf.rsqrt(tf.add(biased, epsilon));
      const normalized = tf.add<Tensor4D>(tf.mul(centred, tf.mul(inverseDeviation, weight)), bias);
      const variance = tf.mul<Tensor1D>(biased, count / Math.max(count - 1, 1));
      return { output: applyTail(normalized, tail), mean, variance, saved: [mean, inverseDeviation] };
    });
  },

  batchNormGradient(upstream, { x, output, weight, relu, residual, saved }) {
    const [mean, inverseDeviation] = saved as [Tensor1D, Tensor1D];
    return tf.tidy(() => {
      const count = x.size / x.shape[3];
      const gradient = relu ? stock.reluGradient(upstream, output) as Tensor4D : upstream;
      const standard = tf.mul(tf.sub(x, mean), inverseDeviation);
      const biasGradient = tf.sum<Tensor1D>(gradient, [0, 1, 2]);
      const weightGradient = tf.sum<Tensor1D>(tf.mul(gradient, standard), [0, 1, 2]);
      // dx = w / σ · (g − mean(g) − x̂ · mean(g · x̂))
      const inner = tf.sub(
        tf.sub(gradient, tf.div(biasGradient, count)),
        tf.mul(standard, tf.div(weightGradient, count)),
      );
      return {
        x: tf.mul<Tensor4D>(inner, tf.mul(weight, inverseDeviation)),
        weight: weightGradient,
        bias: biasGradient,
        residual: residual === undefined ? undefined : tf.clone(gradient),
      };
    });
  },

  batchNormInference(x, weight, bias, mean, variance, epsilon, tail) {
    return tf.tidy(() => {
      const scale = tf.mul(weight, tf.rsqrt(tf.add(variance, epsilon)));
      const shift = tf.sub(bias, tf.mul(mean, scale));
      return applyTail(tf.add<Tensor4D>(tf.mul(x, scale), shift), tail);
    });
  },

  updateAverage(average, value, momentum) {
    tf.tidy(() => average.assign(tf.add(tf.mul(average, 1 - momentum), tf.mul(value, momentum))));
  },

  copyFromHost: (values, shape) => tf.tensor(values.slice(), [...shape]),

  toHalf: (_, type) => refuse(type),
  toFloat32: () => refuse("16 bits"),

  relu: (x) => tf.relu(x),
  reluGradient: (upstream, output) => tf.tidy(() => tf.mul(upstream, tf.step(output))),
  add: (a, b) => tf.add(a, b),
  globalAveragePool: (x) => tf.mean<Tensor2D>(x, [1, 2]),

  globalAveragePoolGradient(upstream, [batch, height, width, channels]) {
    return tf.tidy(() => {
      const share = tf.reshape(tf.div(upstream, height * width), [batch, 1, 1, channels]);
      return tf.tile<Tensor4D>(share as Tensor4D, [1, height, width, 1]);
    });
  },

  matMul: (a, b, transposeA, transposeB) => tf.matMul(a, b, transposeA, transposeB),
  addBias: (x, bias) => tf.add(x, bias),
  columnSums: (x) => tf.sum<Tensor1D>(x, 0),

  softmaxCrossEntropy(logits, targets) {
    return tf.tidy(() => {
      const batch = logits.shape[0];
      const logProbabilities = tf.logSoftmax(logits);
      const loss = tf.div<Scalar>(tf.neg(tf.sum(tf.mul(targets, logProbabilities))), batch);
      const total = tf.sum(targets, 1, true);
      const gradient = tf.div<Tensor2D>(tf.sub(tf.mul(tf.exp(logProbabilities), total), targets), batch);
      return { loss, gradient };
    });
  },

  sgdUpdate(parameter, gradient, velocity, { learningRate, momentum, weightDecay, nesterov }) {
    tf.tidy(() => {
      let step = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(parameter, weightDecay));
      if (velocity !== undefined) {
        velocity.assign(tf.add(tf.mul(velocity, momentum), step));
        step = nesterov ? tf.add(step, tf.mul(velocity, momentum)) : velocity;
      }
      parameter.assign(tf.sub(parameter, tf.mul(step, learningRate)));
    });
  },
};

/**
 * Returns the stock implementation of every kernel.
 *
 * @param running returns the finished kernels of the running backend, of which some stock ones are composed
 */
export const stockKernels = (running: () => Kernels): Kernels => ({
  ...stock,
  ...batchNormSilu(running),
  ...biasGelu(running),
});
