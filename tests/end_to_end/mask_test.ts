import assert from "node:assert/strict";
import { join } from "@std/path";
import { readNpy, writeNpy } from "../../src/io/npy.ts";
import { patchCount } from "../../src/masking/mod.ts";
import { randomStream } from "../../src/random.ts";
import { readFixture } from "../parity/fixture.ts";
import { cbmDone, inTempDir } from "./command.ts";

interface Inclusion {
  p: number[];
  count: number;
  inclusion?: number[];
  inclusion_exact?: number[];
}

const { exact, grid16 } = readFixture<{ exact: Inclusion[]; grid16: Inclusion[] }>("masking");

/** Finds the patches of each image that are 128 throughout; every other pixel must be unchanged. */
function hiddenPatches(before: Uint8Array, after: Uint8Array, count: number, size: number, n: number) {
  const cell = size / n;
  return Array.from({ length: count }, (_, image) =>
    Array.from({ length: n * n }, (_, patch) => {
      let same = true, grey = true;
      for (let y = 0; y < cell; y++) {
        for (let x = 0; x < cell; x++) {
          const row = Math.floor(patch / n) * cell + y, column = (patch % n) * cell + x;
          for (let c = 0; c < 3; c++) {
            const at = ((image * size + row) * size + column) * 3 + c;
            same &&= before[at] === after[at];
            grey &&= after[at] === 128;
          }
        }
      }
      assert.ok(same !== grey, `image ${image}, patch ${patch} is neither kept nor hidden whole`);
      return grey;
    }));
}

async function writeImages(path: string, count: number, size: number): Promise<Uint8Array> {
  const random = randomStream(1, "tests/mask");
  // No pixel is 128, so that a hidden patch can be told from a kept one.
  const data = Uint8Array.from({ length: count * size * size * 3 }, () => random.integer(128));
  await writeNpy(path, { shape: [count, size, size, 3], data });
  return data;
}

Deno.test("cbm mask sets exactly the counted patches to grey 128, and leaves every other pixel", async () => {
  await inTempDir(async (folder) => {
    const images = join(folder, "x.npy"), p = join(folder, "p.npy"), out = join(folder, "m.npy");
    const before = await writeImages(images, 50, 32);
    for (const patches of [2, 4, 8]) {
      await cbmDone(["salience", "--images", images, "--patches", String(patches), "--out", p]);
      for (const ratio of patches === 4 ? [0, 0.01, 0.4, 0.4036067977500615, 0.99] : [0.07, 0.5]) {
        const args = ["mask", "--images", images, "--salience", p, "--ratio", String(ratio), "--out", out];
        await cbmDone(args);
        const { shape, data } = await readNpy(out);
        assert.deepEqual(shape, [50, 32, 32, 3]);
        assert.ok(data instanceof Uint8Array);
        for (const hidden of hiddenPatches(before, data, 50, 32, patches)) {
          assert.equal(hidden.filter(Boolean).length, patchCount(ratio, patches), `${patches}, ${ratio}`);
        }
      }
    }
  });
});

Deno.test("cbm mask hides each patch as often as successive weighted draws do", async () => {
  await inTempDir(async (folder) => {
    const images = join(folder, "x.npy"), salience = join(folder, "p.npy"), out = join(folder, "m.npy");
    const draws = 20_000;
    // One of each grid is enough here: the sampler itself is compared with all of them in the parity tests.
    const chosen = [
      exact.find(({ p }) => p.length === 4),
      exact.find(({ p }) => p.length === 9),
      ...grid16.slice(0, 2),
    ];
    for (const { p, count, inclusion, inclusion_exact } of chosen.filter((entry) => entry !== undefined)) {
      const n = Math.sqrt(p.length), before = await writeImages(images, draws, n);
      const rows = new Float32Array(draws * p.length);
      for (let i = 0; i < draws; i++) rows.set(p, i * p.length);
      await writeNpy(salience, { shape: [draws, p.length], data: rows });
      const ratio = String((count + 0.5) / p.length);
      await cbmDone([
        "mask",
        "--images",
        images,
        "--salience",
        salience,
        "--ratio",
        ratio,
        "--seed",
        "7",
        "--out",
        out,
      ]);
      const { data } = await readNpy(out);
      assert.ok(data instanceof Uint8Array);
      const hidden = hiddenPatches(before, data, draws, n, n);
      (inclusion ?? inclusion_exact)!.forEach((q, patch) => {
        const frequency = hidden.filter((patches) => patches[patch]).length / draws;
        const bound = 4.5 * Math.sqrt(Math.max(q * (1 - q), 0) / draws) + 1e-12;
        assert.ok(
          Math.abs(frequency - q) <= bound,
          `p = ${p}, count ${count}, patch ${patch}: ${frequency}, not ${q}`,
        );
      });
    }
  });
});

Deno.test("cbm mask draws the same masks with the same seed and others with another, seed 0 included", async () => {
  await inTempDir(async (folder) => {
    const images = join(folder, "x.npy"), salience = join(folder, "p.npy");
    await writeImages(images, 8, 8);
    await writeNpy(salience, { shape: [8, 16], data: new Float32Array(8 * 16).fill(1 / 16) });
    const masked = async (...seed: string[]) => {
      const out = join(folder, "m.npy");
      await cbmDone([
        "mask",
        "--images",
        images,
        "--salience",
        salience,
        "--ratio",
        "0.4",
        "--out",
        out,
        ...seed,
      ]);
      return await Deno.readFile(out);
    };
    const one = await masked();
    assert.deepEqual(await masked("--seed", "1"), one);
    const zero = await masked("--seed", "0");
    assert.notDeepEqual(zero, one);
    assert.deepEqual(await masked("--seed", "0"), zero);
  });
});
