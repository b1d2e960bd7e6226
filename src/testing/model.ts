/** The suite of networks. */
import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { startBackend } from "../backend/mod.ts";
import type { ModelDefinition } from "../model/define.ts";
import type { Model } from "../model/types.ts";
import { exportState, loadState } from "../model/weights.ts";
import { checkOptionValues, type GivenValues, type OptionTable } from "../options.ts";
import { randomStream } from "../random.ts";
import { assertResumes } from "./resumes.ts";
import { inTempDir } from "./temp_dir.ts";
import { numbersOf, tinyTraining } from "./tiny.ts";

/**
 * Registers the tests of a classifier: its seed determines its weights, they can be saved and loaded, and it
 * trains and resumes to identical numbers.
 *
 * @param definition its file's default export
 * @param given options; choose a small network
 */
export function testModel<T extends OptionTable>(
  definition: ModelDefinition<T>,
  given: GivenValues<T> = {},
): void {
  const factory = definition.create(checkOptionValues(definition.name, definition.options, given));
  const make = (classes: number, seed = 1) => factory(classes, randomStream(seed, "weights")) as Model;

  Deno.test(`${definition.name} has as many logits as classes, weights by its seed, and leaves nothing behind`, async () => {
    await startBackend("wasm");
    const before = tf.memory().numTensors, one = make(7), same = make(7), other = make(7, 2);
    const logits = tf.tidy(() => one.forward(tf.zeros([2, 16, 16, 3]), { training: false }));
    assert.deepEqual(logits.shape, [2, 7]);
    assert.ok((await logits.data()).every(Number.isFinite));
    assert.deepEqual(await numbersOf(one), await numbersOf(same));
    assert.notDeepEqual(await numbersOf(one), await numbersOf(other));
    loadState(other, await exportState(one), "the exported weights");
    assert.deepEqual(await numbersOf(other), await numbersOf(one));
    tf.dispose(logits);
    for (const model of [one, same, other]) model.dispose();
    assert.equal(tf.memory().numTensors, before);
  });
  Deno.test(`${definition.name} trains and, stopped within an epoch, resumes to identical numbers`, async () => {
    await startBackend("wasm");
    await inTempDir(async (folder) => {
      const { untrained, trained } = await assertResumes(
        () => tinyTraining({ model: make(3), epochs: 3 }),
        folder,
      );
      assert.notDeepEqual(trained.model, untrained);
    });
  });
}
