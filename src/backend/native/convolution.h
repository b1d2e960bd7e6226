// Convolution and its gradients: sums of matrix products along rows of images.
#pragma once

#include <cstdint>

namespace cbm {

// Images [batch, height, width, channels], a filter [size, size, channels, outputs] that moves by `stride`, zeros of
// `padding` on every side, and what comes of it: [batch, out_height, out_width, outputs].
struct Convolution {
  int64_t batch, height, width, channels, out_height, out_width, outputs, size, stride, padding;

  // Whether every output sees one pixel, and every pixel is seen.
  bool pointwise() const { return size == 1 && stride == 1 && padding == 0; }
};

// Whether this processor has the instructions; without them nothing below may be called.
bool canConvolve();

void convolve(const Convolution& c, const float* x, const float* filter, float* y);

void convolveInputGradient(const Convolution& c, const float* upstream, const float* filter, float* gradient);

void convolveFilterGradient(const Convolution& c, const float* x, const float* upstream, float* gradient);

}  // namespace cbm
