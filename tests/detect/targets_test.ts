import assert from "node:assert/strict";
import type { ObjectBox } from "../../src/boxes.ts";
import { dropHiddenObjects, targetsOf } from "../../src/detect/targets.ts";
import { UsageError } from "../../src/errors.ts";

const object = (...box: [number, number, number, number]): ObjectBox => ({
  classIndex: 1,
  difficult: false,
  box,
});
const SIZE = { height: 32, width: 64 };

Deno.test("targetsOf() expresses boxes as shares of the image's sides, and omits difficult objects", () => {
  const objects = [[object(0, 0, 32, 32)], [
    { ...object(0, 0, 8, 8), difficult: true },
    object(16, 8, 48, 24),
  ]];
  assert.deepEqual(targetsOf(objects, SIZE), [
    { image: 0, classIndex: 1, box: [0.25, 0.5, 0.5, 1] },
    { image: 1, classIndex: 1, box: [0.5, 0.5, 0.5, 0.5] },
  ]);
});

Deno.test("dropHiddenObjects() drops objects hidden by more than the given fraction", () => {
  // The left half of the first image is hidden; a grid of 2×2 has patches of 32×16 pixels.
  const mask = { kept: Uint8Array.of(0, 1, 0, 1, 1, 1, 1, 1), patches: 2 };
  const hidden = object(0, 0, 32, 32), almost = object(0, 8, 36, 24), half = object(16, 0, 48, 8);
  const own = [hidden, almost, half];
  const kept = (dropHidden: number) => dropHiddenObjects([own, own], mask, SIZE, dropHidden);
  assert.deepEqual(kept(0.9), [[almost, half], own]);
  assert.deepEqual(kept(0.8), [[half], own]);
  assert.deepEqual(kept(0.4), [[], own]);
  assert.deepEqual(kept(1), [own, own]);
  for (const share of [0, 1.5, NaN]) assert.throws(() => kept(share), UsageError);
});
