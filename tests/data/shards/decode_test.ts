import assert from "node:assert/strict";
import { fitImage } from "../../../src/data/shards/decode.ts";
import { resizeBilinear } from "../../../src/data/resize.ts";
import { noise } from "../image_files.ts";

/** Every pixel holds its own row and column. */
const grid = (height: number, width: number) =>
  Uint8Array.from({ length: height * width * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return i % 3 === 0 ? Math.floor(pixel / width) : i % 3 === 1 ? pixel % width : 0;
  });

Deno.test("fitImage() resizes both sides, or crops the central square of the resized image", () => {
  const image = noise(20 * 30 * 3, 1), from = { height: 20, width: 30 };
  assert.deepEqual(fitImage(image, from, { size: 8 }), resizeBilinear(image, from, { height: 8, width: 8 }));
  // The shorter side becomes 10 and the longer 15; (15 − 8) / 2 = 3.5 is rounded to the even 4, as Python does.
  const whole = resizeBilinear(image, from, { height: 10, width: 15 });
  const middle = fitImage(image, from, { size: 8, shorter: 10 });
  assert.deepEqual(middle.subarray(0, 24), whole.subarray((15 + 4) * 3, (15 + 4 + 8) * 3));
});

Deno.test("fitImage() crops tall and wide images alike", () => {
  const tall = fitImage(grid(11, 7), { height: 11, width: 7 }, { size: 5, shorter: 7 });
  assert.deepEqual([...tall.subarray(0, 3), ...tall.subarray(-3)], [3, 1, 0, 7, 5, 0]);
  const wide = fitImage(grid(7, 11), { height: 7, width: 11 }, { size: 7, shorter: 7 });
  assert.deepEqual([...wide.subarray(0, 3), ...wide.subarray(-3)], [0, 2, 0, 6, 8, 0]);
});
