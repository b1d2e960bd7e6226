/** The gradient of max pooling; the backend's own goes astray where a window has no positive value. */
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { PoolingKernels } from "../kernels.ts";
import { address, allocate, floats, program } from "./runtime.ts";

/** Returns the part of a window that is inside the image. */
function inside(output: number, stride: number, padding: number, size: number, length: number) {
  const begin = output * stride - padding;
  const start = Math.max(begin, 0);
  return { start, count: Math.min(begin + size, length) - start };
}

/** Does `maxPool2dGradient`. */
export const maxPool2dGradient: PoolingKernels["maxPool2dGradient"] = (
  upstream,
  x,
  output,
  { size, stride, padding },
) => {
  const [batch, height, width, channels] = x.shape;
  const [, outHeight, outWidth] = output.shape;
  const [gradient, out] = allocate<Tensor4D>(x.shape);
  floats(out, gradient.size).fill(0);
  const { spreadLargest } = program();
  const [xAt, outputAt, upstreamAt] = [address(x), address(output), address(upstream)];
  const [pixelBytes, rowBytes] = [channels * 4, width * channels * 4];
  for (let image = 0, offset = 0; image < batch; image++) {
    for (let row = 0; row < outHeight; row++) {
      const rows = inside(row, stride, padding, size, height);
      for (let column = 0; column < outWidth; column++, offset += pixelBytes) {
        const columns = inside(column, stride, padding, size, width);
        const first = (image * height + rows.start) * rowBytes + columns.start * pixelBytes;
        spreadLargest(
          xAt + first,
          outputAt + offset,
          upstreamAt + offset,
          out + first,
          rows.count,
          columns.count,
          channels,
          rowBytes,
        );
      }
    }
  }
  return gradient;
};
