import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { valueAndGradients } from "../../src/backend/autograd.ts";
import { edgesOf, type ObjectBox } from "../../src/boxes.ts";
import { memorySplit } from "../../src/data/mod.ts";
import { COCO_GAINS, scaleGains, VOC_GAINS } from "../../src/detect/gains.ts";
import { assignToLevels, detectionLoss } from "../../src/detect/loss.ts";
import type { HostBatch } from "../../src/method/mod.ts";
import { detection } from "../../src/train/task/detection.ts";
import { testOnFastBackends } from "./network.ts";
import { gainsOf, referenceDetector, type TargetRow, targetsOf, yoloInput } from "./yolo.ts";

const close = (got: number, want: number, tolerance: number, what: string) =>
  assert.ok(Math.abs(got - want) <= tolerance * Math.abs(want), `${what}: ${got}, wanted ${want}`);

const norm = async (tensor: tf.Tensor) =>
  Math.sqrt(Float64Array.from(await tensor.data()).reduce((sum, x) => sum + x * x, 0));

const PUBLISHED: Readonly<Record<string, typeof VOC_GAINS>> = { plain: COCO_GAINS, voc: VOC_GAINS };

/** A batch on the host with the reference's objects, in pixels. */
function hostOf(rows: readonly TargetRow[], [batch, , height, width]: readonly number[]): HostBatch {
  const objects = Array.from({ length: batch! }, () => [] as ObjectBox[]), images = new Uint8Array(0);
  for (const [image, classIndex, x, y, w, h] of rows) {
    const box = edgesOf([x * width!, y * height!, w * width!, h * height!]);
    objects[image]!.push({ classIndex, difficult: false, box });
  }
  const indices = Uint32Array.from(objects.keys()), shape = [height!, width!, 3] as const;
  return { indices, images, original: images, shape, geometry: undefined, objects };
}

for (const file of ["yolov5n", "yolov5s"]) {
  testOnFastBackends(`${file} has PyTorch's training loss, gradients and running statistics`, async () => {
    const { reference: { seed, tolerance, train, state }, detector } = referenceDetector(file);
    const images = yoloInput(seed, train.input_name, train.shape), targets = targetsOf(train.targets);
    const host = hostOf(train.targets, train.shape), { shape } = host;
    const classes = Array.from({ length: detector.classes }, (_, index) => String(index));
    const bytes = new Uint8Array(shape[0] * shape[1] * 3), labels = Int32Array.of(0);
    const split = memorySplit({ images: bytes, shape, labels, objects: [[]] });
    for (const [index, run] of train.cases.entries()) {
      const gains = gainsOf(run.gains), published = PUBLISHED[run.hyp]!;
      // What is trained: the gains as published, scaled to the images and classes.
      const task = detection(detector, { name: "reference", classes, shape, train: split }, {
        gains: published,
      });
      const scaled = scaleGains(published, classes.length, Math.max(...shape));
      for (const [name, want] of Object.entries(gains)) {
        close(scaled[name as keyof typeof gains], want, 1e-12, `${run.hyp}, gain "${name}"`);
      }
      let parts!: tf.Tensor1D, shapes: number[][] = [];
      const { value, gradients } = valueAndGradients(() => {
        const raw = detector.forward(images, { training: true });
        shapes = raw.map(({ shape }) => shape);
        parts = tf.keep(detectionLoss(raw, targets, detector, gains).parts);
        return task.loss(raw, { images, host });
      }, detector.parameters());
      const matches = assignToLevels(targets, shapes, detector, gains.anchorFactor);
      assert.deepEqual(matches.map(({ length }) => length), run.matches_per_level);
      close((await value.data())[0]!, run.total, tolerance.loss_rel, `${run.hyp}, total`);
      const got = await parts.data();
      run.box_obj_cls.forEach((want, k) => close(got[k]!, want, tolerance.loss_rel, `${run.hyp}, part ${k}`));
      const relative = Math.max(5e-3, 5 * run.grad_norms_rel_dev);
      assert.deepEqual([...gradients.keys()], Object.keys(run.grad_norms));
      for (const [parameter, want] of Object.entries(run.grad_norms)) {
        if (run.zero_gradients.includes(parameter)) continue;
        close(await norm(gradients.get(parameter)!), want, relative, `${run.hyp}, ${parameter}`);
      }
      if (index === 0) {
        for (const [statistic, [mean, meanAbs]] of Object.entries(train.bn_after_forward)) {
          const values = Array.from(await detector.buffers().get(statistic)!.data());
          const average = (of: (x: number) => number) =>
            values.reduce((sum, x) => sum + of(x), 0) / values.length;
          assert.ok(Math.abs(average((x) => x) - mean) <= 1e-3 * meanAbs, statistic);
          close(average(Math.abs), meanAbs, 1e-3, statistic);
        }
      }
      tf.dispose([value, parts, ...gradients.values()]);
    }
    assert.deepEqual(detector.entries().map((entry) => entry.name), state.map((entry) => entry.name));
    images.dispose();
    detector.dispose();
  });
}
