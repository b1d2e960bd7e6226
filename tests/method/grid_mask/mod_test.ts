import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { startBackend } from "../../../src/backend/mod.ts";
import { UsageError } from "../../../src/errors.ts";
import { gridMask, type GridMaskOptions, hideGrid } from "../../../src/method/grid_mask/mod.ts";
import { randomStream } from "../../../src/random.ts";
import { allOf, tinyDataset } from "../../../src/testing/tiny.ts";
import { deviceBatch, hiddenShares } from "../batches.ts";

await startBackend("cpu");

const dataset = tinyDataset();

async function sharesOf(options: Partial<GridMaskOptions>, epoch: number): Promise<number[]> {
  const method = gridMask(options), batch = deviceBatch(300, 32);
  await method.prepare!({ dataset, trainIndices: allOf(dataset.train), epochs: 10, cacheDir: "" });
  method.epoch!(epoch);
  const images = tf.tidy(() => method.batch!(batch, randomStream(1, "batch")).images);
  const shares = await hiddenShares({ ...batch, images });
  tf.dispose([batch.images, batch.targets, images]);
  return shares;
}

const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;

Deno.test("hideGrid() hides squares of (1 − ratio) units, one per unit", () => {
  const picture = (kept: Uint8Array, side: number) =>
    Array.from(
      { length: side },
      (_, row) =>
        [...kept.subarray(row * side, (row + 1) * side)].map((flag) => flag === 1 ? "." : "#").join(""),
    );
  const kept = new Uint8Array(64).fill(1);
  hideGrid(kept, 0, [8, 8], { unit: 4, ratio: 0.5, row: 0, column: 1, degrees: 0 });
  // The grid lies on 12×12 pixels, of which the image shows those from 2 on; stripes of two are kept from 0, 4 … down
  // and from 1, 5 … across.
  const rows = [".##..##.", ".##..##.", "........", "........"];
  assert.deepEqual(picture(kept, 8), [...rows, ...rows]);
});

Deno.test("hideGrid() hides the same share at every angle, and turns about the centre", () => {
  const grid = { unit: 8, ratio: 0.5, row: 0, column: 0 };
  const at = (degrees: number) => {
    const kept = new Uint8Array(64 * 64).fill(1);
    hideGrid(kept, 0, [64, 64], { ...grid, degrees });
    return kept;
  };
  for (const degrees of [0, 17, 45, 90]) {
    const hidden = at(degrees).filter((flag) => flag === 0).length / 64 ** 2;
    assert.ok(Math.abs(hidden - 0.25) < 0.03, `${degrees}: ${hidden}`);
  }
  assert.deepEqual(at(180).toReversed(), at(0));
});

Deno.test("grid_mask masks more and more images, up to four in five", async () => {
  assert.ok((await sharesOf({}, 0)).every((share) => share === 0));
  const hit = async (epoch: number) => mean((await sharesOf({}, epoch)).map((share) => share > 0 ? 1 : 0));
  const [early, late] = [await hit(2), await hit(9)];
  assert.ok(early < 0.35 && late > 0.65 && late < 0.9, `${early}, ${late}`);
});

Deno.test("grid_mask hides (1 − ratio)² of an image, 16 percent by default", async () => {
  const shares = await sharesOf({ probability: 1, rise: 0 }, 0);
  assert.ok(Math.abs(mean(shares) - 0.16) < 0.03, `${mean(shares)}`);
});

Deno.test("grid_mask rejects impossible grids, and an epoch before it is prepared", () => {
  for (const wrong of [{ minUnit: 0 }, { minUnit: 0.9, maxUnit: 0.5 }, { maxUnit: 2 }]) {
    assert.throws(() => gridMask(wrong), UsageError);
  }
  assert.throws(() => gridMask().epoch!(0), /prepare/);
});
