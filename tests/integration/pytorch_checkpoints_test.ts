/** Full-size checkpoints that the real PyTorch writes here and now; left out where python3 has no torch. */
import assert from "node:assert/strict";
import { fromFileUrl, join } from "@std/path";
import { readNpy } from "../../src/io/npy.ts";
import { relativeDifference } from "../backend/each_backend.ts";
import { testOn } from "../backend/test_on.ts";
import { cbmDone, inTempDir } from "../end_to_end/command.ts";

const script = fromFileUrl(new URL("./pytorch_checkpoints.py", import.meta.url));
const networks = [
  { name: "resnet18", model: "resnet18", classes: 10 },
  // As the file that is published of it: 1000 classes, QuickGELU, and `norm` for `norm_final`.
  { name: "cvt13", model: "cvt13:activation=quickgelu", classes: 1000 },
];

const python = (...args: string[]) =>
  new Deno.Command("python3", { args, stdin: "null", stdout: "null", stderr: "piped" }).output();

/** Why there is no PyTorch here; undefined where there is. */
async function lackOfTorch(): Promise<string | undefined> {
  const { state } = await Deno.permissions.query({ name: "run", command: "python3" });
  if (state !== "granted") return "python3 may not be run: --allow-run=python3";
  try {
    return (await python("-c", "import torch")).success ? undefined : "python3 has no torch";
  } catch {
    return "no python3";
  }
}

const lack = await lackOfTorch();

/** Writes the checkpoints, and compares what `cbm predict` makes of them with what PyTorch did. */
async function checkPredictions(backend: string): Promise<void> {
  await inTempDir(async (folder) => {
    const { success, stderr } = await python(script, folder);
    assert.ok(success, new TextDecoder().decode(stderr));
    for (const { name, model, classes } of networks) {
      const out = join(folder, "logits.npy");
      await cbmDone([
        ...["predict", "--model", model, "--classes", String(classes), "--backend", backend],
        ...["--weights", join(folder, `${name}.pth`), "--images", join(folder, "images.npy"), "--out", out],
      ]);
      const [got, wanted] = [await readNpy(out), await readNpy(join(folder, `${name}.npy`))];
      assert.deepEqual(got.shape, wanted.shape);
      const difference = relativeDifference(got.data as Float32Array, wanted.data as Float32Array);
      assert.ok(difference < 2e-4, `${name}: logits differ by ${difference} of the largest`);
    }
  });
}

const what = "ResNet-18 and CvT-13 as torch.save() writes them load, and predict as in PyTorch";
if (lack === undefined) testOn(["wasm", "tensorflow"], what, checkPredictions);
else Deno.test({ name: `${what} (not here: ${lack})`, ignore: true, fn: () => {} });
