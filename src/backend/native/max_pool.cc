#include "max_pool.h"

#include <algorithm>
#include <vector>

#include "numbers.h"
#include "threads.h"

namespace cbm {
namespace {

// Channels that are worked on at a time.
constexpr int64_t LANES = 16;

// Indices along one axis, both inclusive.
struct Span {
  int64_t first, last;
};

// Returns the pixels under a window, along one axis.
CBM_INLINE Span windowOf(int64_t window, int64_t pixels, const Pooling& p) {
  const int64_t first = window * p.stride - p.padding;
  return {.first = std::max<int64_t>(0, first), .last = std::min(pixels, first + p.size) - 1};
}

// Returns the windows over a pixel, along one axis.
CBM_INLINE Span windowsOver(int64_t pixel, int64_t windows, const Pooling& p) {
  const int64_t reach = pixel + p.padding;
  return {
      .first = reach < p.size ? 0 : (reach - p.size) / p.stride + 1,
      .last = std::min(windows - 1, reach / p.stride),
  };
}

// Finds the first pixel of each window that equals the maximum: [out_height, out_width, LANES].
CBM_INLINE void findLargest(const Pooling& p, const float* x, const float* y, int64_t lanes, int32_t* found) {
  for (int64_t row = 0; row < p.out_height; row++) {
    const Span down = windowOf(row, p.height, p);
    for (int64_t column = 0; column < p.out_width; column++, found += LANES) {
      const Span across = windowOf(column, p.width, p);
      const float* largest = y + (row * p.out_width + column) * p.channels;
      int32_t places[LANES];
      for (int64_t k = 0; k < LANES; k++) places[k] = -1;
      for (int64_t i = down.last; i >= down.first; i--) {
        for (int64_t j = across.last; j >= across.first; j--) {
          const int32_t pixel = static_cast<int32_t>(i * p.width + j);
          const float* values = x + pixel * p.channels;
#pragma GCC unroll 1
#pragma GCC ivdep
          for (int64_t k = 0; k < lanes; k++) places[k] = values[k] == largest[k] ? pixel : places[k];
        }
      }
      for (int64_t k = 0; k < LANES; k++) found[k] = places[k];
    }
  }
}

// Sums for each pixel the gradients of the windows of which it is the maximum.
CBM_INLINE void route(const Pooling& p, const int32_t* found, const float* upstream, int64_t lanes,
                      float* gradient) {
  for (int64_t i = 0; i < p.height; i++) {
    const Span down = windowsOver(i, p.out_height, p);
    for (int64_t j = 0; j < p.width; j++) {
      const Span across = windowsOver(j, p.out_width, p);
      const int32_t pixel = static_cast<int32_t>(i * p.width + j);
      float sums[LANES] = {0};
      for (int64_t row = down.first; row <= down.last; row++) {
        for (int64_t column = across.first; column <= across.last; column++) {
          const int64_t window = row * p.out_width + column;
          const float* came = upstream + window * p.channels;
          const int32_t* places = found + window * LANES;
#pragma GCC unroll 1
#pragma GCC ivdep
          for (int64_t k = 0; k < lanes; k++) sums[k] += places[k] == pixel ? came[k] : 0.0f;
        }
      }
      for (int64_t k = 0; k < lanes; k++) gradient[pixel * p.channels + k] = sums[k];
    }
  }
}

#define CBM_POOLINGS(GENERATION, TARGET)                                                     \
  TARGET void poolGradient##GENERATION(const Pooling& p, const float* x, const float* y,     \
                                       const float* upstream, int64_t lanes, int32_t* found, \
                                       float* gradient) {                                    \
    if (lanes == LANES) {                                                                    \
      findLargest(p, x, y, LANES, found);                                                    \
      route(p, found, upstream, LANES, gradient);                                            \
    } else {                                                                                 \
      findLargest(p, x, y, lanes, found);                                                    \
      route(p, found, upstream, lanes, gradient);                                            \
    }                                                                                        \
  }

CBM_FOR_GENERATIONS(CBM_POOLINGS)

}  // namespace

void maxPoolGradient(const Pooling& p, const float* x, const float* y, const float* upstream,
                     float* gradient) {
  const int64_t tiles = (p.channels + LANES - 1) / LANES;
  share(p.batch * tiles, [&](int64_t i) {
    static thread_local std::vector<int32_t> found;
    found.resize(p.out_height * p.out_width * LANES);
    const int64_t image = i / tiles, channel = i % tiles * LANES;
    const int64_t in = image * p.height * p.width * p.channels + channel;
    const int64_t out = image * p.out_height * p.out_width * p.channels + channel;
    CBM_CHOOSE(poolGradient)
    (p, x + in, y + out, upstream + out, std::min(LANES, p.channels - channel), found.data(), gradient + in);
  });
}

}  // namespace cbm
