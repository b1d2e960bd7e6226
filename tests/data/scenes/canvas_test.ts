import assert from "node:assert/strict";
import { Canvas } from "../../../src/data/scenes/canvas.ts";
import type { Tile } from "../../../src/data/scenes/tile.ts";

/** A solid rectangle in one grey. */
const rectangle = (width: number, height: number, grey: number): Tile => ({
  width,
  height,
  pixels: Uint8Array.from({ length: width * height * 4 }, (_, i) => i % 4 === 3 ? 255 : grey),
});
const canvas = () => new Canvas(new Uint8Array(20 * 20 * 3), 20);

Deno.test("Canvas gives the tight boxes of what is visible", () => {
  const scene = canvas();
  assert.ok(scene.place(rectangle(10, 8, 100), 2, 4, 3));
  assert.ok(scene.place(rectangle(4, 20, 200), 8, 0, 5)); // hides columns 8 to 11 of the first
  assert.deepEqual(scene.objects(), [
    { classIndex: 3, box: [2, 4, 8, 12], difficult: false },
    { classIndex: 5, box: [8, 0, 12, 20], difficult: false },
  ]);
  assert.equal(scene.pixels[3 * (5 * 20 + 7)], 100);
  assert.equal(scene.pixels[3 * (5 * 20 + 8)], 200);
  assert.equal(scene.largest(), 1);
});

Deno.test("Canvas rejects an object that would leave less than half of another visible, alone or together with others", () => {
  const scene = canvas();
  assert.ok(scene.place(rectangle(10, 10, 100), 0, 0, 0));
  assert.ok(!scene.place(rectangle(10, 10, 200), 0, 4, 1)); // would hide 60%
  assert.equal(scene.count, 1);
  assert.ok(scene.place(rectangle(10, 10, 200), 0, 7, 1)); // hides 30%
  assert.ok(!scene.place(rectangle(3, 7, 250), 0, 0, 2)); // another 21%
  assert.equal(scene.pixels[0], 100);
  assert.ok(scene.place(rectangle(2, 8, 250), 0, 0, 2)); // another 14%
});

Deno.test("Canvas rejects objects too small or too faint to be seen", () => {
  const scene = canvas(), faint = rectangle(10, 10, 0);
  assert.ok(!scene.place(rectangle(3, 5, 100), 0, 0, 0));
  assert.ok(!scene.place({ ...faint, pixels: faint.pixels.map((_, i) => i % 4 === 3 ? 100 : 50) }, 0, 0, 0));
  assert.deepEqual([scene.count, Math.max(...scene.pixels)], [0, 0]);
});
