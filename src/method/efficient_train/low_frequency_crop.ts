/** Downsampling that keeps only the low spatial frequencies. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";

/**
 * Computes the crop along one axis as a complex matrix [size, side]: the discrete Fourier transform,
 * truncated to the lowest frequencies, followed by the inverse transform of the smaller size.
 */
function cropMatrix(side: number, size: number): { real: Float64Array; imaginary: Float64Array } {
  const half = size / 2, real = new Float64Array(size * side), imaginary = new Float64Array(size * side);
  for (let out = 0; out < size; out++) {
    for (let at = 0; at < side; at++) {
      for (let frequency = -half; frequency < half; frequency++) {
        // Reduce the angle to one turn first, to keep its rounding error small.
        const turns = (out * frequency % size) / size - (at * frequency % side) / side;
        real[out * side + at]! += Math.cos(2 * Math.PI * turns) / side;
        imaginary[out * side + at]! += Math.sin(2 * Math.PI * turns) / side;
      }
    }
  }
  return { real, imaginary };
}

/**
 * Makes a function that crops images in the Fourier domain: the lowest frequencies of the spectrum form a
 * smaller image, scaled to preserve the mean (Wang et al., 2023).
 *
 * The crop is linear. With complex matrices A for rows and B for columns, the result is the real part of A ·
 * X · Bᵀ, computed as two products of real matrices.
 *
 * @param side the images' height and width
 * @param size the result's height and width: even, at most `side`
 * @returns from float32 [N, side, side, C] to float32 [N, size, size, C]
 * @throws {UsageError} if the size is odd or too large
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { startBackend } from "../../backend/mod.ts";
 * import { lowFrequencyCrop } from "./low_frequency_crop.ts";
 *
 * await startBackend("cpu");
 * const crop = lowFrequencyCrop(8, 4);
 * console.log(crop(tf.ones([2, 8, 8, 3])).shape); // [2, 4, 4, 3], all of them 1
 * ```
 */
export function lowFrequencyCrop(side: number, size: number): (images: Tensor4D) => Tensor4D {
  if (!(size % 2 === 0 && size >= 2 && size <= side)) {
    throw new UsageError(`Cannot crop ${side} frequencies to ${size}: give an even number from 2 to ${side}`);
  }
  const { real, imaginary } = cropMatrix(side, size);
  // Rows: the real part above the imaginary one. Columns: Re(a · b) = Re a · Re b − Im a · Im b.
  const forRows = Float32Array.from([...real, ...imaginary]);
  const forColumns = new Float32Array(2 * side * size);
  for (let out = 0; out < size; out++) {
    for (let at = 0; at < side; at++) {
      forColumns[at * size + out] = real[out * side + at]!;
      forColumns[(side + at) * size + out] = -imaginary[out * side + at]!;
    }
  }
  return (images) =>
    tf.tidy(() => {
      const [count, , , channels] = images.shape;
      const rowsFirst = tf.reshape(tf.transpose(images, [1, 0, 3, 2]), [side, count * channels * side]);
      const cut = tf.matMul(tf.tensor2d(forRows, [2 * size, side]), rowsFirst);
      const parts = tf.reshape(cut, [2, size, count * channels, side]);
      const together = tf.reshape(tf.transpose(parts, [1, 2, 0, 3]), [size * count * channels, 2 * side]);
      const small = tf.matMul(together, tf.tensor2d(forColumns, [2 * side, size]));
      return tf.transpose(tf.reshape(small, [size, count, channels, size]), [1, 0, 3, 2]);
    });
}
