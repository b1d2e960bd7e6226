import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { valueAndGradients } from "../../src/backend/autograd.ts";
import { softmaxCrossEntropy } from "../../src/backend/ops/mod.ts";
import { findNativeAddon, startTensorflow } from "../../src/backend/tensorflow.ts";
import type { Precision } from "../../src/model/mod.ts";
import { randomStream } from "../../src/random.ts";
import { images, make } from "./classifiers.ts";

const ignore = await findNativeAddon() === undefined;

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
  );
  const read = new Map<string, Float32Array>();
  for (const [name, gradient] of gradients) read.set(name, await gradient.data<"float32">());
  tf.dispose([x, targets, value, ...gradients.values()]);
  model.dispose();
  return read;
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, k) => sum + value * b[k]!, 0);

for (
  const spec of [
    "wide_resnet:depth=10,widen=2",
    "resnet18_imagenet",
    "cvt:dims=32-64-128,depth=1-1-2,heads=1-2-4",
  ]
) {
  Deno.test(`bfloat16 gradients of ${spec} point where float32 ones do`, { ignore }, async () => {
    await startTensorflow();
    const [full, low] = [await gradientsOf(spec, "fp32"), await gradientsOf(spec, "bf16")];
    const matrices = [...full].filter(([name]) =>
      /(conv\d?|proj|fc\d?|linear|head|shortcut\.0)\.weight/.test(name)
    );
    assert.ok(matrices.length >= 8);
    let different = 0;
    for (const [name, wanted] of matrices) {
      const got = low.get(name)!;
      if (dot(wanted, wanted) < 1e-12) continue; // zero but for rounding
      const cosine = dot(got, wanted) / Math.sqrt(dot(got, got) * dot(wanted, wanted));
      // PyTorch's autocast gives 0.92 at the first convolution of an ImageNet ResNet-18 on eight images of 64 px.
      assert.ok(cosine > 0.85, `${name}: cosine ${cosine}`);
      if (cosine < 1 - 1e-7) different++;
    }
    assert.ok(different > 0, "the lower precision was not used");
  });
}
