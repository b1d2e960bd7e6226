/** PyTorch's symmetric padding in TensorFlow's words. */
import { type Attributes, integers } from "./execute.ts";

/** A moving window, and the image it moves over. */
interface Window {
  readonly image: readonly [height: number, width: number];
  readonly window: readonly [height: number, width: number];
  readonly stride: number;
  readonly padding: number;
}

/**
 * Attributes of an NHWC operation: SAME where it pads both ends of both axes by `padding`, as it is the fastest;
 * VALID without padding; else EXPLICIT.
 */
export function windowAttributes({ image, window, stride, padding }: Window): Attributes {
  const strides = { data_format: "NHWC", strides: integers([1, stride, stride, 1]) };
  if (padding === 0) return { ...strides, padding: "VALID" };
  const isSame = image.every((size, axis) =>
    (Math.ceil(size / stride) - 1) * stride + window[axis]! - size === 2 * padding
  );
  if (isSame) return { ...strides, padding: "SAME" };
  const sides = integers([0, 0, padding, padding, padding, padding, 0, 0]);
  return { ...strides, padding: "EXPLICIT", explicit_paddings: sides };
}
