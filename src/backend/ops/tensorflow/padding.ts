/**
 * PyTorch's symmetric padding in TensorFlow's words.
 *
 * TensorFlow's SAME padding is the fastest, and equal to PyTorch's for the usual stride of 1; at stride 2 it pads
 * (0, 1) where PyTorch pads (1, 1). There EXPLICIT padding is right but slow in the gradients, up to 5 times; a
 * padded input with VALID padding is not.
 *
 * @module
 */
import { type Attributes, integers } from "./execute.ts";

/** A moving window, and the image it moves over. */
export interface Window {
  readonly image: readonly [height: number, width: number];
  readonly window: readonly [height: number, width: number];
  readonly stride: number;
  readonly padding: number;
}

/**
 * Returns the attributes of an NHWC operation: SAME where it pads both ends of both axes by `padding`, VALID without,
 * else EXPLICIT.
 */
export function windowAttributes(window: Window): Attributes {
  const fast = fastAttributes(window);
  if (fast !== undefined) return fast;
  const { stride, padding } = window;
  const sides = integers([0, 0, padding, padding, padding, padding, 0, 0]);
  return { ...validAttributes(stride), padding: "EXPLICIT", explicit_paddings: sides };
}

/** Returns attributes with which gradients are fast; undefined if the input must be padded first. */
export function fastAttributes({ image, window, stride, padding }: Window): Attributes | undefined {
  if (padding === 0) return validAttributes(stride);
  const isSame = image.every((size, axis) =>
    (Math.ceil(size / stride) - 1) * stride + window[axis]! - size === 2 * padding
  );
  return isSame ? { ...validAttributes(stride), padding: "SAME" } : undefined;
}

/** Returns the attributes of an operation that pads nothing. */
export function validAttributes(stride: number): Attributes {
  return { data_format: "NHWC", strides: integers([1, stride, stride, 1]), padding: "VALID" };
}
