/** The gradients of depthwise convolution, which TensorFlow.js' WebAssembly backend lacks. */
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { DepthwiseKernels } from "../kernels.ts";
import { forwardImages, PaddedImages } from "./padded_images.ts";
import { address, allocate, floats, program, workspace } from "./runtime.ts";

const depthwiseConv2dInputGradient: DepthwiseKernels["depthwiseConv2dInputGradient"] = (
  upstream,
  filter,
  inputShape,
  { stride, padding },
) => {
  const [filterHeight, filterWidth] = filter.shape;
  const [batch, height, width, channels] = inputShape;
  const [, outHeight, outWidth] = upstream.shape;
  const border = { top: padding, bottom: padding, left: padding, right: padding };
  const images = new PaddedImages(batch, height, width, channels, border);
  const { imageBytes, rowBytes, pixelBytes } = images;
  const [gradient, out] = allocate<Tensor4D>(inputShape);
  const [space] = workspace(images.groupBytes) as [number];
  images.forEachGroup(0, images.groups, (first, count) => {
    floats(space, count * imageBytes / 4).fill(0);
    program().spreadTaps(
      space,
      address(upstream) + first * outHeight * outWidth * pixelBytes,
      address(filter),
      count,
      outHeight,
      outWidth,
      channels,
      filterHeight,
      filterWidth,
      imageBytes,
      rowBytes,
      stride,
    );
    const inside = space + padding * (rowBytes + pixelBytes);
    const to = out + first * height * width * pixelBytes;
    program().cropImages(inside, to, count, height, width * pixelBytes, imageBytes, rowBytes);
  });
  return gradient;
};

const depthwiseConv2dFilterGradient: DepthwiseKernels["depthwiseConv2dFilterGradient"] = (
  x,
  upstream,
  filterShape,
  { stride, padding },
) => {
  const [filterHeight, filterWidth, channels] = filterShape;
  const [, outHeight, outWidth] = upstream.shape;
  const images = forwardImages(x, padding);
  const { imageBytes, rowBytes, pixelBytes } = images;
  const [gradient, out] = allocate<Tensor4D>(filterShape);
  const [space, sumsAt] = workspace(images.groupBytes, gradient.size * 4) as [number, number];
  const sums = floats(sumsAt, gradient.size);
  // Single floats within an image, double floats over the images.
  const totals = new Float64Array(gradient.size);
  images.forEachGroup(0, images.groups, (first, count) => {
    const padded = images.pad(program(), address(x), first, count, space);
    for (let k = 0; k < count; k++) {
      sums.fill(0);
      program().gatherTaps(
        padded + k * imageBytes,
        address(upstream) + (first + k) * outHeight * outWidth * pixelBytes,
        sumsAt,
        1,
        outHeight,
        outWidth,
        channels,
        filterHeight,
        filterWidth,
        imageBytes,
        rowBytes,
        stride,
      );
      for (let j = 0; j < totals.length; j++) totals[j]! += sums[j]!;
    }
  });
  floats(out, gradient.size).set(totals);
  return gradient;
};

/** Depthwise convolution for `Kernels`; its forward pass is the stock one. */
export const depthwise = { depthwiseConv2dInputGradient, depthwiseConv2dFilterGradient };
