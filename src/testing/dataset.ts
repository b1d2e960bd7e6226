/** The suite of data sets. */
import assert from "node:assert/strict";
import type { DatasetDefinition } from "../data/mod.ts";
import { checkOptionValues, type GivenValues, type OptionTable } from "../options.ts";

/**
 * Registers the tests of a data set: labels are valid classes, images have the stated size and are
 * reproducible in any order, and no test image is among the training images.
 *
 * @param definition its file's default export
 * @param given options; choose a small data set
 * @param dataDir the folder of its files, if it needs one
 */
export function testDataset<T extends OptionTable>(
  definition: DatasetDefinition<T>,
  given: GivenValues<T> = {},
  dataDir?: string,
): void {
  const options = checkOptionValues(definition.name, definition.options, given);
  const load = () => definition.load(options, { dataDir });
  const all = (size: number) => Uint32Array.from({ length: size }, (_, index) => index);

  Deno.test(`the data set ${definition.name} has images of its shape, and labels among its classes`, async () => {
    const { classes, shape, train, test } = await load(), length = shape[0] * shape[1] * shape[2];
    assert.ok(classes.length >= 2 && new Set(classes).size === classes.length, `classes: ${classes}`);
    for (const split of [train, test]) {
      assert.ok(split.size > 0);
      assert.equal(split.labels.length, split.size);
      assert.ok(
        split.labels.every((label) => Number.isInteger(label) && label >= 0 && label < classes.length),
      );
      assert.equal((await split.read(all(split.size))).length, split.size * length);
    }
  });
  Deno.test(`the data set ${definition.name} is the same each time, and in any order`, async () => {
    const one = await load(), again = await load();
    for (const part of ["train", "test"] as const) {
      assert.equal(one[part].contentHash, again[part].contentHash);
      const indices = all(Math.min(5, one[part].size)), bytes = one.shape[0] * one.shape[1] * 3;
      const forth = await one[part].read(indices), back = await again[part].read(indices.toReversed());
      for (const index of indices) {
        const place = indices.length - 1 - index;
        assert.deepEqual(
          back.slice(place * bytes, (place + 1) * bytes),
          forth.slice(index * bytes, (index + 1) * bytes),
        );
      }
    }
  });
  Deno.test(`the data set ${definition.name} tests on no image that it trains on`, async () => {
    const { shape, train, test } = await load(), bytes = shape[0] * shape[1] * shape[2];
    const decoder = new TextDecoder("latin1"), seen = new Set<string>();
    const eachOf = async (split: typeof train, see: (image: string) => void) => {
      for (let start = 0; start < split.size; start += 256) {
        const indices = all(Math.min(256, split.size - start)).map((index) => start + index);
        const images = await split.read(indices);
        for (let at = 0; at < images.length; at += bytes) {
          see(decoder.decode(images.subarray(at, at + bytes)));
        }
      }
    };
    await eachOf(train, (image) => void seen.add(image));
    let copies = 0;
    await eachOf(test, (image) => void (copies += seen.has(image) ? 1 : 0));
    assert.equal(copies, 0, `${copies} test images are training images, too`);
  });
}
