#include "sgd.h"

#include <algorithm>

#include "numbers.h"
#include "threads.h"

namespace cbm {
namespace {

// Values of one piece of work.
constexpr int64_t PIECE = 16384;

// Part of a parameter.
struct Piece {
  const Descent* parameter;
  int64_t start;
};

// Updates part of a parameter without momentum.
CBM_INLINE void descendPiece(const Descent& d, int64_t start, int64_t end) {
#pragma GCC ivdep
  for (int64_t i = start; i < end; i++) {
    const float g = d.gradient[i] + d.weight_decay * d.weight[i];
    d.new_weight[i] = d.weight[i] - d.learning_rate * g;
  }
}

// Updates part of a parameter with momentum.
CBM_INLINE void descendWithMomentum(const Descent& d, int64_t start, int64_t end) {
#pragma GCC ivdep
  for (int64_t i = start; i < end; i++) {
    const float g = d.gradient[i] + d.weight_decay * d.weight[i];
    const float v = d.momentum * d.velocity[i] + g;
    d.new_velocity[i] = v;
    d.new_weight[i] = d.weight[i] - d.learning_rate * (d.nesterov ? g + d.momentum * v : v);
  }
}

#define CBM_DESCENTS(GENERATION, TARGET)                                         \
  TARGET void plain##GENERATION(const Descent& d, int64_t start, int64_t end) {  \
    descendPiece(d, start, end);                                                 \
  }                                                                              \
  TARGET void moving##GENERATION(const Descent& d, int64_t start, int64_t end) { \
    descendWithMomentum(d, start, end);                                          \
  }

CBM_FOR_GENERATIONS(CBM_DESCENTS)

}  // namespace

void descend(const std::vector<Descent>& parameters) {
  std::vector<Piece> pieces;
  for (const Descent& parameter : parameters) {
    for (int64_t start = 0; start < parameter.size; start += PIECE) {
      pieces.push_back({.parameter = &parameter, .start = start});
    }
  }
  share(static_cast<int64_t>(pieces.size()), [&](int64_t i) {
    const Descent& d = *pieces[i].parameter;
    const int64_t end = std::min(d.size, pieces[i].start + PIECE);
    if (d.velocity == nullptr) CBM_CHOOSE(plain)(d, pieces[i].start, end);
    else CBM_CHOOSE(moving)(d, pieces[i].start, end);
  });
}

}  // namespace cbm
