import assert from "node:assert/strict";
import { type Augmentation, createAugmentation } from "../../src/data/augment/mod.ts";
import type { Dataset } from "../../src/data/types.ts";
import { sha256Hex } from "../../src/io/hash.ts";
import { tinyDataset } from "../../src/testing/tiny.ts";
import { hostBatches } from "../../src/train/host_batches.ts";
import { epochStreams } from "../../src/train/streams.ts";
import { tinyObjects } from "./tiny_detection.ts";

const ALWAYS = 0, NEVER = Infinity;

/** Every batch of an epoch, and the random state after each. */
async function epochOf(dataset: Dataset, augment: Augmentation, worthwhile: number) {
  const indices = [[0, 5, 3], [1, 2, 7], [6, 4, 8], [9, 10]].map((batch) => Uint32Array.from(batch));
  const streams = epochStreams(1, 0), made = [];
  using maker = hostBatches(dataset, augment, worthwhile);
  for (const [step, batch] of indices.entries()) {
    const host = await maker.make(batch, indices[step + 1], streams);
    // The next batch reuses the buffer.
    const [images, original] = [host.images, host.original].map((pixels) => sha256Hex(pixels));
    made.push({ ...host, images, original, isMoved: host.images !== host.original, state: streams.state() });
  }
  return made;
}

for (
  const [list, kind, dataset] of [
    ["flip,crop", "classifier", tinyDataset()],
    ["mosaic,jitter,flip", "detector", tinyObjects()],
    ["mosaic:probability=0.5,flip", "detector", tinyObjects()],
  ] as const
) {
  Deno.test(`a worker makes the same batches as this thread: ${list}`, async () => {
    const augment = createAugmentation(list, kind);
    let here = 0;
    const counted: Augmentation = Object.assign((...args: Parameters<Augmentation>) => {
      here++;
      return augment(...args);
    }, { names: augment.names!, kind });
    const ahead = await epochOf(dataset, counted, ALWAYS);
    assert.equal(here, 1, "the first batch alone is made here");
    assert.deepEqual(ahead, await epochOf(dataset, augment, NEVER));
  });
}

Deno.test("batches that a worker cannot make are made on this thread", async () => {
  const augment = createAugmentation("flip");
  const strange: Augmentation = Object.assign((...args: Parameters<Augmentation>) => augment(...args), {
    names: ["no-such-augmentation"],
    kind: "classifier" as const,
  });
  assert.deepEqual(
    await epochOf(tinyDataset(), strange, ALWAYS),
    await epochOf(tinyDataset(), augment, NEVER),
  );
});
