import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { backendNames, probeBackends, startBackend } from "../../src/backend/mod.ts";
import { UsageError } from "../../src/errors.ts";
import { testOnEachBackend } from "./each_backend.ts";

testOnEachBackend(
  "startBackend() activates the backend in TensorFlow.js and describes it",
  async (name) => {
    const info = await startBackend(name);
    assert.equal(info.name, name);
    assert.notEqual(info.description, "");
    assert.equal(tf.getBackend(), name);
    const sum = tf.add(tf.tensor1d([1, 2]), tf.tensor1d([3, 4]));
    assert.deepEqual([...await sum.data()], [4, 6]);
  },
);

Deno.test("startBackend() lists the backends when the name is unknown", async () => {
  const unknown = "cuda" as "cpu";
  await assert.rejects(
    () => startBackend(unknown),
    (error) =>
      error instanceof UsageError && backendNames.every((name) => error.message.includes(`"${name}"`)),
  );
});

Deno.test("probeBackends() describes every backend, with a remedy for each missing one", async () => {
  await startBackend("cpu");
  const probes = await probeBackends();
  assert.deepEqual(probes.map(({ name }) => name), [...backendNames]);
  for (const { available, description, remedy } of probes) {
    assert.notEqual(description, "");
    assert.equal(remedy === undefined, available);
  }
  assert.equal(tf.getBackend(), "cpu");
});
