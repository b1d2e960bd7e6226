import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { UsageError } from "../../src/errors.ts";
import { optimizerFactory } from "../../src/train/optimizer.ts";
import { completeRates } from "../../src/train/complete_rates.ts";
import { testOnEachBackend } from "../backend/each_backend.ts";

Deno.test("completeRates() keeps the recipe's rate for omitted parameters, and names unknown ones", () => {
  assert.equal(completeRates(undefined, () => 0.1, ["a"]), 0.1);
  const rates = completeRates(new Map([["b", 0]]), () => 0.1, ["a", "b"]);
  assert.deepEqual(rates, new Map([["a", 0.1], ["b", 0]]));
  const byName = completeRates(new Map([["b", 0]]), (name) => name === "a" ? 1 : 2, ["a", "b", "c"]);
  assert.deepEqual(byName, new Map([["a", 1], ["b", 0], ["c", 2]]));
  assert.throws(
    () => completeRates(new Map([["c", 1]]), () => 0.1, ["a"]),
    (error) => error instanceof UsageError && error.message.includes('"c"'),
  );
  for (const rate of [-1, NaN]) {
    assert.throws(() => completeRates(new Map([["a", rate]]), () => 0.1, ["a"]), UsageError);
  }
});

for (const text of ["sgd", "sgd:nesterov=true", "adamax:weight_decay=0.1", "adamw"]) {
  testOnEachBackend(`${text} updates each parameter at its own rate, as it would alone`, async () => {
    const start = tf.tensor1d([1, -2]), gradients = [[0.5, 3], [-1, 1]].map((values) => tf.tensor1d(values));
    const train = async (names: readonly string[], rates: number | ReadonlyMap<string, number>) => {
      const parameters = new Map(names.map((name) => [name, tf.variable(start) as tf.Variable]));
      const optimizer = optimizerFactory(text)(parameters);
      for (const gradient of gradients) {
        optimizer.step(new Map(names.map((name) => [name, gradient])), rates);
      }
      const values = await Promise.all(names.map(async (name) => [...await parameters.get(name)!.data()]));
      optimizer.dispose();
      tf.dispose([...parameters.values()]);
      return values;
    };
    const [slow, fast, still] = await train(
      ["slow", "fast", "still"],
      new Map([["slow", 0.01], ["fast", 0.2], ["still", 0]]),
    );
    assert.deepEqual([slow], await train(["alone"], 0.01));
    assert.deepEqual([fast], await train(["alone"], 0.2));
    assert.deepEqual(still, [1, -2]);
    assert.notDeepEqual(slow, fast);
    const parameters = new Map([["w", tf.variable(start) as tf.Variable]]);
    const optimizer = optimizerFactory(text)(parameters);
    assert.throws(() => optimizer.step(new Map([["w", gradients[0]!]]), new Map()), /"w".*no learning rate/);
    optimizer.dispose();
    tf.dispose([start, ...gradients, ...parameters.values()]);
  });
}
