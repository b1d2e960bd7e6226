// The gradient of max pooling.
#pragma once

#include <cstdint>

namespace cbm {

// The sizes of a pooling: images [batch, height, width, channels] under a square window that moves by
// `stride` and may reach `padding` pixels beyond each side give [batch, out_height, out_width, channels].
struct Pooling {
  int64_t batch, height, width, channels;
  int64_t out_height, out_width;
  int64_t size, stride, padding;
};

// Sends each value of `upstream` to the first pixel of its window, row by row, that equals the maximum y.
void maxPoolGradient(const Pooling& pooling, const float* x, const float* y, const float* upstream,
                     float* gradient);

}  // namespace cbm
