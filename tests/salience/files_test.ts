import assert from "node:assert/strict";
import { InputError } from "../../src/errors.ts";
import { writeNpy } from "../../src/io/npy.ts";
import { readImages, readProbabilities } from "../../src/salience/mod.ts";

Deno.test("readImages() and readProbabilities() read what `salience` reads and writes", async () => {
  const folder = await Deno.makeTempDir(), path = `${folder}/a.npy`;
  try {
    const images = new Uint8Array(2 * 4 * 6 * 3).fill(5);
    await writeNpy(path, { shape: [2, 4, 6, 3], data: images });
    assert.deepEqual(await readImages(path), { images, count: 2, height: 4, width: 6 });
    await writeNpy(path, { shape: [2, 4], data: Float32Array.of(1, 0, 0, 0, 0.5, 0.5, 0, 0) });
    assert.deepEqual(await readProbabilities(path), {
      probabilities: Float32Array.of(1, 0, 0, 0, 0.5, 0.5, 0, 0),
      count: 2,
      patches: 2,
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("readProbabilities() accepts only float32", async () => {
  const folder = await Deno.makeTempDir(), path = `${folder}/p.npy`;
  const half = { data: new Float32Array(4).fill(0.25), dtype: "float16" } as const;
  try {
    for (const array of [{ data: new Float64Array(4).fill(0.25) }, half]) {
      await writeNpy(path, { shape: [1, 4], ...array });
      await assert.rejects(readProbabilities(path), /holds float(64|16) \[1, 4\].*give float32/);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("readImages() names what a file contains instead of images", async () => {
  const folder = await Deno.makeTempDir(), path = `${folder}/a.npy`;
  const refused = async (text: RegExp): Promise<void> =>
    await assert.rejects(
      readImages(path),
      (error) => error instanceof InputError && text.test(error.message),
    );
  try {
    await refused(/a\.npy/);
    await writeNpy(path, { shape: [1, 2, 2, 3], data: new Float32Array(12) });
    await refused(/holds float32 \[1, 2, 2, 3\], not images: give uint8 \[N, height, width, 3\]/);
    await writeNpy(path, { shape: [1, 2, 2, 1], data: new Uint8Array(4) });
    await refused(/holds uint8 \[1, 2, 2, 1\]/);
    await writeNpy(path, { shape: [2, 2, 3], data: new Uint8Array(12) });
    await refused(/holds uint8 \[2, 2, 3\]/);
    await writeNpy(path, { shape: [1, 2, 2, 3], data: new Uint8Array(12), dtype: "bool" });
    await refused(/holds bool \[1, 2, 2, 3\]/);
    const whole = await Deno.readFile(path);
    await Deno.writeFile(path, whole.subarray(0, whole.length - 1));
    await refused(/Cannot read .*a\.npy/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
