/** Pillow's bilinear resize and the padded crop with mirror, byte for byte. */
import assert from "node:assert/strict";
import { cropImages, flipImages } from "../../src/data/augment/mod.ts";
import { resizeBilinear } from "../../src/data/resize.ts";

interface Reference {
  seed: string;
  resize: {
    name: string;
    input_rule: string;
    shape_hwc: [number, number, number];
    out_hw: [number, number];
    fnv1a: number;
    output?: number[][][];
  }[];
  crop_flip: { cases: { dy: number; dx: number; mirror: boolean; fnv1a: number; mean: number }[] };
}

const reference: Reference = JSON.parse(
  await Deno.readTextFile(new URL("./reference/augment.json", import.meta.url)),
);

const fnv1a = (bytes: Uint8Array): number => {
  let hash = 2166136261;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 16777619);
  return hash >>> 0;
};

const fmix32 = (value: number): number => {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

/** u8(name, k) of FORMAT.md. */
const u8 = (name: string, length: number): Uint8Array => {
  const seed = fnv1a(new TextEncoder().encode(`${reference.seed}:${name}`));
  return Uint8Array.from({ length }, (_, k) => fmix32((Math.imul(k, 2654435761) + seed) >>> 0) >>> 24);
};

const mean = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum + byte, 0) / bytes.length;

Deno.test("the inputs are made as FORMAT.md says", () => {
  if (reference.seed !== "1") return;
  assert.deepEqual([...u8("salience32.4", 6)], [158, 156, 51, 179, 55, 132]);
});

for (
  const { name, input_rule: rule, shape_hwc: shape, out_hw: [outHeight, outWidth], ...want } of reference
    .resize
) {
  const [height, width] = shape;
  Deno.test(`resizeBilinear() equals Pillow: ${name}, ${height}×${width} to ${outHeight}×${outWidth}`, () => {
    const image = rule === "u8(name,k)"
      ? u8(name, height * width * 3)
      : Uint8Array.from({ length: height * width * 3 }, (_, k) => {
        const c = k % 3, x = Math.floor(k / 3) % width, y = Math.floor(k / 3 / width);
        return (9 * y * y + 4 * x * x + 7 * x * y + 60 * c) % 256;
      });
    const got = resizeBilinear(image, { height, width }, { height: outHeight, width: outWidth });
    if (want.output !== undefined) assert.deepEqual([...got], want.output.flat(2));
    assert.equal(fnv1a(got), want.fnv1a);
  });
}

for (const { dy, dx, mirror, ...want } of reference.crop_flip.cases) {
  Deno.test(`crop and mirror equal the reference: offset ${dy}, ${dx}${mirror ? ", mirrored" : ""}`, () => {
    const shape = [32, 32, 3] as const, image = u8("aug.crop", 32 * 32 * 3);
    const moved = cropImages(image, shape, Int16Array.of(dy - 4), Int16Array.of(dx - 4));
    flipImages(moved, shape, Uint8Array.of(mirror ? 1 : 0));
    assert.equal(mean(moved), want.mean);
    assert.equal(fnv1a(moved), want.fnv1a);
  });
}
