// The gradient of max pooling.
#pragma once

#include <cstdint>

namespace cbm {

// Images [batch, height, width, channels] under a square window that moves by `stride` and may reach `padding` pixels
// beyond each side; there are out_height · out_width places of it.
struct Pooling {
  int64_t batch, height, width, channels, out_height, out_width, size, stride, padding;
};

// Each value of `upstream` goes to the first pixel of its window, row by row, that is as large as the largest there, y.
void maxPoolGradient(const Pooling& pooling, const float* x, const float* y, const float* upstream, float* gradient);

}  // namespace cbm
