import { join } from "@std/path";
import assert from "node:assert/strict";
import { readNpy, writeNpy } from "../../src/io/npy.ts";
import { cachedSalience, computeSalience, type ImageSource } from "../../src/salience/mod.ts";
import { noticesOf } from "../notices_of.ts";
import { randomImages } from "./images.ts";

const size = { height: 8, width: 8 }, bytes = 8 * 8 * 3, total = 30;
const images = randomImages(total, size, "cache");

/** A split that counts how many images were read. */
function source(contentHash = "abc"): ImageSource & { count: number } {
  return {
    count: 0,
    contentHash,
    size: total,
    read(indices) {
      this.count += indices.length;
      const result = new Uint8Array(indices.length * bytes);
      for (let i = 0; i < indices.length; i++) {
        result.set(images.subarray(indices[i]! * bytes, (indices[i]! + 1) * bytes), i * bytes);
      }
      return Promise.resolve(result);
    },
  };
}

async function inTempDir(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const filesIn = async (folder: string): Promise<string[]> => {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(join(folder, "salience"))) names.push(name);
  return names.sort();
};

Deno.test("cachedSalience() computes once, then reads from the cache", () =>
  inTempDir(async (folder) => {
    const split = source(), expected = await computeSalience(images, size);
    assert.deepEqual(await cachedSalience(split, size, {}, folder), expected);
    assert.equal(split.count, total);
    assert.deepEqual(await cachedSalience(split, size, {}, folder), expected);
    assert.equal(split.count, total, "nothing was read again");
    assert.equal((await filesIn(folder)).length, 1);
  }));

Deno.test("cachedSalience() caches different settings separately", () =>
  inTempDir(async (folder) => {
    const split = source();
    await cachedSalience(split, size, {}, folder);
    await cachedSalience(split, size, { patches: 2 }, folder);
    await cachedSalience(split, size, { measure: "entropy" }, folder);
    await cachedSalience(split, size, { size: 16 }, folder);
    const other = source("def");
    await cachedSalience(other, size, { indices: Uint32Array.of(1, 2) }, folder);
    await cachedSalience(other, size, { indices: Uint32Array.of(2, 1) }, folder);
    await cachedSalience(other, size, {}, folder);
    assert.equal((await filesIn(folder)).length, 7);
    assert.equal(split.count, 4 * total);
    assert.equal(other.count, total + 4);
  }));

Deno.test("cachedSalience() of some images has a row for each, in their order", () =>
  inTempDir(async (folder) => {
    const all = await computeSalience(images, size);
    const rows = await cachedSalience(source(), size, { indices: Uint32Array.of(9, 2) }, folder);
    assert.deepEqual([...rows], [...all.subarray(9 * 16, 10 * 16), ...all.subarray(2 * 16, 3 * 16)]);
  }));

Deno.test("cachedSalience() takes the rows of some images from those of all, if these are cached", () =>
  inTempDir(async (folder) => {
    const split = source(), all = await cachedSalience(split, size, {}, folder);
    const rows = await cachedSalience(split, size, { indices: Uint32Array.of(29, 0) }, folder);
    assert.deepEqual([...rows], [...all.subarray(29 * 16), ...all.subarray(0, 16)]);
    assert.equal(split.count, total, "nothing was read again");
    assert.equal((await filesIn(folder)).length, 1);
  }));

Deno.test("cachedSalience() recomputes a damaged cache", () =>
  inTempDir(async (folder) => {
    const expected = await cachedSalience(source(), size, {}, folder);
    const path = join(folder, "salience", (await filesIn(folder))[0]!);
    const good = await Deno.readFile(path), nan = new Float32Array(expected);
    nan[5] = NaN;
    const damages: (() => Promise<void>)[] = [
      () => Deno.writeFile(path, good.subarray(0, good.length - 7)),
      () => Deno.writeTextFile(path, "no npy"),
      () => Deno.writeFile(path, new Uint8Array(0)),
      () => writeNpy(path, { shape: [total, 16], data: nan }),
      () => writeNpy(path, { shape: [total, 16], data: new Float32Array(total * 16) }),
      () => writeNpy(path, { shape: [total - 1, 16], data: expected.slice(16) }),
      () => writeNpy(path, { shape: [total, 16], data: Float64Array.from(expected) }),
    ];
    for (const damage of damages) {
      await damage();
      const split = source();
      assert.deepEqual(await cachedSalience(split, size, {}, folder), expected);
      assert.equal(split.count, total);
      assert.deepEqual((await readNpy(path)).data, expected, "the file is whole again");
    }
  }));

Deno.test("cachedSalience() works without a writable cache, and says so", () =>
  inTempDir(async (folder) => {
    const file = join(folder, "file");
    await Deno.writeTextFile(file, "");
    const said = await noticesOf(async () => {
      assert.deepEqual(await cachedSalience(source(), size, {}, file), await computeSalience(images, size));
    });
    assert.match(said.join(), /^The salience is not cached for the next run: Cannot write/);
  }));

Deno.test("cachedSalience() does not cache a measure that ignores the images", () =>
  inTempDir(async (folder) => {
    const split = source();
    const rows = await cachedSalience(split, size, { measure: "uniform", patches: 2 }, folder);
    assert.deepEqual(rows, new Float32Array(total * 4).fill(0.25));
    assert.equal(split.count, 0);
    await assert.rejects(() => filesIn(folder), Deno.errors.NotFound);
  }));

Deno.test("cachedSalience() reports its progress", () =>
  inTempDir(async (folder) => {
    const steps: [number, number][] = [];
    const onProgress = (done: number, of: number): void => void steps.push([done, of]);
    await cachedSalience(source(), size, { onProgress }, folder);
    assert.deepEqual(steps.at(-1), [total, total]);
  }));
