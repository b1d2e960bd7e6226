import assert from "node:assert/strict";
import { bilinearResizer, resizeBilinear } from "../../src/data/resize.ts";

const noise = (length: number) => Uint8Array.from({ length }, (_, i) => Math.imul(i + 1, 2654435761) >>> 24);

Deno.test("bilinearResizer() resizes each image of a batch as if it were alone", () => {
  for (
    const to of [{ height: 5, width: 9 }, { height: 6, width: 9 }, { height: 5, width: 7 }, {
      height: 6,
      width: 7,
    }]
  ) {
    const from = { height: 6, width: 7 },
      size = 6 * 7 * 3,
      batch = noise(3 * size),
      resize = bilinearResizer(from, to);
    const alone = [0, 1, 2].flatMap((
      n,
    ) => [...resizeBilinear(batch.slice(n * size, (n + 1) * size), from, to)]);
    assert.deepEqual([...resize(batch)], alone);
    const out = new Uint8Array(alone.length);
    assert.equal(resize(batch, out), out);
    assert.deepEqual([...out], alone);
  }
});

Deno.test("resizeBilinear() to the same size is a copy", () => {
  const image = noise(4 * 4 * 3), size = { height: 4, width: 4 }, copy = resizeBilinear(image, size, size);
  assert.deepEqual(copy, image);
  assert.notEqual(copy.buffer, image.buffer);
});

Deno.test("resizeBilinear() refuses sizes that are none and images of another size", () => {
  const two = { height: 2, width: 2 };
  assert.throws(() => resizeBilinear(noise(12), two, { height: 0, width: 2 }), {
    name: "UsageError",
    message: "Cannot resize 2×2 to 0×2 pixels",
  });
  assert.throws(() => resizeBilinear(noise(13), two, two), {
    name: "UsageError",
    message: /Cannot read 13 bytes as RGB images of 2×2/,
  });
});
