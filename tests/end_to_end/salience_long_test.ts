import assert from "node:assert/strict";
import { join } from "@std/path";
import { readNpy, writeNpy } from "../../src/io/npy.ts";
import { readFixture } from "../parity/fixture.ts";
import { referenceImage, type SalienceEntry } from "../parity/reference_images.ts";
import { cbmDone, cbmRefused, inTempDir } from "./command.ts";

const { seed, tolerance, images } = readFixture<{
  seed: string;
  tolerance: { p_abs: number };
  images: SalienceEntry[];
}>("salience");

async function checkRows(path: string, expected: readonly number[][], what: string) {
  const { shape, data } = await readNpy(path);
  assert.ok(data instanceof Float32Array);
  assert.deepEqual(shape, [expected.length, expected[0]!.length], what);
  expected.flat().forEach((p, i) => {
    assert.ok(Math.abs(data[i]! - p) <= tolerance.p_abs, `${what}: number ${i} is ${data[i]}, not ${p}`);
  });
}

Deno.test("cbm salience gives OpenCV's patch probabilities, at the images' own size and resized", async () => {
  await inTempDir(async (folder) => {
    for (const size of new Set(images.map((entry) => entry.size))) {
      const entries = images.filter((entry) => entry.size === size);
      const input = join(folder, `images${size}.npy`), out = join(folder, "new/folder/p.npy");
      const pixels = size * size * 3, data = new Uint8Array(entries.length * pixels);
      entries.forEach((entry, i) => data.set(referenceImage(seed, entry), i * pixels));
      await writeNpy(input, { shape: [entries.length, size, size, 3], data });

      for (const patches of Object.keys(entries[0]!.p)) {
        await cbmDone(["salience", "--images", input, "--patches", patches, "--out", out]);
        await checkRows(out, entries.map(({ p }) => p[patches]!), `size ${size}, ${patches} patches`);
      }

      const resized = entries.filter((entry) => entry.resized64_p !== undefined);
      if (resized.length === 0) continue;
      const patches = Object.keys(resized[0]!.resized64_p!)[0]!;
      await cbmDone(["salience", "--images", input, "--size", "64", "--patches", patches, "--out", out]);
      const { data: all } = await readNpy(out);
      const columns = Number(patches) ** 2;
      for (const entry of resized) {
        const row = entries.indexOf(entry);
        entry.resized64_p![patches]!.forEach((p, i) => {
          const got = Number(all[row * columns + i]);
          assert.ok(Math.abs(got - p) <= tolerance.p_abs, `${entry.name} at 64: ${got}, not ${p}`);
        });
      }
    }
  });
});

Deno.test("cbm salience --dataset measures the training images and keeps the result", async () => {
  await inTempDir(async (folder) => {
    const out = join(folder, "p.npy"), env = { CBM_CACHE_DIR: join(folder, "cache") };
    const args = ["salience", "--dataset", "emoji:train=20,test=10", "--measure", "variance", "--out", out];
    const { stderr } = await cbmDone(args, { env });
    assert.match(stderr, /variance/);
    const { shape, data } = await readNpy(out);
    assert.deepEqual(shape, [20, 16]);
    const sum = Array.from(data.subarray(0, 16), Number).reduce((a, b) => a + b);
    assert.ok(Math.abs(sum - 1) < 1e-5);
    const cached = [...Deno.readDirSync(join(folder, "cache", "salience"))];
    assert.equal(cached.length, 1);
    await Deno.remove(out);
    await cbmDone([...args, "--quiet"], { env });
    assert.deepEqual((await readNpy(out)).data, data);
  });
});

Deno.test("cbm salience --measure input-gradient uses a trained network, and cbm trains with its file", async () => {
  await inTempDir(async (folder) => {
    const run = join(folder, "run"), out = join(folder, "p.npy");
    const env = { CBM_CACHE_DIR: join(folder, "cache") };
    const data = ["--dataset", "emoji:train=20,test=10", "--quiet"], wasm = ["--backend", "wasm"];
    const training = [
      "train",
      ...data,
      ...wasm,
      "--model",
      "resnet18:width=2",
      "--epochs",
      "1",
      "--batch",
      "8",
    ];
    await cbmDone([...training, "--out", run], { env });
    const weights = join(run, "checkpoint", "weights.safetensors");
    const measuring = ["salience", ...data, "--measure", "input-gradient", "--out", out];
    await cbmDone([...measuring, ...wasm, "--model", "resnet18:width=2", "--weights", weights], { env });
    const { shape, data: rows } = await readNpy(out);
    assert.deepEqual(shape, [20, 16]);
    for (let row = 0; row < 20; row++) {
      const values = Array.from(rows.subarray(row * 16, (row + 1) * 16), Number);
      assert.ok(values.every((p) => p >= 0) && Math.abs(values.reduce((a, b) => a + b) - 1) < 1e-5);
      assert.ok(Math.max(...values) > Math.min(...values), "not uniform");
    }
    await cbmDone([...training, "--method", `cbm:salience=${out}`, "--out", join(folder, "masked")], { env });
    for (const wrong of [[], ["--model", "resnet18:width=2"]]) {
      await cbmRefused([...measuring, ...wrong], 2, ["--model and --weights"], { env });
    }
  });
});
