/** Optimizers against the reference: the toy problem of optim.json, step by step. */
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { optimizerFactory } from "../../src/train/optimizer.ts";
import { relativeDifference, testOnEachBackend } from "../backend/each_backend.ts";
import { readFixture } from "./fixture.ts";

interface Settings {
  readonly kind: "sgd" | "adamax" | "adamw";
  readonly lr: number;
  readonly weightDecay: number;
  readonly momentum?: number;
  readonly nesterov?: boolean;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly eps?: number;
}

interface Fixture {
  readonly tolerance: { readonly float32: number };
  readonly tensors: Readonly<Record<string, { shape: number[]; x0: number[]; t: number[]; h: number[] }>>;
  readonly optimizers: readonly {
    readonly name: string;
    readonly config: Settings;
    readonly losses: readonly number[];
    readonly params_after_step: Readonly<Record<string, Readonly<Record<string, number[]>>>>;
  }[];
}

const fixture = readFixture<Fixture>("optim");

/** The settings as written on the command line. */
function specOf({ kind, momentum, nesterov, beta1, beta2, eps, weightDecay }: Settings): string {
  const own = kind === "sgd"
    ? `momentum=${momentum},nesterov=${nesterov}`
    : `beta1=${beta1},beta2=${beta2},eps=${eps}`;
  return `${kind}:${own},weight_decay=${weightDecay}`;
}

for (const { name, config, losses, params_after_step: wanted } of fixture.optimizers) {
  testOnEachBackend(`${specOf(config)} moves parameters as PyTorch does: ${name}`, async (backend) => {
    // Reading back after every step is slow on a graphics device in software.
    const steps = backend === "webgpu" ? 5 : losses.length;
    const entries = Object.entries(fixture.tensors);
    const parameters = new Map(
      entries.map(([key, { x0, shape }]) => [key, tf.tidy(() => tf.variable(tf.tensor(x0, shape)))]),
    );
    const optimizer = optimizerFactory(specOf(config))(parameters);
    let tensors = 0;
    for (let step = 0; step < steps; step++) {
      const gradients = new Map<string, tf.Tensor>();
      let loss = 0;
      for (const [key, { t, h, shape }] of entries) {
        const x = [...await parameters.get(key)!.data()];
        loss += x.reduce((sum, v, k) => sum + 0.5 * h[k]! * (v - t[k]!) ** 2 + 0.1 * Math.sin(3 * v), 0);
        const gradient = x.map((value, k) => h[k]! * (value - t[k]!) + 0.3 * Math.cos(3 * value));
        gradients.set(key, tf.tensor(gradient, shape));
      }
      assert.ok(relativeDifference([loss], [losses[step]!]) <= fixture.tolerance.float32);
      optimizer.step(gradients, config.lr);
      tf.dispose([...gradients.values()]);
      // A backend may keep constants of its own from the first step on.
      if (step === 0) tensors = tf.memory().numTensors;
      for (const [key, want] of Object.entries(wanted[step + 1] ?? {})) {
        const difference = relativeDifference(await parameters.get(key)!.data(), want);
        assert.ok(difference <= fixture.tolerance.float32, `${key} after step ${step + 1}: ${difference}`);
      }
    }
    assert.equal(tf.memory().numTensors, tensors, "steps leave tensors behind");
    optimizer.dispose();
    tf.dispose([...parameters.values()]);
  });
}
