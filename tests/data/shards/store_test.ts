import assert from "node:assert/strict";
import { describeFiles } from "../../../src/data/shards/files.ts";
import { MemoryBudget } from "../../../src/data/shards/memory.ts";
import type { StoreOptions } from "../../../src/data/shards/plan_shards.ts";
import { openStore } from "../../../src/data/shards/store.ts";
import { noticesOf } from "../../notices_of.ts";
import { damage, jpeg, noise, png, shardsOf, withFiles } from "../image_files.ts";

const SIZE = 8, BYTES = SIZE * SIZE * 3;
const NAMES = Array.from({ length: 9 }, (_, i) => `${i}.png`);
const FILES = Object.fromEntries(NAMES.map((name, i) => [name, png(SIZE, SIZE, i)]));
/** Image i as it was encoded; it is not resized, so it is read back unchanged. */
const image = (i: number) => noise(BYTES, i);

/** Opens a store of shards of two images each, and counts how many are decoded. */
const open = async (root: string, options: Partial<StoreOptions> = {}, names = NAMES) => {
  let decoded = 0;
  const store = await openStore(await describeFiles(root, names), {
    root,
    part: "all",
    fit: { size: SIZE },
    onError: "refuse",
    budget: new MemoryBudget(1000 * BYTES),
    shardBytes: 2 * BYTES,
    onProgress: () => void decoded++,
    ...options,
  });
  return { ...store, decoded };
};

const concat = (parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

Deno.test("a store reads images in any order and repeatedly, and rejects missing ones", () =>
  withFiles(FILES, async (root) => {
    const { read, kept, decoded } = await open(root), order = [8, 0, 3, 3, 7];
    assert.deepEqual([kept.length, decoded, (await shardsOf(root)).length], [9, 9, 5]);
    for (let epoch = 0; epoch < 2; epoch++) assert.deepEqual(await read(order), concat(order.map(image)));
    await assert.rejects(read([9]), /Cannot read image 9: the split has 9/);
  }));

Deno.test("a changed file rebuilds only its own shard; the old one is removed", () =>
  withFiles(FILES, async (root) => {
    const before = await open(root), shards = await shardsOf(root);
    await Deno.writeFile(`${root}/3.png`, await png(SIZE, SIZE, 77));
    const after = await open(root);
    assert.equal(after.decoded, 2);
    assert.deepEqual(await after.read([2, 3, 4]), concat([image(2), image(77), image(4)]));
    assert.notEqual(after.sha256, before.sha256);
    const now = await shardsOf(root);
    assert.deepEqual([now.length, now.filter((path) => shards.includes(path)).length], [5, 4]);
    assert.equal((await open(root)).decoded, 0);
  }));

Deno.test("a changed byte is detected when its image is read: the shard is named and rebuilt", () =>
  withFiles(FILES, async (root) => {
    const { read } = await open(root);
    for (const path of await shardsOf(root)) await damage(path, 1);
    const said = await noticesOf(async () => {
      assert.deepEqual(await read([4, 5]), concat([image(4), image(5)]));
    });
    assert.match(said.join("\n"), /^The shard .*safetensors is damaged \(the checksum of 5\.png is wrong\)/);
    assert.equal(said.length, 1);
    assert.deepEqual(await (await open(root, { budget: new MemoryBudget(0) })).read([5]), image(5));
  }));

Deno.test("a truncated shard, or one with damaged tables, is named and rebuilt when it is opened", () =>
  withFiles(FILES, async (root) => {
    const { sha256 } = await open(root, {}, NAMES.slice(0, 8)), [first, second] = await shardsOf(root);
    await Deno.truncate(first!, 700);
    await damage(second!, 2 * BYTES + 3); // in front of the pixels
    const said = await noticesOf(async () => {
      const again = await open(root, {}, NAMES.slice(0, 8));
      assert.deepEqual([again.sha256, again.decoded], [sha256, 4]);
    });
    assert.equal(said.length, 2);
    for (const path of [first!, second!]) {
      assert.ok(said.some((text) => text.includes(path.split("/").at(-1)!)), path);
    }
  }));

Deno.test("a shard that is deleted while in use is rebuilt, unless its files have changed since", () =>
  withFiles(FILES, async (root) => {
    const { read } = await open(root);
    for (const path of await shardsOf(root)) await Deno.remove(path);
    const said = await noticesOf(async () => assert.deepEqual(await read([1]), image(1)));
    assert.match(said.join(), /it is missing/);
    await Deno.writeFile(`${root}/7.png`, await png(SIZE, SIZE, 78));
    await noticesOf(async () => {
      await assert.rejects(read([6]), {
        name: "InputError",
        message: /Cannot repair .*: 7\.png in .* has changed since it was decoded; run it again/,
      });
    });
  }));

Deno.test("a store of three times the memory cap holds no more than the cap, and reads the rest from the disk", () =>
  withFiles(FILES, async (root) => {
    const budget = new MemoryBudget(4 * BYTES), { read } = await open(root, { budget });
    for (const order of [[8, 7, 6, 5, 4, 3, 2, 1, 0], [0, 5, 1, 8, 2, 7, 3, 6, 4]]) {
      for (const i of order) {
        assert.deepEqual(await read([i]), image(i));
        assert.ok(budget.held <= budget.cap);
      }
    }
    assert.equal(budget.held, 3 * BYTES);
    // Those that came first are held; the others were on the disk.
    for (const path of await shardsOf(root)) await Deno.remove(path);
    assert.deepEqual(await read([8, 7, 6]), concat([image(8), image(7), image(6)]));
  }));

Deno.test("without a writable cache, images are held in memory if the cap allows", () =>
  withFiles(FILES, async (root) => {
    await Deno.writeTextFile(`${root}/../cache`, "");
    const said = await noticesOf(async () => {
      assert.deepEqual(await (await open(root)).read([2]), image(2));
      await assert.rejects(open(root, { budget: new MemoryBudget(8 * BYTES) }), {
        name: "InputError",
        message: /Cannot cache .*, nor hold them within 1536 bytes of memory: .*CBM_CACHE_DIR/,
      });
    });
    assert.match(said.join(), /^The data set is not cached for the next run: Cannot write/);
  }));

Deno.test("a truncated JPEG is rejected or skipped by name, and rejected again after it was skipped", async () => {
  const cut = (await jpeg(64, 64, 1)).subarray(0, 900);
  await withFiles({ ...FILES, "cut.jpg": cut }, async (root) => {
    const names = ["0.png", "cut.jpg", "1.png", "2.png"];
    await assert.rejects(open(root, {}, names), {
      name: "InputError",
      message: /Cannot decode .*\/cut\.jpg/,
    });
    const said = await noticesOf(async () => {
      const { kept, read } = await open(root, { onError: "skip" }, names);
      assert.deepEqual([...kept], [0, 2, 3]);
      assert.deepEqual(await read([2, 1]), concat([image(2), image(1)]));
    });
    assert.match(said.join(), /^Skipped 1 images of .* that cannot be decoded: cut\.jpg$/);
    await assert.rejects(open(root, {}, names), { message: /Cannot decode .*\/cut\.jpg/ });
  });
});

Deno.test("an image missing from the cache is an error if nothing may be decoded", () =>
  withFiles(FILES, async (root) => {
    await assert.rejects(open(root, { atHandOnly: true }), { message: /are not in the cache/ });
    await open(root);
    assert.deepEqual(await (await open(root, { atHandOnly: true })).read([8]), image(8));
  }));
