// Convolution and its gradients: sums of matrix products along rows of images.
#pragma once

#include <cstdint>

namespace cbm {

// The sizes of a convolution: images [batch, height, width, channels], padded by zeros on every side, with a
// filter [size, size, channels, outputs] give [batch, out_height, out_width, outputs].
struct Convolution {
  int64_t batch, height, width, channels;
  int64_t out_height, out_width, outputs;
  int64_t size, stride, padding;

  // Tells whether every output sees one pixel, and every pixel is seen.
  bool pointwise() const { return size == 1 && stride == 1 && padding == 0; }
};

// Tells whether this processor has the instructions; without them nothing below may be called.
bool canConvolve();

// Computes y from the images x.
void convolve(const Convolution& c, const float* x, const float* filter, float* y);

// Computes the gradient with respect to x from that with respect to y.
void convolveInputGradient(const Convolution& c, const float* upstream, const float* filter, float* gradient);

// Computes the gradient with respect to the filter from that with respect to y.
void convolveFilterGradient(const Convolution& c, const float* x, const float* upstream, float* gradient);

}  // namespace cbm
