import assert from "node:assert/strict";
import { join } from "@std/path";
import { buffer } from "node:stream/consumers";
// @ts-types="npm:@types/tar-stream@3.1.5"
import { pack as tarStream } from "tar-stream";
import { unpackTarGz, unpackTarTree } from "../../src/data/unpack.ts";
import { makeTar, makeTarGz } from "./tar.ts";

const BIG = Uint8Array.from({ length: 200_001 }, (_, i) => i % 255);
const FILES = {
  "set/": new Uint8Array(0),
  "set/readme.txt": new TextEncoder().encode("hello"),
  "set/big.bin": BIG,
  "set/even.bin": new Uint8Array(512).fill(3),
};

const withArchive = async (
  bytes: Uint8Array,
  use: (archive: string, folder: string) => Promise<void>,
): Promise<void> => {
  const root = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${root}/out`);
    await Deno.writeFile(`${root}/set.tar.gz`, bytes);
    await use(`${root}/set.tar.gz`, `${root}/out`);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
};

const names = (folder: string): string[] => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("unpackTarGz() writes the wanted files and nothing else", async () => {
  await withArchive(await makeTarGz(FILES), async (archive, folder) => {
    await unpackTarGz(archive, ["set/even.bin", "set/big.bin"], folder);
    assert.deepEqual(names(folder), ["big.bin", "even.bin"]);
    assert.deepEqual(await Deno.readFile(`${folder}/big.bin`), BIG);
    assert.deepEqual(await Deno.readFile(`${folder}/even.bin`), FILES["set/even.bin"]);
  });
});

Deno.test("unpackTarGz() writes no other files, whatever their names", async () => {
  await withArchive(
    await makeTarGz({ "../evil.bin": BIG, "/evil.bin": BIG, ...FILES }),
    async (archive, folder) => {
      await unpackTarGz(archive, ["set/readme.txt"], folder);
      assert.deepEqual(names(folder), ["readme.txt"]);
      assert.deepEqual(names(`${folder}/..`), ["out", "set.tar.gz"]);
    },
  );
});

Deno.test("unpackTarGz() names the files that an archive lacks", async () => {
  await withArchive(await makeTarGz(FILES), async (archive, folder) => {
    await assert.rejects(unpackTarGz(archive, ["set/readme.txt", "set/none.bin"], folder), {
      name: "InputError",
      message: /set\.tar\.gz: set\/none\.bin is not in it/,
    });
  });
});

Deno.test("unpackTarGz() rejects archives that are truncated, damaged or not archives", async () => {
  const good = await makeTarGz(FILES),
    gzip = async (bytes: Uint8Array<ArrayBuffer>) =>
      new Uint8Array(
        await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip")))
          .arrayBuffer(),
      );
  const cases: [Uint8Array, RegExp][] = [
    [good.subarray(0, good.length >> 1), /not a gzip file, or is cut off or damaged/],
    [new TextEncoder().encode("<html>not found</html>"), /not a gzip file/],
    [await gzip(new Uint8Array(1024).fill(65)), /not a tar archive or is damaged/],
    [await gzip(new Uint8Array(100).fill(65)), /it is cut off/],
  ];
  for (const [bytes, message] of cases) {
    await withArchive(bytes, async (archive, folder) => {
      await assert.rejects(unpackTarGz(archive, ["set/big.bin"], folder), { name: "InputError", message });
    });
  }
});

Deno.test("unpackTarTree() unpacks one folder with its contents, and rejects names that leave it", async () => {
  await withArchive(
    await makeTarGz({ ...FILES, "set/a/b/deep.bin": BIG, "other/x.bin": BIG }),
    async (archive, folder) => {
      const told: [number, number][] = [], { size } = await Deno.stat(archive);
      await unpackTarTree(archive, "set", folder, (...progress) => void told.push(progress));
      assert.deepEqual(names(folder), ["a", "big.bin", "even.bin", "readme.txt"]);
      assert.ok(told.length === 4 && told.every(([done, total]) => done <= total && total === size));
      assert.deepEqual(await Deno.readFile(`${folder}/a/b/deep.bin`), BIG);
      await assert.rejects(unpackTarTree(archive, "absent", folder), {
        message: /the folder absent is not in it/,
      });
    },
  );
  await withArchive(await makeTarGz({ "set/../../evil.bin": BIG }), async (archive, folder) => {
    await assert.rejects(unpackTarTree(archive, "set", folder), {
      name: "InputError",
      message: /Cannot unpack "set\/\.\.\/\.\.\/evil\.bin": it would leave the folder/,
    });
  });
});

Deno.test("unpackTarTree() creates no links, reads long names, and rejects a size that is not a number", async () => {
  const name = `set/${"d".repeat(90)}/${"n".repeat(120)}`, pack = tarStream();
  pack.entry({ name: "set/link", type: "symlink", linkname: "/etc/passwd" });
  pack.entry({ name: "set/hard", type: "link", linkname: "/etc/passwd" });
  pack.entry({ name }, "long");
  pack.finalize();
  const withoutSize = makeTar({ "set/a": BIG }); // a size of letters, and the checksum that goes with it
  withoutSize.set(new TextEncoder().encode("zzzzzzzzzzz"), 124);
  const sum = withoutSize.subarray(0, 512).reduce(
    (all, byte, i) => all + (i >= 148 && i < 156 ? 32 : byte),
    0,
  );
  withoutSize.set(new TextEncoder().encode(sum.toString(8).padStart(6, "0")), 148);
  const root = await Deno.makeTempDir(), archive = `${root}/set.tar`;
  try {
    await Deno.writeFile(archive, await buffer(pack));
    await unpackTarTree(archive, "set", root);
    assert.equal(await Deno.readTextFile(join(root, name.slice("set/".length))), "long");
    assert.deepEqual(names(root), ["d".repeat(90), "set.tar"]);
    await Deno.writeFile(archive, withoutSize);
    await assert.rejects(unpackTarTree(archive, "set", root), { message: /not a tar archive or is damaged/ });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("unpackTarTree() rejects an archive that is truncated anywhere", async () => {
  const root = await Deno.makeTempDir(), archive = `${root}/set.tar`;
  const bytes = makeTar({ "set/a": BIG.subarray(0, 600) }); // its header, two blocks, and two that end it
  try {
    for (let end = 64; end < 512 * 3; end += 64) {
      await Deno.writeFile(archive, bytes.subarray(0, end));
      const wanted = { name: "InputError", message: /it is cut off/ };
      await assert.rejects(unpackTarTree(archive, "set", root), wanted, `${end} bytes`);
    }
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("unpackTarTree() reads an uncompressed archive, and rejects a truncated one", async () => {
  const root = await Deno.makeTempDir(), archive = `${root}/set.tar`, bytes = makeTar(FILES);
  try {
    await Deno.writeFile(archive, bytes);
    await unpackTarTree(archive, "set", root);
    assert.deepEqual(await Deno.readFile(`${root}/big.bin`), BIG);
    await Deno.writeFile(archive, bytes.subarray(0, 100_000));
    await assert.rejects(unpackTarTree(archive, "set", root), {
      name: "InputError",
      message: /set\.tar: it is cut off/,
    });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
