import assert from "node:assert/strict";
import { bilinearResizer, resizeBilinear } from "../../src/data/resize.ts";
import { makeTaps } from "../../src/data/resize/taps.ts";

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

Deno.test("resizeBilinear() rejects invalid sizes and images of another size", () => {
  const two = { height: 2, width: 2 };
  assert.throws(() => resizeBilinear(noise(12), two, { height: 0, width: 2 }), {
    name: "UsageError",
    message: "Cannot resize 2×2 to 0×2 pixels: give whole numbers from 1",
  });
  assert.throws(() => resizeBilinear(noise(13), two, two), {
    name: "UsageError",
    message: /Cannot read 13 bytes as RGB images of 2×2/,
  });
});

/** The same sums, pixel by pixel. */
const resizePlainly = (image: Uint8Array, from: [number, number], to: [number, number]): Uint8Array => {
  const along = (source: Uint8Array, rows: number, width: number, wanted: number): Uint8Array => {
    const { starts, weights } = makeTaps(width, wanted), out = new Uint8Array(rows * wanted * 3);
    for (let i = 0; i < out.length; i++) {
      const row = Math.floor(i / 3 / wanted), column = Math.floor(i / 3) % wanted;
      const at = (row * width + starts[column]!) * 3 + i % 3;
      out[i] = weights[column]!.reduce((sum, w, k) => sum + w * source[at + 3 * k]!, 2 ** 21) >> 22;
    }
    return out;
  };
  const turn = (source: Uint8Array, rows: number, columns: number): Uint8Array =>
    source.map((_, i) =>
      source[(Math.floor(i / 3) % rows * columns + Math.floor(i / 3 / rows)) * 3 + i % 3]!
    );
  const across = along(image, from[0], from[1], to[1]);
  return turn(along(turn(across, from[0], to[1]), to[1], from[0], to[0]), to[1], to[0]);
};

Deno.test("resizeBilinear() equals the sums of Pillow's weights at all kinds of sizes", () => {
  const sizes: [number, number][] = [[1, 1], [3, 2], [7, 33], [40, 5], [64, 48], [17, 16]];
  for (const from of sizes) {
    for (const to of sizes) {
      const image = noise(from[0] * from[1] * 3), [height, width] = to;
      const resized = resizeBilinear(image, { height: from[0], width: from[1] }, { height, width });
      assert.deepEqual(resized, resizePlainly(image, from, to), `${from} to ${to}`);
    }
  }
});
