/**
 * Every gradient of every operation: on cpu against differences of the loss, elsewhere against cpu.
 */
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { valueAndGradients } from "../../../src/backend/autograd.ts";
import { startBackend } from "../../../src/backend/mod.ts";
import { noise, relativeDifference, testOnEachBackend } from "../each_backend.ts";
import type { Case } from "./case.ts";
import { cases, caseVariables } from "./cases.ts";

/** Computes a case's loss and all its gradients, on the host; frees all tensors. */
async function evaluate(problem: Case): Promise<Map<string, Float32Array>> {
  const variables = caseVariables(problem);
  const before = tf.memory().numTensors;
  const { value, gradients } = valueAndGradients(
    () => problem.loss(Object.fromEntries(variables)),
    variables,
  );
  assert.equal(tf.memory().numTensors, before + 1 + variables.size, `${problem.name} leaks tensors`);
  const found = new Map([["loss", await value.data<"float32">()]]);
  for (const [name, gradient] of gradients) {
    assert.deepEqual(gradient.shape, variables.get(name)?.shape);
    found.set(name, await gradient.data<"float32">());
  }
  tf.dispose([value, ...gradients.values(), ...variables.values()]);
  return found;
}

/** Computes the loss with one input moved along a direction. */
function movedLoss(problem: Case, name: string, direction: Float32Array, distance: number): number {
  return tf.tidy(() => {
    const variables = caseVariables(problem);
    const variable = variables.get(name)!;
    variable.assign(tf.add(variable, tf.mul(tf.tensor(direction, variable.shape), distance)));
    const loss = problem.loss(Object.fromEntries(variables)).dataSync()[0]!;
    for (const each of variables.values()) each.dispose();
    return loss;
  });
}

/** Finite differences deviate from derivatives by up to this much, because of kinks (relu) and single precision. */
const DIFFERENCE_TOLERANCE = 0.02;

for (const problem of cases.filter(({ name }) => !name.includes("many images"))) {
  Deno.test(`the gradients of ${problem.name} on cpu equal finite differences of the loss`, async () => {
    await startBackend("cpu");
    const found = await evaluate(problem);
    for (const [k, name] of Object.keys(problem.inputs).entries()) {
      const gradient = found.get(name)!;
      const direction = noise(gradient.length, 50 + k);
      const distance = 1e-3;
      const ahead = movedLoss(problem, name, direction, distance);
      const behind = movedLoss(problem, name, direction, -distance);
      const want = (ahead - behind) / (2 * distance);
      const got = gradient.reduce((sum, value, j) => sum + value * direction[j]!, 0);
      const scale = Math.max(Math.hypot(...gradient) * Math.hypot(...direction) / 4, Math.abs(want), 0.05);
      assert.ok(
        Math.abs(got - want) <= DIFFERENCE_TOLERANCE * scale,
        `${problem.name}, gradient of ${name}: ${got} along a direction, differences say ${want}`,
      );
    }
  });
}

/** Backends add sums up in different orders. */
const BACKEND_TOLERANCE = 5e-5;

testOnEachBackend("the gradients of every operation equal those on cpu", async (backend) => {
  for (const problem of cases) {
    await startBackend("cpu");
    const want = await evaluate(problem);
    await startBackend(backend);
    const got = await evaluate(problem);
    for (const [name, values] of want) {
      const difference = relativeDifference(got.get(name) ?? [], values);
      const what = name === "loss" ? name : `gradient of ${name}`;
      assert.ok(
        difference <= BACKEND_TOLERANCE,
        `${problem.name}, ${what}: relative difference ${difference}`,
      );
    }
  }
});
