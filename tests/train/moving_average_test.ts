import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { UsageError } from "../../src/errors.ts";
import { createModel } from "../../src/model/mod.ts";
import { randomStream } from "../../src/random.ts";
import { movingAverage } from "../../src/train/moving_average.ts";
import { testOnEachBackend } from "../backend/each_backend.ts";

testOnEachBackend(
  "movingAverage() follows the weights, faster at first, and can be swapped with them",
  async () => {
    const before = tf.memory().numTensors;
    const model = createModel("resnet18:width=2", 3, randomStream(1, "weights"));
    const bias = model.parameters().get("linear.bias")!;
    const mean = model.buffers().get("bn1_initial.running_mean")!;
    const average = movingAverage(model, { decay: 0.5, tau: 1 });
    const set = (variable: tf.Variable, value: number) =>
      tf.tidy(() => variable.assign(tf.fill(variable.shape, value)));
    set(bias, 1);
    set(mean, 2);
    // The share that is left after n updates is ½ (1 − exp(−n)).
    let expected = 0;
    for (let n = 1; n <= 3; n++) {
      average.update();
      const left = 0.5 * (1 - Math.exp(-n));
      expected = left * expected + (1 - left);
    }
    assert.equal(average.updates, 3);
    average.swap();
    assert.ok((await bias.data()).every((value) => Math.abs(value - expected) < 1e-6));
    assert.ok((await mean.data()).every((value) => Math.abs(value - 2 * expected) < 1e-6));
    average.swap();
    assert.deepEqual([...await bias.data()], [1, 1, 1]);
    assert.throws(() => movingAverage(model, { decay: 1 }), UsageError);
    assert.throws(() => movingAverage(model, { tau: 0 }), UsageError);
    average.dispose();
    model.dispose();
    assert.equal(tf.memory().numTensors, before);
  },
);
