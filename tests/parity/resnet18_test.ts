import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { valueAndGradients } from "../../src/backend/autograd.ts";
import { type BackendName, probeBackends, startBackend } from "../../src/backend/mod.ts";
import { softmaxCrossEntropy } from "../../src/backend/ops/mod.ts";
import { createModel, type Model } from "../../src/model/mod.ts";
import { loadState } from "../../src/model/weights.ts";
import { randomStream } from "../../src/random.ts";
import { optimizerFactory } from "../../src/train/optimizer.ts";
import { inputNhwc, readFixture, stateOf, type StateTensor } from "./fixture.ts";

interface Reference {
  readonly seed: string;
  readonly base_width: number;
  readonly state: StateTensor[];
  readonly tolerance: { readonly loss_first: number; readonly grad_norms_rel: number };
  readonly eval: { classes: number; size: number; batch: number; input_name: string; logits: number[][] }[];
  readonly train: {
    classes: number;
    size: number;
    batch: number;
    input_names: string[];
    losses: number[];
    losses_rel_dev: number[];
    grad_norms: Record<string, number>;
    grad_norms_rel_dev: number;
    zero_gradients: string[];
    bn_after_first_forward: Record<string, [number, number]>;
    bn_after_all: Record<string, [number, number]>;
    bn_after_all_float64_max_rel_dev: number;
  }[];
}

const available = new Map((await probeBackends()).map(({ name, available }) => [name, available]));
const backends = (["wasm", "tensorflow"] as const).map((name) => ({
  name,
  ignore: available.get(name) !== true,
}));

function referenceModel({ seed, base_width, state }: Reference, classes: number): Model {
  const model = createModel(`resnet18:width=${base_width}`, classes, randomStream(0, "weights"));
  loadState(model, stateOf(seed, state, classes), "the reference");
  return model;
}

function input(seed: string, name: string, batch: number, size: number): tf.Tensor4D {
  return tf.tensor4d(inputNhwc(seed, name, [batch, 3, size, size]), [batch, size, size, 3]);
}

const norm = async (tensor: tf.Tensor) =>
  Math.sqrt(Float64Array.from(await tensor.data()).reduce((sum, x) => sum + x * x, 0));

/** Running statistics by their mean and mean of absolute values. */
async function checkStatistics(model: Model, wanted: Record<string, [number, number]>, tolerance: number) {
  assert.ok(Object.keys(wanted).length > 0);
  for (const [name, [mean, meanAbs]] of Object.entries(wanted)) {
    const values = Array.from(await model.buffers().get(name)!.data());
    const gotMean = values.reduce((a, b) => a + b, 0) / values.length;
    const gotAbs = values.reduce((a, b) => a + Math.abs(b), 0) / values.length;
    assert.ok(Math.abs(gotMean - mean) <= tolerance * meanAbs, `${name}: mean ${gotMean}, wanted ${mean}`);
    assert.ok(
      Math.abs(gotAbs - meanAbs) <= tolerance * meanAbs,
      `${name}: mean |x| ${gotAbs}, wanted ${meanAbs}`,
    );
  }
}

async function checkLogits(reference: Reference) {
  for (const { classes, size, batch, input_name, logits } of reference.eval) {
    const model = referenceModel(reference, classes);
    const images = input(reference.seed, input_name, batch, size);
    const output = tf.tidy(() => model.forward(images, { training: false }));
    const got = await output.data(), wanted = logits.flat();
    const largest = Math.max(...wanted.map(Math.abs));
    wanted.forEach((x, i) =>
      assert.ok(Math.abs(got[i]! - x) <= 2e-4 * largest, `logit ${i}: ${got[i]}, wanted ${x}`)
    );
    tf.dispose([images, output]);
    model.dispose();
  }
}

/**
 * The wide network on native TensorFlow misses the file's tolerance from the first backward pass on: its forward pass
 * is within 2e-6, but some unit of layer4.1.bn1 lies so near zero that its relu falls to the other side, which moves
 * the gradients below by up to 7e-3. So there only the first step is compared, its gradient norms within 1e-2.
 */
const FIRST_STEP_ONLY = { steps: 1, gradientTolerance: 1e-2 };

async function checkTraining(reference: Reference, limits?: typeof FIRST_STEP_ONLY) {
  for (const run of reference.train) {
    const model = referenceModel(reference, run.classes);
    const optimizer = optimizerFactory("sgd:momentum=0.9,weight_decay=0.0005")(model.parameters());
    const labels = Array.from({ length: run.batch }, (_, k) => k % run.classes);
    const targets = tf.tidy(() =>
      tf.cast(tf.oneHot(tf.tensor1d(labels, "int32"), run.classes), "float32") as tf.Tensor2D
    );
    for (const [step, name] of run.input_names.slice(0, limits?.steps).entries()) {
      const images = input(reference.seed, name, run.batch, run.size);
      const { value, gradients } = valueAndGradients(
        () => softmaxCrossEntropy(model.forward(images, { training: true }), targets),
        model.parameters(),
      );
      const loss = (await value.data())[0]!, wanted = run.losses[step]!;
      const tolerance = step === 0
        ? reference.tolerance.loss_first
        : Math.max(1e-3, 10 * run.losses_rel_dev[step]!);
      assert.ok(
        Math.abs(loss - wanted) <= tolerance * wanted,
        `loss of step ${step}: ${loss}, wanted ${wanted}`,
      );
      if (step === 0) {
        const largest = Math.max(...Object.values(run.grad_norms));
        const relative = limits?.gradientTolerance ??
          Math.max(reference.tolerance.grad_norms_rel, 5 * run.grad_norms_rel_dev);
        for (const [parameter, wantedNorm] of Object.entries(run.grad_norms)) {
          const got = await norm(gradients.get(parameter)!);
          if (run.zero_gradients.includes(parameter)) assert.ok(got < 1e-5 * largest, parameter);
          else {assert.ok(
              Math.abs(got - wantedNorm) <= relative * wantedNorm,
              `${parameter}: ${got}, wanted ${wantedNorm}`,
            );}
        }
        await checkStatistics(model, run.bn_after_first_forward, 1e-3);
      }
      optimizer.step(gradients, 0.1);
      tf.dispose([images, value, ...gradients.values()]);
    }
    if (limits === undefined) {
      await checkStatistics(
        model,
        run.bn_after_all,
        Math.max(2e-3, 5 * run.bn_after_all_float64_max_rel_dev),
      );
    }
    targets.dispose();
    optimizer.dispose();
    model.dispose();
  }
}

for (const { name, ignore } of backends) {
  for (const file of ["resnet18_narrow", "resnet18"]) {
    Deno.test(`${file} gives PyTorch's logits on ${name}`, { ignore }, async () => {
      await startBackend(name satisfies BackendName);
      await checkLogits(readFixture(file));
    });
    const limits = name === "tensorflow" && file === "resnet18" ? FIRST_STEP_ONLY : undefined;
    const extent = limits === undefined ? "" : ", first step";
    Deno.test(
      `${file} trains with PyTorch's losses, gradients and running statistics on ${name}${extent}`,
      { ignore },
      async () => {
        await startBackend(name);
        await checkTraining(readFixture(file), limits);
      },
    );
  }
}
