/** Batches for the tests of methods. */
import * as tf from "@tensorflow/tfjs-core";
import type { DeviceBatch, HostBatch } from "../../src/method/mod.ts";
import { randomStream } from "../../src/random.ts";

/** A host batch of noise, `count` images of side × side pixels. */
export function hostBatch(count: number, side: number): HostBatch {
  const random = randomStream(1, "tests/batches");
  const images = Uint8Array.from({ length: count * side * side * 3 }, () => random.integer(256));
  const indices = Uint32Array.from({ length: count }, (_, index) => index);
  return { indices, images, original: images, shape: [side, side, 3], geometry: undefined };
}

/** A device batch: image k is k + 1 everywhere, its class is k. The caller disposes of its tensors. */
export function deviceBatch(count: number, side: number): DeviceBatch & { targets: tf.Tensor2D } {
  const pixels = side * side * 3;
  const values = Float32Array.from({ length: count * pixels }, (_, at) => Math.floor(at / pixels) + 1);
  const eye = Float32Array.from(
    { length: count * count },
    (_, at) => Math.floor(at / count) === at % count ? 1 : 0,
  );
  return {
    images: tf.tensor4d(values, [count, side, side, 3]),
    targets: tf.tensor2d(eye, [count, count]),
    host: hostBatch(count, side),
  };
}

/** The numbers of each image. */
export async function imagesOf({ images }: DeviceBatch): Promise<Float32Array[]> {
  const values = await images.data<"float32">(), size = values.length / images.shape[0];
  return Array.from({ length: images.shape[0] }, (_, k) => values.subarray(k * size, (k + 1) * size));
}

/** Computes the share of each image of a {@linkcode deviceBatch} that is 0; only whole pixels may be. */
export async function hiddenShares(batch: DeviceBatch): Promise<number[]> {
  return (await imagesOf(batch)).map((image) => {
    let hidden = 0;
    for (let at = 0; at < image.length; at += 3) {
      const zeros = [0, 1, 2].filter((channel) => image[at + channel] === 0).length;
      if (zeros !== 0 && zeros !== 3) throw new Error(`a pixel has ${zeros} channels of 0`);
      hidden += zeros / 3;
    }
    return hidden / (image.length / 3);
  });
}
