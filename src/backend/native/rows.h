// Rows of images as a convolution reads them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

namespace cbm {

// Returns a buffer of at least `count` values, reused from call to call: fresh pages are expensive.
inline float* buffer(std::vector<float>& kept, int64_t count) {
  if (static_cast<int64_t>(kept.size()) < count) {
    kept = {};  // given back before the larger one is asked for
    kept.resize(count);
  }
  return kept.data();
}

// Copies part of a row of an image [height, width, channels]: `columns` pixels from `column` on, zeros
// outside of it. Padding zeros are multiplied too, so an infinite weight yields NaN.
inline void copyRow(const float* image, int64_t height, int64_t width, int64_t channels, int64_t row,
                    int64_t column, int64_t columns, float* to) {
  const bool inside = row >= 0 && row < height;
  const int64_t first = inside ? std::min(std::max<int64_t>(column, 0), column + columns) : column;
  const int64_t last = inside ? std::max(first, std::min(column + columns, width)) : column;
  const int64_t before = (first - column) * channels, between = (last - first) * channels;
  std::memset(to, 0, before * sizeof(float));
  if (between > 0) {
    std::memcpy(to + before, image + (row * width + first) * channels, between * sizeof(float));
  }
  std::memset(to + before + between, 0, (columns * channels - before - between) * sizeof(float));
}

}  // namespace cbm
