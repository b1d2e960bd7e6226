/** RandAugment's operations against Pillow's, which timm uses; see pillow/rand_augment.py. */
import assert from "node:assert/strict";
import {
  rotate,
  shearX,
  shearY,
  translateX,
  translateY,
} from "../../src/method/efficient_train/rand_augment/affine.ts";
import {
  brightness,
  color,
  contrast,
  sharpness,
} from "../../src/method/efficient_train/rand_augment/enhance.ts";
import type { Image } from "../../src/method/efficient_train/rand_augment/image.ts";
import {
  autoContrast,
  equalize,
  invert,
  posterize,
  solarize,
  solarizeAdd,
} from "../../src/method/efficient_train/rand_augment/levels.ts";
import { operations } from "../../src/method/efficient_train/rand_augment/mod.ts";

const reference: {
  shape: [number, number, 3];
  image: number[];
  cases: { operation: string; amount: number | null; output: number[] }[];
} = JSON.parse(await Deno.readTextFile(new URL("./pillow/rand_augment.json", import.meta.url)));

const byName: Record<string, (image: Image, amount: number) => Image> = {
  ...{ autoContrast, equalize, invert, posterize, solarize, solarizeAdd },
  ...{ brightness, color, contrast, sharpness },
  ...{ rotate, shearX, shearY, translateX, translateY },
};
/** Pillow moves pixels in single precision and fixed point: a grey level may round the other way. */
const MOVING = ["rotate", "shearX", "shearY", "translateX", "translateY"];

Deno.test("every operation of RandAugment is compared with Pillow's", () => {
  const compared = reference.cases.map(({ operation }) => operation).sort();
  assert.deepEqual(compared, Object.keys(operations).sort());
});

for (const { operation, amount, output } of reference.cases) {
  Deno.test(`${operation}() equals Pillow's`, () => {
    const [height, width] = reference.shape, pixels = Uint8Array.from(reference.image);
    const got = byName[operation]!({ pixels, height, width }, amount ?? 0);
    assert.deepEqual([...pixels], reference.image, "the image itself is left alone");
    const tolerance = MOVING.includes(operation) ? 1 : 0;
    output.forEach((level, at) =>
      assert.ok(Math.abs(got.pixels[at]! - level) <= tolerance, `${at}: ${got.pixels[at]}, not ${level}`)
    );
    assert.notDeepEqual([...got.pixels], reference.image);
  });
}
