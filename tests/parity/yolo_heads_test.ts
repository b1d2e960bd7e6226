import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { decode } from "../../src/detect/decode.ts";
import { testOnFastBackends } from "./network.ts";
import { readLevels, referenceDetector, type Sampled, yoloInput } from "./yolo.ts";

/** Compares means and sampled values; `limit(column)` is how far a value of the column may be off. */
function compare(got: Float32Array, want: Sampled, limit: (column: number) => number, what: string): void {
  const columns = want.shape.at(-1)!,
    close = (a: number, b: number, column: number) =>
      assert.ok(Math.abs(a - b) <= limit(column), `${what}, column ${column}: ${a}, wanted ${b}`);
  want.sample_index.forEach((index, k) => close(got[index]!, want.sample_value[k]!, index % columns));
  const means = want.mean_per_anchor_and_output.flat(), blocks = means.length / columns;
  const rows = got.length / columns / blocks;
  means.forEach((mean, k) => {
    let sum = 0;
    const column = k % columns, block = Math.floor(k / columns);
    for (let row = 0; row < rows; row++) sum += got[(block * rows + row) * columns + column]!;
    close(sum / rows, mean, column);
  });
}

/** The largest size of each column. */
function largest(values: Float32Array, columns: number): number[] {
  const most = new Array<number>(columns).fill(0);
  values.forEach((value, k) => most[k % columns] = Math.max(most[k % columns]!, Math.abs(value)));
  return most;
}

for (const file of ["yolov5n", "yolov5s"]) {
  testOnFastBackends(`${file} gives PyTorch's raw heads and decoded boxes`, async () => {
    const { reference, detector } = referenceDetector(file);
    assert.deepEqual(detector.anchors, reference.anchors_px);
    for (const { input_name, shape, raw, decoded } of reference.eval) {
      const images = yoloInput(reference.seed, input_name, shape);
      const levels = await readLevels(tf.tidy(() => detector.forward(images, { training: false })));
      images.dispose();
      for (const [k, want] of raw.entries()) {
        assert.deepEqual(levels[k]!.shape, want.shape);
        const most = Math.max(...largest(levels[k]!.data, want.shape.at(-1)!));
        compare(levels[k]!.data, want, () => 5e-4 * most, `${input_name}, raw output ${k}`);
      }
      const { data, boxes, columns } = decode(levels, 0, detector);
      assert.deepEqual([1, boxes, columns], decoded.shape);
      const most = largest(data, columns);
      compare(data, decoded, (column) => 1e-3 * most[column]!, `${input_name}, decoded`);
    }
    detector.dispose();
  });
}
