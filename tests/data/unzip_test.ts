import assert from "node:assert/strict";
import { unzipTree } from "../../src/data/unzip.ts";
import { makeZip } from "./zip.ts";

Deno.test("unzipTree() unpacks one folder of a zip archive, and rejects damaged archives", async () => {
  const folder = await Deno.makeTempDir(), path = `${folder}/set.zip`, big = new Uint8Array(70_000).fill(7);
  try {
    const archive = makeZip({ "set/": new Uint8Array(0), "set/a/big.bin": big, "other/b.bin": big });
    await Deno.writeFile(path, archive);
    const done: number[] = [];
    await unzipTree(path, "set", `${folder}/out`, (count, total) => void done.push(count, total));
    assert.deepEqual(done, [1, 3, 2, 3, 3, 3]);
    assert.deepEqual(await Deno.readFile(`${folder}/out/a/big.bin`), big);
    assert.deepEqual([...Deno.readDirSync(`${folder}/out`)].map(({ name }) => name), ["a"]);
    await assert.rejects(unzipTree(path, "absent", `${folder}/out`), {
      message: /the folder absent is not in it/,
    });
    for (const bytes of [archive.subarray(0, 60), makeZip({ "set/../../evil.bin": big })]) {
      await Deno.writeFile(path, bytes);
      await assert.rejects(unzipTree(path, "set", `${folder}/out`), {
        name: "InputError",
        message: /^Cannot unpack .*set\.zip: it is not a zip archive or is damaged/,
      });
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
