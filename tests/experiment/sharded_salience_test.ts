import assert from "node:assert/strict";
import { join } from "@std/path";
import { loadDataset } from "../../src/data/mod.ts";
import { loadExtension } from "../../src/extension.ts";
import { localExecutor } from "../../src/experiment/executor/mod.ts";
import { shardedSalience, shardJobs } from "../../src/experiment/sharded_salience.ts";
import { cacheDir } from "../../src/io/cache_dir.ts";
import { writeNpy } from "../../src/io/npy.ts";
import { cachedSalience, shardRange, shardSalience } from "../../src/salience/mod.ts";
import { inTempDir } from "../end_to_end/command.ts";

Deno.test("shards contain every image once, even if there are more shards than images", () => {
  for (const [total, count] of [[10, 3], [7, 7], [2, 5], [0, 2]] as const) {
    const ranges = Array.from(
      { length: count },
      (_, place) => shardRange({ index: place + 1, count }, total),
    );
    let next = 0;
    for (const { first, end } of ranges) {
      assert.equal(first, next);
      next = end;
    }
    assert.equal(next, total);
  }
});

Deno.test("sharded salience equals salience computed at once, and is cached afterwards", async () => {
  await inTempDir(async (folder) => {
    const before = Deno.env.get("CBM_CACHE_DIR");
    Deno.env.set("CBM_CACHE_DIR", join(folder, "cache"));
    try {
      const spec = "emoji:train=100,test=50", dataset = await loadDataset(spec, {});
      const { train, shape: [height, width] } = dataset, salience = { measure: "sobel", patches: 4 };
      const whole = await cachedSalience(train, { height, width }, salience, join(folder, "other cache"));
      const second = await shardSalience(train, { height, width }, salience, { index: 2, count: 3 });
      const out = join(folder, "P.npy"), executor = localExecutor(true);
      const settings = { dataset: spec, salience, shards: 3, out, cacheDir: cacheDir(), executor, jobs: 3 };
      const rows = await shardedSalience(dataset, settings);
      assert.deepEqual(rows, whole);
      assert.deepEqual(rows!.subarray(33 * 16, 66 * 16), second);

      const unread = { ...train, read: () => assert.fail("it is not in the cache") };
      for (const indices of [undefined, Uint32Array.from({ length: 100 }, (_, index) => index)]) {
        assert.deepEqual(
          await cachedSalience(unread, { height, width }, { ...salience, indices }, cacheDir()),
          whole,
        );
      }
      const some = await cachedSalience(
        unread,
        { height, width },
        { ...salience, indices: Uint32Array.of(70, 3) },
        cacheDir(),
      );
      assert.deepEqual(
        some,
        Float32Array.of(...whole.subarray(70 * 16, 71 * 16), ...whole.subarray(3 * 16, 4 * 16)),
      );

      const { parts, store } = shardJobs(dataset, settings);
      await assert.rejects(() => Deno.stat(store), Deno.errors.NotFound, "the parts are gone");
      // An existing part is not computed again; a wrong one is rejected.
      for (const part of parts) await writeNpy(part, { shape: [2, 16], data: new Float32Array(32) });
      await assert.rejects(
        () => shardedSalience(dataset, settings),
        /1-of-3.npy is not the salience of images 0 to 33/,
      );
    } finally {
      if (before === undefined) Deno.env.delete("CBM_CACHE_DIR");
      else Deno.env.set("CBM_CACHE_DIR", before);
    }
  });
});

Deno.test("parts by a measure of one's own are other parts once its file has changed", async () => {
  await inTempDir(async (folder) => {
    const measure = join(folder, "mine.ts");
    const storeWith = async (score: number) => {
      await Deno.writeTextFile(
        measure,
        `import { defineMeasure } from "@cbm/curriculum-by-masking";
export default defineMeasure({
  ...{ name: "mine", summary: "the same score everywhere", version: 1 },
  scorer: () => (_pixels, _start, scores) => void scores.fill(${score}),
});`,
      );
      await loadExtension(measure, "measure");
      const salience = { measure, patches: 4 }, executor = localExecutor(true), out = join(folder, "P.npy");
      const dataset = await loadDataset("emoji:train=10,test=10", {});
      const parts = { salience, shards: 2, out, cacheDir: folder, executor };
      return shardJobs(dataset, { dataset: "emoji:train=10,test=10", ...parts }).store;
    };
    const first = await storeWith(1);
    assert.equal(await storeWith(1), first);
    assert.notEqual(await storeWith(2), first);
  });
});
