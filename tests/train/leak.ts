/** Measures what 500 training steps leave in memory. */
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { type BackendName, startBackend } from "../../src/backend/mod.ts";
import { tinyDataset, tinyTraining } from "../../src/testing/tiny.ts";

const MIB = 2 ** 20;

/** Trains 500 steps; the number of tensors and the resident memory must stay flat. */
export async function checkFlat(backend: BackendName): Promise<void> {
  await startBackend(backend);
  const cacheDir = await Deno.makeTempDir();
  const first = await tinyTraining(); // a backend may keep a few constants from its first step on
  await first.run();
  first.dispose();
  const before = tf.memory().numTensors;
  const training = await tinyTraining({
    dataset: tinyDataset({ train: 8 * 500 }),
    methodSpec: "cbm:schedule=constant,max=0.4,fill=noise",
    augmentation: "flip,crop",
    cacheDir,
    epochs: 1,
  });
  const tensors: number[] = [], resident: number[] = [];
  await training.run({
    stepDone: () => {
      tensors.push(tf.memory().numTensors);
      resident.push(Deno.memoryUsage().rss);
      return Promise.resolve();
    },
  });
  assert.equal(tensors.length, 500);
  assert.equal(Math.max(...tensors.slice(10)), Math.min(...tensors.slice(10)), "tensors are left over");
  // V8 collects late where memory is shared: its heap grows by some 80 MiB and stays there.
  const growth = (resident[499]! - resident[99]!) / MIB;
  assert.ok(growth < 128, `resident memory grew by ${growth.toFixed(1)} MiB from step 100 to step 500`);
  training.dispose();
  assert.equal(tf.memory().numTensors, before, "model and optimizer leave nothing");
  await Deno.remove(cacheDir, { recursive: true });
}
