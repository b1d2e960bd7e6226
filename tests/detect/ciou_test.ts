import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { ciou } from "../../src/detect/ciou.ts";
import { testOnEachBackend } from "../backend/each_backend.ts";
import { readFixture } from "../parity/fixture.ts";

type Box = [number, number, number, number];

/** By centre and sides. */
const boxes = (rows: Box[]) => ({
  centre: tf.tensor2d(rows.map(([x, y]) => [x, y])),
  sides: tf.tensor2d(rows.map(([, , width, height]) => [width, height])),
});

testOnEachBackend("ciou() and its gradient equal PyTorch's, even for equal and distant boxes", async () => {
  const { ciou: want } = readFixture<{
    ciou: {
      pred_cxcywh: Box[];
      target_cxcywh: Box[];
      ciou: number[];
      grad_pred_of_sum_ciou: Box[];
    };
  }>("yolo_loss");
  const before = tf.memory().numTensors;
  const predicted = boxes(want.pred_cxcywh), target = boxes(want.target_cxcywh);
  const got = ciou(predicted, target);
  const values = await got.ciou.data(),
    centre = await got.gradient.centre.data(),
    sides = await got.gradient.sides.data();
  want.ciou.forEach((value, k) => assert.ok(Math.abs(values[k]! - value) < 1e-5, `CIoU of pair ${k}`));
  want.grad_pred_of_sum_ciou.forEach((row, k) => {
    const gradient = [centre[2 * k]!, centre[2 * k + 1]!, sides[2 * k]!, sides[2 * k + 1]!];
    row.forEach((value, side) =>
      assert.ok(Math.abs(gradient[side]! - value) < 1e-5, `pair ${k}: ${gradient}, wanted ${row}`)
    );
  });
  for (const { centre, sides } of [predicted, target, got.gradient]) tf.dispose([centre, sides]);
  got.ciou.dispose();
  assert.equal(tf.memory().numTensors, before);
});

testOnEachBackend("ciou() and its gradient are finite for boxes of zero size", async () => {
  const predicted = boxes([[3, 3, 0, 0], [3, 3, 1e-30, 1e-30], [3, 3, 0, 2], [3, 3, 2, 0]]);
  const target = boxes(Array.from({ length: 4 }, (): Box => [3.5, 3, 2, 4]));
  const { ciou: value, gradient } = ciou(predicted, target);
  for (const tensor of [value, gradient.centre, gradient.sides]) {
    assert.ok((await tensor.data()).every(Number.isFinite), tensor.toString());
  }
  for (const { centre, sides } of [predicted, target, gradient]) tf.dispose([centre, sides]);
  value.dispose();
});
