/** A network that is blurred after each convolution, against PyTorch's logits, loss and gradients. */
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { valueAndGradients } from "../../src/backend/autograd.ts";
import { softmaxCrossEntropy } from "../../src/backend/ops/mod.ts";
import { cbs } from "../../src/method/cbs/mod.ts";
import { createModel, type Model } from "../../src/model/mod.ts";
import { loadState } from "../../src/model/weights.ts";
import { randomStream } from "../../src/random.ts";
import { inputNhwc, readFixture, stateOf, type StateTensor } from "./fixture.ts";
import { testOnFastBackends } from "./network.ts";

interface CbsReference {
  readonly seed: string;
  readonly tolerance: { readonly grad_norms_rel: number };
  readonly cbs: {
    readonly resnet18_narrow: {
      readonly input_name: string;
      readonly batch: number;
      readonly eval: { readonly epoch: number; readonly logits: number[][] }[];
      readonly train_sigma1: {
        readonly input_name: string;
        readonly batch: number;
        readonly loss: number;
        readonly grad_norms: Record<string, number>;
      };
    };
  };
}

const network = readFixture<{ seed: string; base_width: number; state: StateTensor[] }>("resnet18_narrow");
const { seed, tolerance, cbs: { resnet18_narrow: reference } } = readFixture<CbsReference>("rivals");
const CLASSES = 10;

function referenceModel(): Model {
  const model = createModel(`resnet18:width=${network.base_width}`, CLASSES, randomStream(0, "weights"));
  loadState(model, stateOf(seed, network.state, CLASSES), "the reference");
  return model;
}

const input = (name: string, batch: number) =>
  tf.tensor4d(inputNhwc(seed, name, [batch, 3, 32, 32]), [batch, 32, 32, 3]);

testOnFastBackends("cbs has 17 places in ResNet-18, and gives PyTorch's logits in every epoch", async () => {
  const model = referenceModel(), method = cbs();
  const images = input(reference.input_name, reference.batch);
  for (const { epoch, logits } of reference.eval) {
    const { afterConvolution } = method.model!({ epoch, epochs: 200 });
    let places = 0;
    const counting = afterConvolution && ((x: tf.Tensor4D) => {
      places++;
      return afterConvolution(x);
    });
    const output = tf.tidy(() => model.forward(images, { training: false, afterConvolution: counting }));
    // In the last of these epochs the kernel is the identity, and nothing is computed for it.
    assert.equal(places, counting === undefined ? 0 : 17);
    const got = await output.data(), wanted = logits.flat(), largest = Math.max(...wanted.map(Math.abs));
    wanted.forEach((x, i) =>
      assert.ok(Math.abs(got[i]! - x) <= 2e-4 * largest, `epoch ${epoch}, logit ${i}`)
    );
    output.dispose();
  }
  images.dispose();
  model.dispose();
});

testOnFastBackends("cbs trains with PyTorch's loss and gradients", async () => {
  const { input_name, batch, loss, grad_norms } = reference.train_sigma1;
  const model = referenceModel(), images = input(input_name, batch);
  const targets = tf.tidy(() =>
    tf.cast(tf.oneHot(tf.range(0, batch, 1, "int32"), CLASSES), "float32") as tf.Tensor2D
  );
  const changes = cbs().model!({ epoch: 0, epochs: 200 });
  const { value, gradients } = valueAndGradients(
    () => softmaxCrossEntropy(model.forward(images, { training: true, ...changes }), targets),
    model.parameters(),
  );
  assert.ok(Math.abs((await value.data())[0]! - loss) <= 1e-4 * loss);
  assert.deepEqual([...gradients.keys()].sort(), Object.keys(grad_norms).sort());
  for (const [name, wanted] of Object.entries(grad_norms)) {
    const values = Float64Array.from(await gradients.get(name)!.data());
    const got = Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));
    assert.ok(
      Math.abs(got - wanted) <= tolerance.grad_norms_rel * wanted,
      `${name}: ${got}, wanted ${wanted}`,
    );
  }
  tf.dispose([images, targets, value, ...gradients.values()]);
  model.dispose();
});
