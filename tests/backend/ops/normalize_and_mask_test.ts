import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { normalizeAndMask } from "../../../src/backend/ops/mod.ts";
import { normalizeAndMaskOnDevice } from "../../../src/backend/ops/tensorflow/normalize_and_mask.ts";
import { startTensorflow } from "../../../src/backend/tensorflow.ts";
import { startBackend } from "../../../src/backend/mod.ts";
import { UsageError } from "../../../src/errors.ts";
import { testOnEachBackend } from "../each_backend.ts";
import { withoutNative } from "../required.ts";

/** 2 images of 4×4 pixels, every byte different from its neighbours. */
const images = Uint8Array.from({ length: 2 * 4 * 4 * 3 }, (_, k) => k * 37 % 256);
const shape = [2, 4, 4, 3] as const;
/** Patches 1 (top right) of the first image and 2 (bottom left) of the second are hidden. */
const kept = Uint8Array.of(1, 0, 1, 1, 1, 1, 0, 1);

function isHidden(index: number): boolean {
  const image = Math.floor(index / 48), row = Math.floor(index / 12) % 4, column = Math.floor(index / 3) % 4;
  return kept[image * 4 + Math.floor(row / 2) * 2 + Math.floor(column / 2)] === 0;
}

testOnEachBackend("normalizeAndMask() normalises, and hides exactly the given patches", async () => {
  const x = normalizeAndMask(images, shape, { mask: { kept, patches: 2 } });
  const values = await x.data();
  assert.deepEqual(x.shape, [2, 4, 4, 3]);
  images.forEach((byte, k) => {
    assert.equal(values[k], isHidden(k) ? 0 : Math.fround((byte / 255 - 0.5) / 0.5));
  });
  x.dispose();
});

testOnEachBackend("normalizeAndMask() fills per image and channel, or per pixel", async () => {
  const perChannel = Float32Array.of(10, 11, 12, 20, 21, 22);
  const perPixel = Float32Array.from(images, (_, k) => 100 + k);
  const filled = normalizeAndMask(images, shape, { mask: { kept, patches: 2, fill: perChannel } });
  const noisy = normalizeAndMask(images, shape, { mask: { kept, patches: 2, fill: perPixel } });
  const [channels, pixels] = [await filled.data(), await noisy.data()];
  images.forEach((byte, k) => {
    const shown = Math.fround((byte / 255 - 0.5) / 0.5), hidden = isHidden(k);
    assert.equal(channels[k], hidden ? perChannel[Math.floor(k / 48) * 3 + k % 3] : shown);
    assert.equal(pixels[k], hidden ? 100 + k : shown);
  });
  tf.dispose([filled, noisy]);
});

testOnEachBackend(
  "normalizeAndMask() accepts images that are not square, and byte counts that are no multiple of four",
  async () => {
    const tall = [1, 9, 3, 3] as const, bytes = images.subarray(0, 81);
    const mask = { kept: Uint8Array.of(1, 0, 1, 1, 1, 1, 0, 1, 0), patches: 3 };
    const x = normalizeAndMask(bytes, tall, { mask });
    const values = await x.data();
    bytes.forEach((byte, k) => {
      const cell = Math.floor(k / 27) * 3 + Math.floor(k / 3) % 3;
      assert.equal(values[k], mask.kept[cell] === 0 ? 0 : Math.fround((byte / 255 - 0.5) / 0.5));
    });
    x.dispose();
  },
);

Deno.test("normalizeAndMask() accepts a mean and standard deviation per channel", async () => {
  await startBackend("cpu");
  const x = normalizeAndMask(Uint8Array.of(0, 51, 255), [1, 1, 1, 3], {
    mean: [0, 0.2, 0.5],
    std: [1, 2, 0.25],
  });
  assert.deepEqual([...x.dataSync()], [0, 0, 2]);
});

Deno.test("normalizeAndMask() rejects sizes that do not fit, naming them", async () => {
  await startBackend("cpu");
  const mask = { kept: new Uint8Array(2 * 9), patches: 3 };
  assert.throws(() => normalizeAndMask(images, [1, 4, 4, 3]), /96 bytes as images \[1,4,4,3\]: they need 48/);
  assert.throws(() => normalizeAndMask(images, shape, { mask }), /4×4 pixels by 3×3 patches/);
  const few = { kept: new Uint8Array(4), patches: 2 };
  assert.throws(() => normalizeAndMask(images, shape, { mask: few }), UsageError);
  const short = { kept, patches: 2, fill: new Float32Array(5) };
  assert.throws(() => normalizeAndMask(images, shape, { mask: short }), UsageError);
});

Deno.test({
  name:
    "normalizeAndMask() gives the same bits on TensorFlow's device as on the host, whatever the mask and its fill",
  ignore: await withoutNative(),
}, async () => {
  await startTensorflow();
  const tables = Float32Array.from({ length: 768 }, (_, k) => (k % 256 / 255 - 0.5) / (0.5 + (k >> 8) / 10));
  const std = [0.5, 0.6, 0.7] as const;
  const perChannel = Float32Array.of(10, 11, 12, 20, 21, 22);
  const perPixel = Float32Array.from(images, (_, k) => 100 + k);
  const grid = { kept, patches: 2 };
  for (
    const mask of [undefined, grid, { ...grid, fill: perChannel }, { ...grid, fill: perPixel }, {
      kept: Uint8Array.from({ length: 32 }, (_, k) => k % 3 === 0 ? 0 : 1),
      patches: 4,
    }]
  ) {
    const host = normalizeAndMask(images, shape, { std, mask });
    const device = normalizeAndMaskOnDevice(images, shape, tables, mask);
    assert.deepEqual(device.shape, host.shape);
    assert.deepEqual(await device.data(), await host.data());
    tf.dispose([host, device]);
  }
  const odd = normalizeAndMaskOnDevice(Uint8Array.of(0, 128, 255), [1, 1, 1, 3], tables, undefined);
  assert.deepEqual([...await odd.data()], [tables[0], tables[256 + 128], tables[512 + 255]]);
  odd.dispose();
});
