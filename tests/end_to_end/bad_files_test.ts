/** Damaged and wrong files: exit code 1, the file, its fault and the remedy named, no result written. */
import { join } from "@std/path";
import assert from "node:assert/strict";
import sharp from "sharp";
import { formatNpy, type NpyArray, writeNpy } from "../../src/io/npy.ts";
import { formatSafetensors, type TensorData, writeSafetensors } from "../../src/io/safetensors.ts";
import { readFixture, stateOf, type StateTensor } from "../parity/fixture.ts";
import { assertRefused, cbm, cbmDone, cbmRefused, inTempDir } from "./command.ts";
import { refusedHere } from "./in_process.ts";
import { tinyTrain } from "./run_files.ts";

const zeros = (shape: number[]) => new Uint8Array(shape.reduce((a, b) => a * b, 1));

/** A `.npy` file with any header. */
function npyWithHeader(header: string, body: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(header.padEnd(117) + "\n");
  return Uint8Array.of(0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, text.length, 0, ...text, ...body);
}

async function noResult(path: string): Promise<void> {
  await assert.rejects(Deno.stat(path), Deno.errors.NotFound, `${path} was written`);
}

Deno.test("cbm salience rejects files without images", async () => {
  await inTempDir(async (folder) => {
    const images = join(folder, "x.npy"), out = join(folder, "p.npy");
    const refused = async (bytes: Uint8Array, code: 1 | 2, words: string[], ...more: string[]) => {
      await Deno.writeFile(images, bytes);
      await cbmRefused(["salience", "--images", images, "--out", out, ...more], code, words);
      await noResult(out);
    };
    const npy = (array: NpyArray) => formatNpy(array);
    const whole = npy({ shape: [2, 32, 32, 3], data: zeros([2, 32, 32, 3]) });
    await refused(npy({ shape: [1, 4, 4, 3], data: new Float32Array(48) }), 1, [images, "float32", "uint8"]);
    await refused(npy({ shape: [1, 3, 4, 4], data: zeros([48]) }), 1, [images, "[1, 3, 4, 4]"]);
    await refused(npy({ shape: [4, 4, 3], data: zeros([48]) }), 1, [images, "[4, 4, 3]"]);
    await refused(whole.subarray(0, 3000), 1, [images, "cut off", "6144"]);
    await refused(whole.subarray(0, 20), 1, [images]);
    await refused(new Uint8Array(0), 1, [images]);
    await refused(new TextEncoder().encode("no array at all, just words"), 1, [images]);
    const absurd = "{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999, 32, 32, 3), }";
    await refused(npyWithHeader(absurd, zeros([6144])), 1, [images, "99999999999"]);
    const negative = "{'descr': '|u1', 'fortran_order': False, 'shape': (-1, 32, 32, 3), }";
    await refused(npyWithHeader(negative, zeros([6144])), 1, [images, "-1"]);
    const object = "{'descr': '|O', 'fortran_order': False, 'shape': (2, 32, 32, 3), }";
    await refused(npyWithHeader(object, zeros([6144])), 1, [images, "|O", "float32"]);
    await refused(whole, 2, ["5", "32"], "--patches", "5");
    await Deno.remove(images);
    await refusedHere(["salience", "--images", images, "--out", out], 1, [images, "no such file"]);
    await refusedHere(["salience", "--images", folder, "--out", out], 1, [folder, "folder"]);
  });
});

Deno.test("cbm mask rejects a ratio outside 0 ≤ r < 1 and files that do not belong together", async () => {
  await inTempDir(async (folder) => {
    const images = join(folder, "x.npy"), p = join(folder, "p.npy"), out = join(folder, "m.npy");
    await writeNpy(images, { shape: [2, 32, 32, 3], data: zeros([2, 32, 32, 3]) });
    const refused = async (ratio: string, shape: number[], code: 1 | 2, words: string[], value = 0.1) => {
      const data = new Float32Array(shape[0]! * shape[1]!).fill(value);
      await writeNpy(p, { shape, data });
      const args = ["mask", "--images", images, "--salience", p, "--ratio", ratio, "--out", out];
      await refusedHere(args, code, words);
      await noResult(out);
    };
    await refused("1", [2, 16], 2, ["1", "ratio < 1"]);
    await refused("1.5", [2, 16], 2, ["1.5"]);
    await refused("-0.1", [2, 16], 2, ["-0.1"]);
    await refused("nan", [2, 16], 2, ["nan"]);
    await refused("0.4", [3, 16], 1, [p, "3", "2"]);
    await refused("0.4", [2, 15], 1, [p, "15"]);
    await refused("0.4", [2, 25], 2, ["5", "32"]);
    await refused("0.4", [2, 16], 1, [p, "-1"], -1);
    await refused("0.4", [2, 16], 1, [p, "NaN"], NaN);
    const args = ["mask", "--images", images, "--salience", p, "--ratio", "0.4", "--out", out];
    await writeNpy(p, { shape: [2, 16], data: new Int32Array(32) });
    await refusedHere(args, 1, [p, "int32"]);
    await writeNpy(p, { shape: [2, 16], data: new Float64Array(32).fill(1 / 16) });
    await refusedHere(args, 1, [p, "float64", "float32"]);
    await noResult(out);
  });
});

Deno.test("cbm predict names tensors and arrays that do not fit", async () => {
  const { seed, state } = readFixture<{ seed: string; state: StateTensor[] }>("resnet18_narrow");
  const tensors = stateOf(seed, state, 10);
  await inTempDir(async (folder) => {
    const weights = join(folder, "w.safetensors"),
      images = join(folder, "x.npy"),
      out = join(folder, "y.npy");
    await writeNpy(images, { shape: [1, 16, 16, 3], data: zeros([1, 16, 16, 3]) });
    const args = ["predict", "--weights", weights, "--images", images, "--out", out, "--backend", "cpu"];
    const refused = async (code: 1 | 2, words: string[], model = "resnet18:width=16", classes = "10") => {
      await refusedHere([...args, "--model", model, "--classes", classes], code, words);
      await noResult(out);
    };
    const refusedWith = async (change: (copy: Map<string, TensorData>) => void, words: string[]) => {
      const copy = new Map(tensors);
      change(copy);
      await writeSafetensors(weights, copy);
      await refused(1, [weights, ...words]);
    };
    const one = { dtype: "F32", shape: [1], data: new Float32Array(1) } as const;
    await refusedWith((copy) => copy.delete("layer2.0.bn1.running_var"), [
      "missing",
      "layer2.0.bn1.running_var",
    ]);
    await refusedWith((copy) => copy.set("module.extra", one), ["not in the model", "module.extra"]);
    await refusedWith((copy) => copy.set("linear.bias", one), ["linear.bias", "[1]", "[10]"]);
    const integers = { dtype: "I32", shape: [10], data: new Int32Array(10) } as const;
    await refusedWith((copy) => copy.set("linear.bias", integers), ["linear.bias", "I32", "F32"]);
    const noNumbers = { dtype: "F32", shape: [10], data: new Float32Array(10).fill(NaN) } as const;
    await refusedWith((copy) => copy.set("linear.bias", noNumbers), ["linear.bias", "NaN"]);
    await refusedWith((copy) => copy.clear(), ["conv1_initial.weight", "linear.bias"]);

    const whole = formatSafetensors(tensors);
    await Deno.writeFile(weights, whole);
    await refused(1, [weights, "linear.weight", "[10, 128]", "[100, 128]"], "resnet18:width=16", "100");
    await refused(1, [weights, "conv1_initial.weight"], "resnet18:width=8");
    await refused(2, ["vgg", '"resnet18"'], "vgg");
    await Deno.writeFile(weights, whole.subarray(0, 100_000));
    await refused(1, [weights]);
    await Deno.writeFile(weights, Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 127, 123));
    await refused(1, [weights]);
    await Deno.remove(weights);
    await refused(1, [weights, "no such file"]);

    await Deno.writeFile(weights, whole);
    await writeNpy(images, { shape: [1, 16, 16, 3], data: new Float64Array(768) });
    await refused(1, [images, "float32", "uint8"]);
    await writeNpy(images, { shape: [1, 3, 16, 16], data: new Float32Array(768) });
    await refused(1, [images, "[1, 3, 16, 16]", "[N, H, W, 3]"]);
  });
});

Deno.test("cbm train rejects missing, truncated and mislabelled CIFAR files by name", async () => {
  await inTempDir(async (folder) => {
    const data = join(folder, "data"), out = join(folder, "run"), bin = join(data, "cifar-10-batches-bin");
    const args = ["train", "--dataset", "cifar10", "--data-dir", data, "--out", out, "--backend", "cpu"];
    await refusedHere(args, 1, [data, "cifar-10-batches-bin", "--data-dir"]);
    await Deno.mkdir(bin, { recursive: true });
    await refusedHere(args, 1, ["data_batch_1.bin"]);
    const record = 3073, records = 10_000;
    for (const name of [1, 2, 3, 4, 5].map((n) => `data_batch_${n}.bin`).concat("test_batch.bin")) {
      using file = await Deno.open(join(bin, name), { write: true, create: true });
      await file.truncate(record * records); // a hole: takes no room on the disk
    }
    const third = join(bin, "data_batch_3.bin");
    await Deno.truncate(third, record * 5000 + 7);
    await refusedHere(args, 1, [third, "cut off", String(record * 5000 + 7), "5000"]);
    await Deno.truncate(third, record * records);
    {
      using file = await Deno.open(third, { write: true });
      await file.seek(record * 123, Deno.SeekMode.Start);
      await file.write(Uint8Array.of(77));
    }
    await refusedHere(args, 1, [third, "label 77", String(record * 123), "record 123"]);
    await noResult(out);
  });
});

Deno.test("cbm train reports a missing image folder as it does other missing files", async () => {
  await inTempDir(async (folder) => {
    const missing = join(folder, "nowhere"), out = join(folder, "run");
    const args = ["train", "--dataset", `image-folder:path=${missing}`, "--out", out, "--backend", "cpu"];
    await refusedHere(args, 1, [missing]);
    await noResult(out);
  });
});

Deno.test("a file that is not JSON is named without its contents", async () => {
  await inTempDir(async (folder) => {
    const config = join(folder, "config.json"), run = join(folder, "run");
    await writeNpy(config, { shape: [2], data: new Float32Array(2) });
    const args = ["train", "--config", config, "--out", run, "--backend", "cpu"];
    const { stderr, ...outcome } = await cbm(args);
    assertRefused({ stderr, ...outcome }, 1, [config, "not text"]);
    assert.match(stderr, /^[\x20-\x7e]*\n$/);
  });
});

Deno.test("cbm evaluate rejects a data set whose classes differ from the run's in name or number", async () => {
  await inTempDir(async (folder) => {
    const env = { CBM_CACHE_DIR: join(folder, "cache") }, run = join(folder, "run");
    await cbmDone(tinyTrain(run, "--epochs", "1", "--quiet"), { env });
    const photos = join(folder, "photos");
    const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: "red" } }).png()
      .toBuffer();
    const stored = JSON.parse(await Deno.readTextFile(join(run, "summary.json"))), { classes } = stored;
    for (let i = 0; i < 10; i++) {
      const name = String.fromCharCode(97 + i);
      await Deno.mkdir(join(photos, name), { recursive: true });
      for (const file of ["1.png", "2.png"]) await Deno.writeFile(join(photos, name, file), png);
    }
    const args = ["evaluate", "--run", run, "--backend", "wasm", "--dataset"];
    await refusedHere([...args, `image-folder:path=${photos},test=0.5`], 1, [classes[0], '"a"'], { env });
    const summary = join(run, "summary.json");
    const longer = JSON.stringify({ ...stored, classes: [...classes, "more"] });
    await Deno.writeTextFile(summary, longer);
    await refusedHere(args.slice(0, -1), 1, ["class 11", '"more"', "missing"], { env });
    await Deno.remove(summary);
    await refusedHere(args.slice(0, -1), 1, [summary], { env });
  });
});

Deno.test("cbm evaluate rejects a folder that is not a run, or lacks its weights", async () => {
  await inTempDir(async (folder) => {
    const args = ["evaluate", "--run", folder, "--backend", "cpu"];
    await refusedHere(args, 1, [join(folder, "config.json")]);
    await Deno.writeTextFile(join(folder, "config.json"), '{"dataset": "emoji"}');
    await refusedHere(args, 1, [join(folder, "checkpoint", "weights.safetensors")]);
    await refusedHere(["analyze", folder], 1, [folder]);
    await refusedHere(["analyze", join(folder, "nowhere")], 1, [join(folder, "nowhere")]);
  });
});
