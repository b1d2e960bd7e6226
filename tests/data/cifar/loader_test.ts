import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type CifarArchive, loadCifar } from "../../../src/data/cifar/loader.ts";
import { resizedSplit } from "../../../src/data/cifar/resized.ts";
import { InputError } from "../../../src/errors.ts";
import { memorySplit } from "../../../src/data/memory_split.ts";
import { loadDataset } from "../../../src/data/mod.ts";
import { resizeBilinear } from "../../../src/data/resize.ts";
import { makeTarGz } from "../tar.ts";

/** A small archive: 2×2 pixels, two label bytes, 3 records in each train file and 2 in the test file. */
const ARCHIVE: CifarArchive = {
  name: "tiny",
  url: "http://127.0.0.1:9/tiny.tar.gz",
  md5: "0".repeat(32),
  folder: "tiny-bin",
  trainFiles: ["one.bin", "two.bin"],
  testFiles: ["test.bin"],
  trainRecords: 3,
  testRecords: 2,
  layout: { side: 2, labelClasses: [4, 10], labelIndex: 1 },
};

/** Red 10…13, green 20…23, blue 30…33, plus 100 for the second record and so on. */
const record = (coarse: number, fine: number, plus: number): number[] => [
  coarse,
  fine,
  ...[10, 11, 12, 13, 20, 21, 22, 23, 30, 31, 32, 33].map((value) => value + plus),
];

const FILES: Record<string, Uint8Array> = {
  "one.bin": Uint8Array.from([...record(0, 9, 0), ...record(1, 8, 100), ...record(3, 7, 200)]),
  "two.bin": Uint8Array.from([...record(0, 0, 1), ...record(0, 1, 2), ...record(0, 2, 3)]),
  "test.bin": Uint8Array.from([...record(2, 5, 4), ...record(2, 6, 5)]),
};

const withFolder = async (
  files: Record<string, Uint8Array>,
  use: (root: string) => Promise<void>,
): Promise<void> => {
  const root = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${root}/tiny-bin`);
    for (const [name, bytes] of Object.entries(files)) {
      await Deno.writeFile(`${root}/tiny-bin/${name}`, bytes);
    }
    await use(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
};

Deno.test("loadCifar() converts planes to pixels and reads the requested label", () =>
  withFolder(FILES, async (root) => {
    const { train, test, shape, files } = await loadCifar(ARCHIVE, { dataDir: root });
    assert.deepEqual([shape, train.size, test.size, files?.length], [[2, 2, 3], 6, 2, 3]);
    assert.deepEqual([...train.labels], [9, 8, 7, 0, 1, 2]);
    assert.deepEqual([...await train.read([1])], [
      110,
      120,
      130,
      111,
      121,
      131,
      112,
      122,
      132,
      113,
      123,
      133,
    ]);
    assert.deepEqual((await test.read([1]))[0], 15);
    const layout = { ...ARCHIVE.layout, labelIndex: 0 };
    assert.deepEqual([...(await loadCifar({ ...ARCHIVE, layout }, { dataDir: root })).train.labels], [
      0,
      1,
      3,
      0,
      0,
      0,
    ]);
  }));

Deno.test("loadCifar() reads any images in any order, from the files the first time and from memory afterwards", () =>
  withFolder(FILES, async (root) => {
    const { train } = await loadCifar(ARCHIVE, { dataDir: root });
    const reds = async (indices: number[]) => {
      const pixels = await train.read(indices);
      return indices.map((_, i) => pixels[i * 12]);
    };
    assert.deepEqual(await reds([5, 1, 3]), [13, 110, 11]);
    assert.deepEqual(await reds([3, 0, 5, 3]), [11, 10, 13, 11]);
    await assert.rejects(train.read([6]), /Cannot read image 6: the split has 6/);
    await Deno.remove(`${root}/tiny-bin/one.bin`);
    assert.deepEqual(await reds([0, 1]), [10, 110]);
    await assert.rejects(train.read([2]), (error: Error) => {
      assert.match(error.message, /one\.bin/);
      return error instanceof InputError;
    });
  }));

Deno.test("loadCifar() reads nothing from a file that changed after its images were checked", () =>
  withFolder(FILES, async (root) => {
    const { test } = await loadCifar(ARCHIVE, { dataDir: root });
    await Deno.utime(`${root}/tiny-bin/test.bin`, new Date(), new Date(0));
    await assert.rejects(test.read([0]), /test\.bin: it has changed since/);
  }));

Deno.test("loadCifar() gives the content hash of the same images in memory", () =>
  withFolder(FILES, async (root) => {
    const { train } = await loadCifar(ARCHIVE, { dataDir: root });
    const images = await train.read([0, 1, 2, 3, 4, 5]);
    const same = memorySplit({ images, shape: [2, 2, 3], labels: train.labels });
    assert.equal(train.contentHash, same.contentHash);
  }));

Deno.test("loadCifar() accepts the folder itself as --data-dir", () =>
  withFolder(FILES, async (root) => {
    assert.equal((await loadCifar(ARCHIVE, { dataDir: `${root}/tiny-bin` })).train.size, 6);
  }));

const refuses = (name: string, files: Record<string, Uint8Array>, message: RegExp): void =>
  Deno.test(`loadCifar() rejects ${name}`, () =>
    withFolder(files, async (root) => {
      await assert.rejects(loadCifar(ARCHIVE, { dataDir: root }), { name: "InputError", message });
    }));

const two = FILES["two.bin"]!, wrongLabel = two.slice();
wrongLabel[2 * 14 + 1] = 10;
refuses(
  "a file cut within a record",
  { ...FILES, "two.bin": two.subarray(0, 30) },
  /two\.bin is cut off at byte 30, within record 2 .*3 records of 14 bytes/,
);
refuses(
  "a file cut between records",
  { ...FILES, "two.bin": two.subarray(0, 28) },
  /two\.bin is cut off at byte 28, after 2 of 3 records/,
);
refuses(
  "a file that is too long",
  { ...FILES, "test.bin": two },
  /test\.bin has 14 bytes after its last record, from byte 28/,
);
refuses(
  "a label out of range",
  { ...FILES, "two.bin": wrongLabel },
  /two\.bin has the label 10 at byte 29 \(record 2\), where 0 … 9 was expected/,
);
refuses("a missing file", { "one.bin": FILES["one.bin"]! }, /two\.bin: no such file/);

Deno.test("loadCifar() names the missing folder in --data-dir, and the remedy", async () => {
  const root = await Deno.makeTempDir();
  try {
    await assert.rejects(loadCifar(ARCHIVE, { dataDir: root }), {
      name: "InputError",
      message: new RegExp(
        `no folder tiny-bin in ${root}\\. Unpack http.*tiny\\.tar\\.gz there, or omit --data-dir`,
      ),
    });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("loadCifar() downloads into the cache once and unpacks", async () => {
  const named = Object.fromEntries(Object.entries(FILES).map(([name, bytes]) => [`tiny-bin/${name}`, bytes]));
  const packed = await makeTarGz({
    "tiny-bin/": new Uint8Array(0),
    ...named,
    "tiny-bin/readme.html": new Uint8Array(9),
  });
  const cache = await Deno.makeTempDir(), before = Deno.env.get("CBM_CACHE_DIR");
  let requests = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    requests++;
    return new Response(packed);
  });
  Deno.env.set("CBM_CACHE_DIR", cache);
  try {
    const url = `http://127.0.0.1:${server.addr.port}/tiny.tar.gz`;
    const archive = { ...ARCHIVE, url, md5: createHash("md5").update(packed).digest("hex") };
    assert.deepEqual([...(await loadCifar(archive, {})).train.labels], [9, 8, 7, 0, 1, 2]);
    assert.deepEqual([...(await loadCifar(archive, {})).test.labels], [5, 6]);
    assert.equal(requests, 1);
    assert.deepEqual([...Deno.readDirSync(`${cache}/data`)].map(({ name }) => name), ["tiny-bin"]);
    const lacking = { ...archive, folder: "other-bin", url: url.replace("tiny.tar", "other.tar") };
    await assert.rejects(loadCifar(lacking, {}), {
      name: "InputError",
      message: /other-bin\/one\.bin.* is not in it/,
    });
    assert.ok(![...Deno.readDirSync(`${cache}/data`)].some(({ name }) => name.includes("other-bin")));
  } finally {
    if (before === undefined) Deno.env.delete("CBM_CACHE_DIR");
    else Deno.env.set("CBM_CACHE_DIR", before);
    await server.shutdown();
    await Deno.remove(cache, { recursive: true });
  }
});

Deno.test("resizedSplit() reads images at another size, as resizing them does", () =>
  withFolder(FILES, async (root) => {
    const { train } = await loadCifar(ARCHIVE, { dataDir: root }), resized = resizedSplit(train, 2, 4);
    const from = { height: 2, width: 2 }, to = { height: 4, width: 4 };
    assert.deepEqual(await resized.read([4, 0]), resizeBilinear(await train.read([4, 0]), from, to));
    assert.deepEqual(resized.labels, train.labels);
    assert.notEqual(
      resized.contentHash,
      train.contentHash,
      "salience of one size is not taken for another's",
    );
  }));

Deno.test("cifar100:labels=coarse reads the superclass of every record, and names it", async () => {
  const root = await Deno.makeTempDir(), length = 2 + 3 * 1024;
  try {
    await Deno.mkdir(`${root}/cifar-100-binary`);
    for (const [name, count] of [["train", 50_000], ["test", 10_000]] as const) {
      const bytes = new Uint8Array(count * length);
      for (let i = 0; i < count; i++) bytes.set([i % 20, 99], i * length);
      bytes.set([0, 4], 0); // a beaver, one of the aquatic mammals
      await Deno.writeFile(`${root}/cifar-100-binary/${name}.bin`, bytes);
    }
    const { classes, train, test, superclasses, imagesPerClass } = await loadDataset(
      "cifar100:labels=coarse",
      { dataDir: root },
    );
    assert.deepEqual([classes.length, classes[0], superclasses], [20, "aquatic_mammals", undefined]);
    assert.deepEqual([train.size, test.size, imagesPerClass], [50_000, 10_000, { train: 2500, test: 500 }]);
    assert.deepEqual([...train.labels.subarray(0, 21)], [...Array(20).keys(), 0]);
    assert.equal(Math.max(...test.labels), 19);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("CIFAR, emoji and scenes reject a memory cap below the size of their images, naming both", async () => {
  const refused = async (name: string, cap: number, message: RegExp) =>
    await assert.rejects(loadDataset(name, { memoryCap: cap }), { name: "UsageError", message });
  await refused("cifar10", 64 * 2 ** 20, /Cannot hold cifar10 in 64 MiB of memory: its images take 176 MiB/);
  await refused("scenes", 2 ** 20, /hold scenes in 1 MiB of memory: its images take 29\.3 MiB/);
  await refused("emoji", 2 ** 20, /hold emoji in 1 MiB of memory: its images take 29\.3 MiB/);
});
