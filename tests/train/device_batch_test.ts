import assert from "node:assert/strict";
import { startBackend } from "../../src/backend/mod.ts";
import type { TrainingMethod } from "../../src/method/mod.ts";
import { createDetector } from "../../src/model/mod.ts";
import { randomStream } from "../../src/random.ts";
import { deviceBatch } from "../../src/train/device_batch.ts";
import { epochStreams } from "../../src/train/streams.ts";
import { taskOf } from "../../src/train/task/mod.ts";
import { tinyObjects } from "./tiny_detection.ts";

await startBackend("cpu");

for (const fill of [undefined, Float32Array.of(-1, 0, 1)]) {
  const shown = fill === undefined ? "grey" : "the mask's fill";
  Deno.test(`a detector's input is x/255, and ${shown} where patches are hidden, whether or not the method has a batch hook`, async () => {
    const dataset = tinyObjects({ train: 1 }), [height, width] = dataset.shape;
    const detector = createDetector("yolov5:width=0.125", 2, randomStream(1, "weights"));
    const indices = Uint32Array.of(0), images = await dataset.train.read(indices);
    const host = { indices, images, original: images, shape: dataset.shape, geometry: undefined };
    const method: TrainingMethod = {
      name: "left half",
      mask: () => ({ kept: Uint8Array.of(0, 1, 0, 1), patches: 2, ...(fill && { fill }) }),
    };
    for (const used of [method, { ...method, batch: (batch) => batch } satisfies TrainingMethod]) {
      const sources = { dataset, task: taskOf(detector, dataset), method: used };
      const streams = epochStreams(1, 0);
      const batch = deviceBatch(sources, host, { ratio: 0 }, streams, 0);
      const values = await batch.images.data();
      for (let k = 0; k < height * width * 3; k++) {
        const hidden = Math.floor(k / 3) % width < width / 2;
        const wanted = hidden ? 0.5 + (fill?.[k % 3] ?? 0) / 2 : images[k]! / 255;
        assert.ok(Math.abs(values[k]! - wanted) < 1e-6, `value ${k} is ${values[k]}, not ${wanted}`);
      }
      batch.images.dispose();
    }
    detector.dispose();
  });
}
