/** The rivals' arithmetic against numbers from PyTorch and NumPy: kernels, learning rates, crops, targets. */
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { blur, gaussianKernel, sigmaOfEpoch } from "../../src/method/cbs/mod.ts";
import { efficientTrainStage, lowFrequencyCrop } from "../../src/method/efficient_train/mod.ts";
import { codeRate, codeStart, layerGroups, paperShares } from "../../src/method/lerac/mod.ts";
import { cosineSimilarity, lsclTargets } from "../../src/method/lscl/mod.ts";
import { inputNhwc, readFixture } from "./fixture.ts";
import { testOnFastBackends } from "./network.ts";

type Shape = [number, number, number, number];
type Rates = Record<string, number[]>;

interface Reference {
  readonly seed: string;
  readonly tolerance: { kernels_abs: number; lr_rel: number; crop_abs: number; targets_abs: number };
  readonly cbs: {
    kernels: { epoch: number; sigma: number; centre: number; edge: number; corner: number }[];
    kernels_other: {
      start: number;
      factor: number;
      every: number;
      epoch: number;
      sigma: number;
      kernel: number[][];
    }[];
    blur_example: { input_name: string; shape: Shape; sigma: number; output: number[][][][] };
  };
  readonly lerac: {
    groups: string[];
    group_of_parameter: Record<string, string>;
    paper: { eta0: number; eta_last: number; k: number; epochs: number; lr_by_group: Rates }[];
    code: {
      name: string;
      lr: number;
      min_lr: number;
      clf_lr: number;
      decay: number[];
      epochs: number;
      updates_per_epoch: number;
      stop_update: number;
      stop_lr: number;
      lr_by_group: Rates;
    }[];
  };
  readonly efficienttrain: {
    crops: { input_name: string; shape: Shape; B: number; mean: number; output: number[][][] }[];
    stages: { epochs: number; size: number; B: number[] }[];
    randaugment_m_by_stage: number[];
  };
  readonly label_similarity: {
    class_vectors: number[][];
    cosine: number[][];
    cases: { temperature: number; eps: number; targets_after_epochs: Record<string, number[][]> }[];
  };
}

const { seed, tolerance, cbs, lerac, efficienttrain, label_similarity } = readFixture<Reference>("rivals");

function assertNear(got: ArrayLike<number>, wanted: readonly number[], absolute: number, what: string) {
  assert.equal(got.length, wanted.length, what);
  wanted.forEach((x, i) =>
    assert.ok(Math.abs(got[i]! - x) <= absolute, `${what} [${i}]: ${got[i]}, wanted ${x}`)
  );
}

/** NCHW, as in the reference. */
async function nchw(x: tf.Tensor4D): Promise<ArrayLike<number>> {
  const moved = tf.transpose(x, [0, 3, 1, 2]);
  const values = await moved.data();
  moved.dispose();
  return values;
}

Deno.test("cbs blurs with the published kernels", () => {
  for (const { epoch, sigma, centre, edge, corner } of cbs.kernels) {
    const got = sigmaOfEpoch(epoch, { std: 1, factor: 0.9, every: 5 });
    assert.ok(Math.abs(got - sigma) < 1e-12);
    const wanted = [corner, edge, corner, edge, centre, edge, corner, edge, corner];
    assertNear(gaussianKernel(got), wanted, tolerance.kernels_abs, `kernel of epoch ${epoch}`);
  }
  for (const { start, factor, every, epoch, kernel } of cbs.kernels_other) {
    const got = gaussianKernel(sigmaOfEpoch(epoch, { std: start, factor, every }));
    assertNear(got, kernel.flat(), tolerance.kernels_abs, `kernel of epoch ${epoch} from ${start}`);
  }
});

testOnFastBackends("cbs blurs feature maps as PyTorch does", async () => {
  const { input_name, shape, sigma, output } = cbs.blur_example, [b, c, h, w] = shape;
  const x = tf.tensor4d(inputNhwc(seed, input_name, shape), [b, h, w, c]);
  const blurred = tf.tidy(() => blur(x, gaussianKernel(sigma)));
  assertNear(await nchw(blurred), output.flat(3), 1e-6, "blurred");
  tf.dispose([x, blurred]);
});

const parameters = Object.keys(lerac.group_of_parameter);

Deno.test("lerac groups the parameters of ResNet-18 as the reference does", () => {
  const groups = layerGroups(parameters);
  assert.deepEqual(groups.map(({ name }) => name === "head" ? "linear" : name), lerac.groups);
  for (const [place, { parameters }] of groups.entries()) {
    for (const name of parameters) assert.equal(lerac.group_of_parameter[name], lerac.groups[place], name);
  }
});

Deno.test("lerac:rule=paper gives equation 8", () => {
  for (const { eta0, eta_last, k, epochs, lr_by_group } of lerac.paper) {
    for (let epoch = 0; epoch < epochs; epoch++) {
      const shares = paperShares(lerac.groups.length, epoch, { last: eta_last / eta0, k });
      for (const [place, group] of lerac.groups.entries()) {
        const wanted = lr_by_group[group]![epoch]!, got = eta0 * shares[place]!;
        assert.ok(Math.abs(got - wanted) <= tolerance.lr_rel * wanted, `${group}, epoch ${epoch}: ${got}`);
      }
    }
  }
});

for (const run of lerac.code) {
  Deno.test(`lerac:rule=code gives the released code's rates: ${run.name}`, () => {
    const rule = {
      lr: run.lr,
      minLr: run.min_lr,
      clfLr: run.clf_lr,
      stopLr: run.stop_lr,
      updates: run.updates_per_epoch,
      stopEpoch: run.stop_update,
    };
    const starts = codeStart(layerGroups(parameters), rule);
    for (const [parameter, group] of Object.entries(lerac.group_of_parameter)) {
      for (let epoch = 0; epoch < run.epochs; epoch++) {
        const decays = run.decay.filter((decay) => epoch + 1 >= decay).length;
        const place = { epoch, step: 0, steps: 100 };
        const got = codeRate(starts.get(parameter)!, place, rule) / 10 ** decays;
        const wanted = run.lr_by_group[group]![epoch]!;
        const close = Math.abs(got - wanted) <= tolerance.lr_rel * wanted;
        assert.ok(close, `${parameter}, epoch ${epoch}: ${got}, wanted ${wanted}`);
      }
    }
  });
}

testOnFastBackends("efficient_train crops low frequencies as PyTorch's FFT does", async () => {
  for (const { input_name, shape, B, output } of efficienttrain.crops) {
    const [b, c, h, w] = shape;
    const x = tf.tensor4d(inputNhwc(seed, input_name, shape), [b, h, w, c]);
    const small = lowFrequencyCrop(h, B)(x);
    assert.deepEqual(small.shape, [b, B, B, c]);
    const got = Array.from(await nchw(small)), wanted = output.flat(2);
    assertNear(got.slice(0, wanted.length), wanted, tolerance.crop_abs, `${input_name} to ${B}`);
    tf.dispose([x, small]);
  }
});

Deno.test("efficient_train follows the published sizes and magnitudes", () => {
  for (const { epochs, size, B } of efficienttrain.stages) {
    const stages = B.map((_, epoch) => efficientTrainStage(epoch, epochs, size));
    assert.deepEqual(stages.map(({ inputSize }) => inputSize), B, `${epochs} epochs of ${size} pixels`);
    const magnitudes = [...new Set(stages.map(({ magnitude }) => magnitude))];
    assert.deepEqual(magnitudes, efficienttrain.randaugment_m_by_stage);
  }
});

Deno.test("lscl gives the targets of the recalled, unverified formula", () => {
  const similarity = cosineSimilarity(label_similarity.class_vectors);
  assertNear(similarity.values, label_similarity.cosine.flat(), 1e-12, "cosines");
  for (const { temperature, eps, targets_after_epochs } of label_similarity.cases) {
    for (const [epochs, wanted] of Object.entries(targets_after_epochs)) {
      const got = lsclTargets(similarity, { temperature, epsilon: eps, epoch: Number(epochs) });
      assertNear(got, wanted.flat(), tolerance.targets_abs, `temperature ${temperature}, after ${epochs}`);
    }
  }
});
