import assert from "node:assert/strict";
import { fromFileUrl, join } from "@std/path";
import { readNpy, writeNpy } from "../../src/io/npy.ts";
import { writeSafetensors } from "../../src/io/safetensors.ts";
import { testOn } from "../backend/test_on.ts";
import { inputNhwc, readFixture, stateOf, type StateTensor } from "../parity/fixture.ts";
import { cbmDone, cbmRefused, inTempDir } from "./command.ts";
import { refusedHere } from "./in_process.ts";

interface Reference {
  seed: string;
  state: StateTensor[];
  eval: { classes: number; size: number; batch: number; input_name: string; logits: number[][] }[];
}

/** The command line's name of a fixture's network. */
const specs: Readonly<Record<string, string>> = {
  resnet18_narrow: "resnet18:width=16",
  resnet18: "resnet18",
  wrn16_1: "wide_resnet:depth=16,widen=1",
  wrn52_2: "wide_resnet",
  cvt_narrow_gelu: "cvt:dims=16-48-96,depth=1-1-2,heads=1-3-6",
  cvt_narrow_quickgelu: "cvt:dims=16-48-96,depth=1-1-2,heads=1-3-6,activation=quickgelu",
  cvt13_gelu: "cvt13",
};

/** PyTorch's logits for the first images of a fixture, within 2e-4 of the largest. */
async function checkLogits(file: string, backend: string, entries: number) {
  const { seed, state, eval: evaluations } = readFixture<Reference>(file);
  assert.ok(evaluations.length >= entries);
  await inTempDir(async (folder) => {
    const weights = join(folder, "w.safetensors"),
      images = join(folder, "x.npy"),
      out = join(folder, "y.npy");
    for (const { classes, size, batch, input_name, logits } of evaluations.slice(0, entries)) {
      await writeSafetensors(weights, stateOf(seed, state, classes), { format: "pt" });
      const data = inputNhwc(seed, input_name, [batch, 3, size, size]);
      await writeNpy(images, { shape: [batch, size, size, 3], data });
      await cbmDone([
        ...["predict", "--model", specs[file]!, "--classes", String(classes)],
        ...["--weights", weights, "--images", images, "--out", out, "--backend", backend, "--batch", "3"],
      ]);
      const { shape, data: got } = await readNpy(out);
      assert.ok(got instanceof Float32Array);
      assert.deepEqual(shape, [batch, classes]);
      const wanted = logits.flat(), largest = Math.max(...wanted.map(Math.abs));
      wanted.forEach((x, i) =>
        assert.ok(
          Math.abs(got[i]! - x) <= 2e-4 * largest,
          `${classes} classes, ${size} px: logit ${i} is ${got[i]}, not ${x}`,
        )
      );
    }
  });
}

for (const file of Object.keys(specs)) {
  testOn(["wasm", "tensorflow"], `cbm predict gives PyTorch's logits for ${file}`, async (backend) => {
    await checkLogits(file, backend, file === "resnet18_narrow" ? 4 : 1);
  });
}

Deno.test("cbm predict is silent with --quiet, also on the cpu backend", async () => {
  const { seed, state } = readFixture<Reference>("resnet18_narrow");
  await inTempDir(async (folder) => {
    const weights = join(folder, "w.safetensors"), images = join(folder, "x.npy");
    await writeSafetensors(weights, stateOf(seed, state, 10));
    await writeNpy(images, { shape: [1, 8, 8, 3], data: new Uint8Array(192) });
    const { stdout, stderr } = await cbmDone([
      ...["predict", "--model", specs.resnet18_narrow!, "--classes", "10", "--weights", weights],
      ...["--images", images, "--out", join(folder, "y.npy"), "--backend", "cpu", "--quiet"],
    ]);
    assert.deepEqual([stdout, stderr], ["", ""]);
  });
});

Deno.test("cbm predict normalises uint8 images as training does", async () => {
  const { seed, state } = readFixture<Reference>("resnet18_narrow");
  await inTempDir(async (folder) => {
    const weights = join(folder, "w.safetensors"),
      images = join(folder, "x.npy"),
      out = join(folder, "y.npy");
    await writeSafetensors(weights, stateOf(seed, state, 10));
    const bytes = Uint8Array.from({ length: 2 * 16 * 16 * 3 }, (_, k) => (k * 37) % 256);
    const floats = Float32Array.from(bytes, (byte) => (byte / 255 - 0.5) / 0.5);
    const logits: number[][] = [];
    for (const data of [bytes, floats]) {
      await writeNpy(images, { shape: [2, 16, 16, 3], data });
      await cbmDone([
        ...["predict", "--model", specs.resnet18_narrow!, "--classes", "10", "--weights", weights],
        ...["--images", images, "--out", out, "--backend", "wasm", "--quiet"],
      ]);
      logits.push(Array.from((await readNpy(out)).data, Number));
    }
    logits[0]!.forEach((x, i) =>
      assert.ok(Math.abs(x - logits[1]![i]!) <= 1e-4 * Math.max(...logits[0]!.map(Math.abs)))
    );
  });
});

Deno.test("cbm predict reads PyTorch's checkpoints, and rejects those that would run code", async () => {
  const fixture = (name: string) => fromFileUrl(new URL(`../io/pth/fixtures/${name}`, import.meta.url));
  const reference = JSON.parse(await Deno.readTextFile(fixture("logits.json")));
  await inTempDir(async (folder) => {
    const images = join(folder, "x.npy"), out = join(folder, "y.npy");
    const data = Uint8Array.from({ length: 3 * 32 * 32 * 3 }, (_, k) => (37 * k + 11) % 256);
    await writeNpy(images, { shape: [3, 32, 32, 3], data });
    const args = (weights: string) => [
      ...["predict", "--model", "resnet18:width=2", "--classes", "3", "--weights", fixture(weights)],
      ...["--images", images, "--out", out, "--backend", "wasm"],
    ];
    await cbmDone(args("resnet18.pth"));
    const wanted: number[] = reference["resnet18.pth"].logits.flat(), { data: got } = await readNpy(out);
    wanted.forEach((x, i) =>
      assert.ok(Math.abs(Number(got[i]) - x) < 1e-5, `logit ${i} is ${got[i]}, not ${x}`)
    );
    await cbmRefused(args("calls_os_system.pth"), 1, ["posix.system", "must not run code"]);
    await refusedHere([...args("resnet18.pth"), "--strip-prefix", "module."], 2, ['"module."']);
  });
});
