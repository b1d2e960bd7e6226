/** Checks of moving windows, shared by convolutions and pooling. */
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { UsageError } from "../../errors.ts";

/** Settings of {@link checkWindow}. */
export interface Window {
  readonly height: number;
  readonly width: number;
  readonly stride: number;
  readonly padding: number;
}

/**
 * Refuses a stride or padding that is out of range, and a window that is larger than the padded image.
 *
 * @param x images [B, H, W, C]
 * @param verb what is done with them, such as `"convolve"`
 * @param noun what moves over them, such as `"filter"`
 * @param window its size, stride and padding
 * @throws {UsageError} if it can't move so
 */
export function checkWindow(
  x: Tensor4D,
  verb: string,
  noun: string,
  { height: windowHeight, width: windowWidth, stride, padding }: Window,
): void {
  const [, height, width] = x.shape;
  if (!Number.isInteger(stride) || stride < 1) {
    throw new UsageError(`Cannot ${verb} with stride ${stride}: it must be a whole number of at least 1`);
  }
  if (!Number.isInteger(padding) || padding < 0) {
    throw new UsageError(`Cannot ${verb} with padding ${padding}: it must be a whole number of at least 0`);
  }
  if (height + 2 * padding < windowHeight || width + 2 * padding < windowWidth) {
    throw new UsageError(
      `Cannot ${verb} ${height}×${width} pixels, padding ${padding}, with a ${windowHeight}×${windowWidth} ${noun}: too small`,
    );
  }
}
