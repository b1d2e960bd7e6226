import assert from "node:assert/strict";
import { InputError, UsageError } from "../../src/errors.ts";
import { readNpy, writeNpy } from "../../src/io/npy.ts";
import { maskFile } from "../../src/masking/mod.ts";

async function inTempDir(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const images = Uint8Array.from({ length: 3 * 8 * 8 * 3 }, (_, i) => i % 101);

async function writeInputs(folder: string, p: Float32Array, shape: number[]): Promise<void> {
  await writeNpy(`${folder}/X.npy`, { shape: [3, 8, 8, 3], data: images });
  await writeNpy(`${folder}/P.npy`, { shape, data: p });
}

const options = (folder: string, ratio = 0.3) => ({
  images: `${folder}/X.npy`,
  salience: `${folder}/P.npy`,
  out: `${folder}/M.npy`,
  ratio,
  seed: 1,
});

const exists = (path: string): Promise<boolean> => Deno.stat(path).then(() => true, () => false);

Deno.test("maskFile() hides the right number of patches, the same for the same seed", () =>
  inTempDir(async (folder) => {
    await writeInputs(folder, new Float32Array(48).fill(1 / 16), [3, 16]);
    assert.deepEqual(await maskFile(options(folder)), { images: 3, patches: 4, hidden: 4 });
    const { shape, data } = await readNpy(`${folder}/M.npy`);
    assert.deepEqual(shape, [3, 8, 8, 3]);
    assert.ok(data instanceof Uint8Array);
    assert.equal(data.filter((value) => value === 128).length, 3 * 4 * 2 * 2 * 3);
    data.forEach((value, i) => assert.ok(value === 128 || value === images[i]));
    await maskFile({ ...options(folder), out: `${folder}/again.npy` });
    assert.deepEqual((await readNpy(`${folder}/again.npy`)).data, data);
    await maskFile({ ...options(folder), out: `${folder}/other.npy`, seed: 2 });
    assert.notDeepEqual((await readNpy(`${folder}/other.npy`)).data, data);
  }));

Deno.test("maskFile() at ratio 0 copies the images", () =>
  inTempDir(async (folder) => {
    await writeInputs(folder, new Float32Array(48).fill(1 / 16), [3, 16]);
    await maskFile(options(folder, 0));
    assert.deepEqual((await readNpy(`${folder}/M.npy`)).data, images);
  }));

Deno.test("maskFile() rejects invalid files, and writes nothing", () =>
  inTempDir(async (folder) => {
    const negative = new Float32Array(48).fill(1);
    negative[20] = -1;
    const cases: [Float32Array, number[], RegExp][] = [
      [new Float32Array(15), [3, 5], /has 5 columns, which form no n×n grid/],
      [new Float32Array(48), [48], /holds float32 \[48\], not patch probabilities/],
      [new Float32Array(32), [2, 16], /has 2 rows but .* has 3 images/],
      [negative, [3, 16], /has -1 in row 1, column 4/],
      [new Float32Array(48).fill(NaN), [3, 16], /has NaN in row 0, column 0/],
      [new Float32Array(27), [3, 9], /3 does not divide 8/],
    ];
    for (const [p, shape, text] of cases) {
      await writeInputs(folder, p, shape);
      await assert.rejects(maskFile(options(folder)), (error) => {
        assert.ok(error instanceof InputError);
        assert.match(error.message, text);
        return true;
      });
    }
    await writeInputs(folder, new Float32Array(48), [3, 16]);
    for (const ratio of [1, -0.1]) await assert.rejects(maskFile(options(folder, ratio)), UsageError);
    await writeNpy(`${folder}/X.npy`, { shape: [3, 8, 8, 3], data: Float32Array.from(images) });
    await assert.rejects(maskFile(options(folder)), /holds float32 \[3, 8, 8, 3\], not images/);
    assert.equal(await exists(`${folder}/M.npy`), false);
  }));
