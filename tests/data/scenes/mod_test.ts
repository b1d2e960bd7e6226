import assert from "node:assert/strict";
import { exportVoc } from "../../../src/data/export_voc.ts";
import { loadDataset } from "../../../src/data/mod.ts";
import { drawClutter } from "../../../src/data/scenes/clutter.ts";
import { chooseScenes, SCENE_OPTIONS, sceneKey } from "../../../src/data/scenes/options.ts";
import { readOptions } from "../../../src/options.ts";
import { parseSpec, writeSpec } from "../../../src/spec.ts";
import { randomStream } from "../../../src/random.ts";
import { sobelMagnitude } from "../../../src/salience/sobel.ts";
import { damage, withFiles } from "../image_files.ts";

const SPEC = "scenes:train=24,test=12,size=48,styles=twemoji,objects=2-3";

Deno.test("scenes have the classes and boxes of several emoji, the same every time, drawn or from the cache", () =>
  withFiles({}, async (root) => {
    const { classes, shape, train, test } = await loadDataset(SPEC);
    assert.deepEqual([classes.length, shape, train.size, test.size], [10, [48, 48, 3], 24, 12]);
    let objects = 0;
    for (const split of [train, test]) {
      for (let image = 0; image < split.size; image++) {
        const own = split.objects!(image), present = new Set(own.map(({ classIndex }) => classIndex));
        objects += own.length;
        assert.ok(own.length >= 1 && own.length <= 3);
        assert.ok(present.has(split.labels[image]!));
        for (const { box: [left, top, right, bottom] } of own) {
          assert.ok(0 <= left && left < right && right <= 48 && 0 <= top && top < bottom && bottom <= 48);
        }
        const row = split.multiHot!.subarray(image * 10, image * 10 + 10);
        assert.deepEqual([...row], classes.map((_, label) => present.has(label) ? 1 : 0));
      }
    }
    assert.ok(objects > 2 * 36 - 5, `${objects} objects`);
    const again = await loadDataset(SPEC, { atHandOnly: true });
    assert.deepEqual(
      [again.train.contentHash, again.test.contentHash],
      [train.contentHash, test.contentHash],
    );
    assert.deepEqual(again.test.objects!(3), test.objects!(3));

    // A damaged cache is not used.
    const folder = `${root}/../cache/data/scenes`,
      [{ name }] = [...Deno.readDirSync(folder)] as [Deno.DirEntry];
    await damage(`${folder}/${name}`, 5);
    await assert.rejects(loadDataset(SPEC, { atHandOnly: true }), { message: /are not in the cache/ });
    assert.equal((await loadDataset(SPEC)).train.contentHash, train.contentHash);

    // No base concept is on both sides.
    const both = new Set(train.groups).intersection(new Set(test.groups));
    assert.equal(both.size, 0);
  }));

Deno.test("scenes exported in VOC's layout are read back pixel for pixel", () =>
  withFiles({}, async (root) => {
    const dataset = await loadDataset(SPEC), folder = `${root}/voc`;
    await exportVoc(dataset, folder);
    const again = await loadDataset(`voc:path=${folder},size=48,classes=${dataset.classes.join("+")}`);
    for (const side of ["train", "test"] as const) {
      const all = Array.from({ length: dataset[side].size }, (_, i) => i);
      assert.deepEqual(await again[side].read(all), await dataset[side].read(all));
      assert.deepEqual(again[side].multiHot, dataset[side].multiHot);
      for (const image of all) assert.deepEqual(again[side].objects!(image), dataset[side].objects!(image));
    }
    await assert.rejects(exportVoc(dataset, folder), { message: /already exists; name a new folder/ });
    const plain = await loadDataset("emoji:train=10,test=10,styles=twemoji");
    await assert.rejects(exportVoc(plain, `${root}/other`), {
      name: "UsageError",
      message: /it has no boxes/,
    });
  }));

Deno.test("drawClutter() adds more edges to the background with every level", () => {
  const edges = [0, 1, 2, 3].map((clutter) => {
    let sum = 0;
    for (let image = 0; image < 20; image++) {
      const pixels = drawClutter(randomStream(1, `clutter/${image}`), 48, clutter);
      sum += sobelMagnitude(pixels, { height: 48, width: 48 }).reduce((total, value) => total + value, 0);
    }
    return sum;
  });
  assert.equal(edges[0], 0);
  for (const level of [1, 2, 3]) assert.ok(edges[level]! > 1.3 * edges[level - 1]!, edges.join());
});

Deno.test("the options of scenes have defaults, and impossible ones are rejected", () => {
  const choose = (options: Record<string, string> = {}) =>
    chooseScenes(readOptions(SCENE_OPTIONS, parseSpec(writeSpec("scenes", options))));
  const { size, train, test, clutter, objects } = choose();
  assert.deepEqual([size, train, test, clutter, objects], [64, 2000, 500, 1, [1, 4]]);
  assert.deepEqual(choose({ objects: "3" }).objects, [3, 3]);
  // Caches keep their names: these change with the version of code, packages or Unicode alone.
  assert.equal(sceneKey(choose()), "64px-39cdbcd709cbcc74");
  assert.equal(sceneKey(choose({ train: "4", test: "2", objects: "3" })), "64px-88738e803dd33c6d");
  assert.notEqual(sceneKey(choose({ clutter: "2" })), sceneKey(choose()));
  for (const objects of ["0", "4-2", "1-99", "many"]) {
    assert.throws(() => choose({ objects }), { name: "UsageError", message: /within 1 to 12/ });
  }
  assert.throws(() => choose({ clutter: "4" }), { name: "UsageError" });
  assert.throws(() => choose({ size: "512", train: "9000" }), { message: /the limit is 2 GiB/ });
});
