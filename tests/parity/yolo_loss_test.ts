import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { valueAndGradients } from "../../src/backend/autograd.ts";
import { assignToLevels, detectionLoss } from "../../src/detect/loss.ts";
import { testOnEachBackend } from "../backend/each_backend.ts";
import { bitsOf, readFixture } from "./fixture.ts";
import { type Gains, gainsOf, type TargetRow, targetsOf } from "./yolo.ts";

interface Reference {
  seed: string;
  loss: {
    classes: number;
    raw_names: string[];
    grids_h_w: [number, number][];
    batch: number;
    targets: TargetRow[];
    anchors_px?: number[][][];
    cases: {
      hyp: string;
      gains: Gains;
      total: number;
      box_obj_cls: number[];
      matches: number[][][];
      grad_raw: { mean_abs: number; norm: number; sample_index: number[]; sample_value: number[] }[];
    }[];
    no_targets: { hyp: string; total: number; box_obj_cls: number[] };
  };
}

/** YOLOv5's own; yolo_loss.json does not repeat them. */
const { strides, anchors_px: anchors } = readFixture<{ strides: number[]; anchors_px: [number, number][][] }>(
  "yolov5n",
);
const detector = { strides, anchors };

/** raw = 2u, [batch, anchors, h, w, 5 + classes], as parameters. */
function rawOutputs({ seed, loss: { raw_names, grids_h_w, batch, classes } }: Reference): tf.Variable[] {
  return raw_names.map((name, k) => {
    const shape = [batch, 3, ...grids_h_w[k]!, 5 + classes], bits = bitsOf(seed, name);
    const size = shape.reduce((a, b) => a * b, 1);
    const values = Float32Array.from({ length: size }, (_, at) => 2 * (bits(at) / 2 ** 31 - 1));
    return tf.tidy(() => tf.variable(tf.tensor(values, shape)));
  });
}

const close = (got: number, want: number, what: string) =>
  assert.ok(Math.abs(got - want) <= 1e-4 * Math.abs(want), `${what}: ${got}, wanted ${want}`);

testOnEachBackend("the detection loss, its parts and its gradient are PyTorch's", async () => {
  const reference = readFixture<Reference>("yolo_loss"), { loss } = reference;
  const raw = rawOutputs(reference), parameters = new Map(raw.map((level, k) => [`${k}`, level]));
  const targets = targetsOf(loss.targets), before = tf.memory().numTensors;
  for (const { hyp, gains, total, box_obj_cls, grad_raw } of loss.cases) {
    let parts!: tf.Tensor1D;
    const { value, gradients } = valueAndGradients(() => {
      const result = detectionLoss(raw as tf.Tensor[] as tf.Tensor5D[], targets, detector, gainsOf(gains));
      parts = tf.keep(result.parts);
      return result.total;
    }, parameters);
    close((await value.data())[0]!, total, `${hyp}, total`);
    const gotParts = await parts.data();
    box_obj_cls.forEach((want, k) => close(gotParts[k]!, want, `${hyp}, part ${k}`));
    const largest = Math.max(...grad_raw.flatMap(({ sample_value }) => sample_value.map(Math.abs)));
    for (const [level, want] of grad_raw.entries()) {
      const got = Float64Array.from(await gradients.get(`${level}`)!.data());
      want.sample_index.forEach((index, k) =>
        assert.ok(Math.abs(got[index]! - want.sample_value[k]!) <= 1e-4 * largest, `${hyp}, level ${level}`)
      );
      close(Math.sqrt(got.reduce((sum, x) => sum + x * x, 0)), want.norm, `${hyp}, norm of level ${level}`);
      close(got.reduce((sum, x) => sum + Math.abs(x), 0) / got.length, want.mean_abs, `${hyp}, ${level}`);
    }
    tf.dispose([value, parts, ...gradients.values()]);
  }
  const { gains } = loss.cases.find(({ hyp }) => hyp === loss.no_targets.hyp)!;
  const none = detectionLoss(raw as tf.Tensor[] as tf.Tensor5D[], [], detector, gainsOf(gains));
  close((await none.total.data())[0]!, loss.no_targets.total, "without targets");
  const parts = await none.parts.data();
  loss.no_targets.box_obj_cls.forEach((want, k) => close(parts[k]!, want, `without targets, part ${k}`));
  tf.dispose([none.total, none.parts]);
  assert.equal(tf.memory().numTensors, before);
  tf.dispose(raw);
});

Deno.test("targets are assigned to PyTorch's cells and anchors", () => {
  const { loss } = readFixture<Reference>("yolo_loss");
  const shapes = loss.grids_h_w.map((grid) => [loss.batch, 3, ...grid, 5 + loss.classes]);
  for (const { gains, matches } of loss.cases) {
    const got = assignToLevels(targetsOf(loss.targets), shapes, detector, gains.anchor_t);
    matches.forEach((level, k) => {
      const rows = got[k]!.map(({ image, classIndex, anchor, row, column, box }) =>
        [image, classIndex, anchor, row, column, ...box].map((x) => x.toFixed(4)).join()
      );
      const wanted = level.map((row) => row.map((x) => x.toFixed(4)).join());
      assert.deepEqual(rows.toSorted(), wanted.toSorted());
    });
  }
});
