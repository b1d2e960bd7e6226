import assert from "node:assert/strict";
import { join } from "@std/path";
import { startBackend } from "../../src/backend/mod.ts";
import { readNpy, writeNpy } from "../../src/io/npy.ts";
import { writeSafetensors } from "../../src/io/safetensors.ts";
import { exportState } from "../../src/model/weights.ts";
import { referenceDetector, yoloInput } from "../parity/yolo.ts";
import { cbmDone, cbmRefused, inTempDir } from "./command.ts";
import { refusedHere } from "./in_process.ts";

/** Writes the reference's weights and an input; gives what names them on the command line. */
async function withReference(
  use: (
    folder: string,
    command: string[],
    reference: ReturnType<typeof referenceDetector>["reference"],
  ) => Promise<void>,
) {
  await startBackend("cpu");
  const { reference, detector } = referenceDetector("yolov5n");
  await inTempDir(async (folder) => {
    const weights = join(folder, "w.safetensors"), images = join(folder, "x.npy");
    await writeSafetensors(weights, await exportState(detector));
    detector.dispose();
    const { input_name, shape } = reference.eval[0]!;
    const input = yoloInput(reference.seed, input_name, shape);
    await writeNpy(images, { shape: input.shape, data: await input.data() as Float32Array });
    input.dispose();
    const command = ["predict", "--model", "yolov5n", "--classes", "20", "--weights", weights];
    await use(folder, [...command, "--images", images, "--backend", "wasm"], reference);
  });
}

Deno.test("cbm predict --raw writes PyTorch's three heads of YOLOv5n", () =>
  withReference(async (folder, command, reference) => {
    await cbmDone([...command, "--raw", "--out", join(folder, "y.npy")]);
    for (const [k, want] of reference.eval[0]!.raw.entries()) {
      const { shape, data } = await readNpy(join(folder, `y-p${3 + k}.npy`));
      assert.deepEqual(shape, want.shape);
      const got = data as Float32Array, largest = got.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      want.sample_index.forEach((index, i) =>
        assert.ok(Math.abs(got[index]! - want.sample_value[i]!) <= 5e-4 * largest, `head ${k}, ${index}`)
      );
    }
  }));

Deno.test("cbm predict writes a detector's boxes as JSON and draws them", () =>
  withReference(async (folder, command, reference) => {
    const [want] = reference.eval[0]!.detections,
      out = join(folder, "boxes.json"),
      draw = join(folder, "drawn");
    const names = Array.from({ length: 20 }, (_, k) => `kind ${k}`);
    await cbmDone([
      ...[...command, "--out", out, "--draw", draw, "--names", names.join()],
      ...["--confidence", String(want!.conf), "--iou", String(want!.iou)],
    ]);
    const [boxes] = JSON.parse(await Deno.readTextFile(out));
    assert.ok(
      Math.abs(boxes.length - want!.count) <= 0.05 * want!.count,
      `${boxes.length} of ${want!.count}`,
    );
    assert.equal(boxes[0].class, want!.boxes[0]![5]);
    assert.equal(boxes[0].name, names[boxes[0].class]);
    assert.ok(Math.abs(boxes[0].score - want!.boxes[0]![4]) < 1e-3);
    const picture = await Deno.readTextFile(join(draw, "0.svg"));
    assert.equal(picture.match(/<rect /g)!.length, boxes.length);
    assert.ok(picture.includes(`>${boxes[0].name} ${boxes[0].score.toFixed(2)}</text>`));
    await cbmRefused([...command, "--out", out, "--names", "a,b"], 2, ["20 classes", "2 names"]);
    await refusedHere(
      [...command, "--out", out, "--model", "resnet18", "--iou", "0.5"],
      2,
      ["--iou", "detectors"],
    );
  }));
