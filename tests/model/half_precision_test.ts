import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { valueAndGradients } from "../../src/backend/autograd.ts";
import { softmaxCrossEntropy } from "../../src/backend/ops/mod.ts";
import type { Precision } from "../../src/backend/precision.ts";
import { startTensorflow } from "../../src/backend/tensorflow.ts";
import { randomStream } from "../../src/random.ts";
import { withoutNative } from "../backend/required.ts";
import { images, make } from "./classifiers.ts";

const ignore = await withoutNative();

/** The scale of the loss: many gradients are below float16's range. Scaling keeps their direction. */
const SCALE = 1024;

/** The gradients of one step with dropout; what follows convolutions must be float32, so that its values can be read. */
async function gradientsOf(spec: string, precision: Precision): Promise<Map<string, Float32Array>> {
  const model = make(spec), x = images(8, 32);
  const targets = tf.tidy(() =>
    tf.cast(tf.oneHot(tf.tensor1d([0, 1, 2, 3, 4, 5, 6, 7], "int32"), 10), "float32") as tf.Tensor2D
  );
  const afterConvolution = (y: tf.Tensor4D) => {
    assert.ok(Number.isFinite(y.dataSync()[0]));
    return y;
  };
  const options = { training: true, precision, random: randomStream(3, "dropout"), afterConvolution };
  const { value, gradients } = valueAndGradients(
    () => softmaxCrossEntropy(model.forward(x, options), targets),
    model.parameters(),
    SCALE,
  );
  const read = new Map<string, Float32Array>();
  for (const [name, gradient] of gradients) read.set(name, await gradient.data<"float32">());
  tf.dispose([x, targets, value, ...gradients.values()]);
  model.dispose();
  return read;
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, k) => sum + value * b[k]!, 0);

const SPECS = [
  "resnet18:width=8",
  "wide_resnet:depth=10,widen=2",
  "resnet18_imagenet",
  "cvt:dims=32-64-128,depth=1-1-2,heads=1-2-4",
];

// PyTorch's autocast to bfloat16 gives 0.92 at the first convolution of an ImageNet ResNet-18 on eight images of 64 px,
// and 0.94 at that of a CIFAR ResNet-18.
for (const [precision, least] of [["bf16", 0.85], ["fp16", 0.98]] as const) {
  for (const spec of SPECS) {
    Deno.test(
      `${precision} gradients of ${spec} agree in direction with float32 ones`,
      { ignore },
      async () => {
        await startTensorflow();
        const [full, low] = [await gradientsOf(spec, "fp32"), await gradientsOf(spec, precision)];
        const matrices = [...full].filter(([name]) =>
          /(conv\d?|conv1_initial|proj|fc\d?|linear|head|shortcut\.0)\.weight/.test(name)
        );
        assert.ok(matrices.length >= 8);
        let different = 0;
        for (const [name, wanted] of matrices) {
          const got = low.get(name)!;
          if (dot(wanted, wanted) < 1e-12) continue; // zero but for rounding
          const cosine = dot(got, wanted) / Math.sqrt(dot(got, got) * dot(wanted, wanted));
          assert.ok(cosine > least, `${name}: cosine ${cosine}`);
          if (cosine < 1 - 1e-7) different++;
        }
        assert.ok(different > 0, "the lower precision was not used");
      },
    );
  }
}
