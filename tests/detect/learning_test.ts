import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { valueAndGradients } from "../../src/backend/autograd.ts";
import { startBackend } from "../../src/backend/mod.ts";
import { normalizeAndMask } from "../../src/backend/ops/mod.ts";
import type { ObjectBox } from "../../src/boxes.ts";
import { evaluateDetections } from "../../src/detect/evaluate.ts";
import { COCO_GAINS } from "../../src/detect/gains.ts";
import { detectionLoss } from "../../src/detect/loss.ts";
import { detectAll, DETECTOR_INPUT, rawOutputs } from "../../src/detect/run_detector.ts";
import { targetsOf } from "../../src/detect/targets.ts";
import { createDetector } from "../../src/model/mod.ts";
import { randomStream } from "../../src/random.ts";
import { optimizerFactory } from "../../src/train/optimizer.ts";

const SIZE = 64, COUNT = 8;

/** Grey images with a red and a blue square each. */
function squares(): { images: Uint8Array; objects: ObjectBox[][] } {
  const random = randomStream(1, "squares"), images = new Uint8Array(COUNT * SIZE * SIZE * 3).fill(90);
  const objects = Array.from({ length: COUNT }, (_, image) =>
    [0, 1].map((classIndex): ObjectBox => {
      const side = 14 + random.integer(10), left = 32 * classIndex + random.integer(33 - side);
      const top = random.integer(SIZE - side);
      for (let y = top; y < top + side; y++) {
        for (
          let x = left;
          x < left + side;
          x++
        ) images[((image * SIZE + y) * SIZE + x) * 3 + 2 * classIndex] = 250;
      }
      return { classIndex, difficult: false, box: [left, top, left + side, top + side] };
    }));
  return { images, objects };
}

Deno.test("a small detector learns to find red and blue squares", async () => {
  await startBackend("wasm");
  const detector = createDetector("yolov5:depth=0.33,width=0.125", 2, randomStream(1, "weights"));
  const { images, objects } = squares();
  const input = normalizeAndMask(images, [COUNT, SIZE, SIZE, 3], DETECTOR_INPUT);
  const targets = targetsOf(objects, { height: SIZE, width: SIZE }),
    gains = { ...COCO_GAINS, classes: 0.1, objectness: 0.5 };
  const optimizer = optimizerFactory("sgd:momentum=0.9,nesterov=true,decayed=weights")(detector.parameters());
  const losses: number[] = [];
  for (let step = 0; step < 100; step++) {
    const { value, gradients } = valueAndGradients(
      () => detectionLoss(detector.forward(input, { training: true }), targets, detector, gains).total,
      detector.parameters(),
    );
    optimizer.step(gradients, 0.05);
    losses.push((await value.data())[0]!);
    tf.dispose([value, ...gradients.values()]);
  }
  const detections = detectAll(await rawOutputs(detector, input), detector, { confidence: 0.01 });
  const { map50 } = evaluateDetections({ truth: objects, detections }, 2);
  assert.ok(losses.at(-1)! < losses[0]!, `loss from ${losses[0]} to ${losses.at(-1)}`);
  assert.ok(map50! > 0.8, `mAP@.5 ${map50}`);
  optimizer.dispose();
  input.dispose();
  detector.dispose();
});
