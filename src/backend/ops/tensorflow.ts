/** The kernels of the native TensorFlow backend: TensorFlow's fused ones, called by name, and our own. */
import type { KernelFactory } from "./kernels.ts";
import { activations } from "./tensorflow/activations.ts";
import { adam } from "./tensorflow/adam.ts";
import { batchNormalization } from "./tensorflow/batch_norm.ts";
import { batchNormSilu } from "./tensorflow/batch_norm_silu.ts";
import { biasGelu } from "./tensorflow/bias_gelu.ts";
import { cast } from "./tensorflow/cast.ts";
import { convolution } from "./tensorflow/convolution.ts";
import { depthwise } from "./tensorflow/depthwise.ts";
import { elementwise } from "./tensorflow/elementwise.ts";
import { host } from "./tensorflow/host.ts";
import { rows } from "./tensorflow/layer_norm.ts";
import { matMul } from "./tensorflow/mat_mul.ts";
import { images } from "./tensorflow/normalize_and_mask.ts";
import { pooling } from "./tensorflow/pooling.ts";
import { sgd } from "./tensorflow/sgd.ts";
import { wideRows } from "./tensorflow/wide_rows.ts";

/** Builds the kernels of the tensorflow backend. */
export const tensorflowKernels: KernelFactory = (base) => ({
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
  ...biasGelu(base),
  ...sgd(base),
  ...adam(base),
  matMul,
});
