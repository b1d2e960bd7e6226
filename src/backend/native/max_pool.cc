#include "max_pool.h"

#include <algorithm>

#include "numbers.h"
#include "threads.h"

namespace cbm {
namespace {

// Channels that are worked on at a time.
constexpr int64_t LANES = 16;

CBM_INLINE void gradientOfLanes(const Pooling& p, const float* x, const float* y, const float* upstream,
                                int64_t lanes, float* gradient) {
  const int64_t c = p.channels;
  for (int64_t pixel = 0; pixel < p.height * p.width; pixel++) {
    for (int64_t k = 0; k < lanes; k++) gradient[pixel * c + k] = 0;
  }
  for (int64_t row = 0; row < p.out_height; row++) {
    const int64_t top = row * p.stride - p.padding;
    const int64_t first_row = std::max<int64_t>(0, top), last_row = std::min(p.height, top + p.size);
    for (int64_t column = 0; column < p.out_width; column++) {
      const int64_t left = column * p.stride - p.padding;
      const int64_t first = std::max<int64_t>(0, left), last = std::min(p.width, left + p.size);
      const int64_t place = (row * p.out_width + column) * c;
      float largest[LANES], waiting[LANES];
      for (int64_t k = 0; k < lanes; k++) {
        largest[k] = y[place + k];
        waiting[k] = upstream[place + k];
      }
      for (int64_t i = first_row; i < last_row; i++) {
        for (int64_t j = first; j < last; j++) {
          const int64_t at = (i * p.width + j) * c;
#pragma GCC ivdep
          for (int64_t k = 0; k < lanes; k++) {
            const bool found = x[at + k] == largest[k];
            gradient[at + k] += found ? waiting[k] : 0.0f;
            waiting[k] = found ? 0.0f : waiting[k];
          }
        }
      }
    }
  }
}

CBM_INLINE void gradientOf(const Pooling& p, const float* x, const float* y, const float* upstream, int64_t lanes,
                           float* gradient) {
  if (lanes == LANES) gradientOfLanes(p, x, y, upstream, LANES, gradient);
  else gradientOfLanes(p, x, y, upstream, lanes, gradient);
}

#define CBM_POOLINGS(GENERATION, TARGET)                                                                              \
  TARGET void poolGradient##GENERATION(const Pooling& p, const float* x, const float* y, const float* upstream,       \
                                       int64_t lanes, float* gradient) {                                              \
    gradientOf(p, x, y, upstream, lanes, gradient);                                                                   \
  }

CBM_FOR_GENERATIONS(CBM_POOLINGS)

}  // namespace

void maxPoolGradient(const Pooling& p, const float* x, const float* y, const float* upstream, float* gradient) {
  const int64_t tiles = (p.channels + LANES - 1) / LANES;
  share(p.batch * tiles, [&](int64_t i) {
    const int64_t image = i / tiles, channel = i % tiles * LANES;
    const int64_t in = image * p.height * p.width * p.channels + channel;
    const int64_t out = image * p.out_height * p.out_width * p.channels + channel;
    CBM_CHOOSE(poolGradient)(p, x + in, y + out, upstream + out, std::min(LANES, p.channels - channel), gradient + in);
  });
}

}  // namespace cbm
