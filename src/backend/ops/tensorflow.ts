/** What the native TensorFlow backend does its own way: with TensorFlow's fused kernels, called by name. */
import type { Kernels } from "./kernels.ts";
import { activations } from "./tensorflow/activations.ts";
import { adamaxUpdate, adamwUpdate } from "./tensorflow/adam.ts";
import { batchNormalization } from "./tensorflow/batch_norm.ts";
import { batchNormSilu } from "./tensorflow/batch_norm_silu.ts";
import { cast } from "./tensorflow/cast.ts";
import { convolution } from "./tensorflow/convolution.ts";
import { depthwise } from "./tensorflow/depthwise.ts";
import { elementwise } from "./tensorflow/elementwise.ts";
import { host } from "./tensorflow/host.ts";
import { rows } from "./tensorflow/layer_norm.ts";
import { matMul } from "./tensorflow/mat_mul.ts";
import { images } from "./tensorflow/normalize_and_mask.ts";
import { pooling } from "./tensorflow/pooling.ts";
import { sgdUpdate, sgdUpdates } from "./tensorflow/sgd.ts";
import { wideRows } from "./tensorflow/wide_rows.ts";

/** Overrides for `tf.getBackend() === "tensorflow"`. */
export const tensorflowKernels: Partial<Kernels> = {
  ...host,
  ...images,
  ...cast,
  ...convolution,
  ...batchNormalization,
  ...batchNormSilu,
  ...elementwise,
  ...depthwise,
  ...pooling,
  ...activations,
  ...rows,
  ...wideRows,
  matMul,
  sgdUpdate,
  sgdUpdates,
  adamaxUpdate,
  adamwUpdate,
};
