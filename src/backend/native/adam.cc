#include "adam.h"

#include <algorithm>
#include <cmath>

#include "numbers.h"
#include "threads.h"

// A square root that need not report errors can be vectorised.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("no-math-errno")
#endif

namespace cbm {
namespace {

// Values of one piece of work.
constexpr int64_t PIECE = 16384;

// Part of a parameter.
struct Piece {
  const AdamUpdate* parameter;
  int64_t start;
};

#define CBM_ADAMS(GENERATION, TARGET)                                                                       \
  TARGET void maximum##GENERATION(const AdamUpdate& u, int64_t start, int64_t end, float rate) {            \
    const AdamSettings s = u.settings;                                                                      \
    _Pragma("GCC ivdep") for (int64_t i = start; i < end; i++) {                                            \
      const float g = u.gradient[i] + s.weight_decay * u.weight[i];                                         \
      const float m = s.beta1 * u.first[i] + s.rest1 * g;                                                   \
      const float size = (g < 0 ? -g : g) + s.epsilon, before = s.beta2 * u.second[i];                      \
      const float v = before > size ? before : size;                                                        \
      u.new_first[i] = m;                                                                                   \
      u.new_second[i] = v;                                                                                  \
      u.new_weight[i] = u.weight[i] - rate * (m / v);                                                       \
    }                                                                                                       \
  }                                                                                                         \
  TARGET void square##GENERATION(const AdamUpdate& u, int64_t start, int64_t end, float rate, float root) { \
    const AdamSettings s = u.settings;                                                                      \
    _Pragma("GCC ivdep") for (int64_t i = start; i < end; i++) {                                            \
      const float g = u.gradient[i];                                                                        \
      const float m = s.beta1 * u.first[i] + s.rest1 * g;                                                   \
      const float v = s.beta2 * u.second[i] + s.rest2 * (g * g);                                            \
      u.new_first[i] = m;                                                                                   \
      u.new_second[i] = v;                                                                                  \
      u.new_weight[i] = s.kept * u.weight[i] - rate * (m / (__builtin_sqrtf(v) / root + s.epsilon));        \
    }                                                                                                       \
  }

CBM_FOR_GENERATIONS(CBM_ADAMS)

// Calls work(update, first value, behind the last) for all parameters, piece by piece.
template <typename Work>
void eachPiece(const std::vector<AdamUpdate>& parameters, const Work& work) {
  std::vector<Piece> pieces;
  for (const AdamUpdate& parameter : parameters) {
    for (int64_t start = 0; start < parameter.size; start += PIECE) {
      pieces.push_back({.parameter = &parameter, .start = start});
    }
  }
  share(static_cast<int64_t>(pieces.size()), [&](int64_t i) {
    const AdamUpdate& update = *pieces[i].parameter;
    work(update, pieces[i].start, std::min(update.size, pieces[i].start + PIECE));
  });
}

}  // namespace

void adamax(const std::vector<AdamUpdate>& parameters, float bias1) {
  eachPiece(parameters, [&](const AdamUpdate& update, int64_t start, int64_t end) {
    CBM_CHOOSE(maximum)(update, start, end, update.settings.learning_rate / bias1);
  });
}

void adamw(const std::vector<AdamUpdate>& parameters, float bias1, float bias2) {
  const float root = std::sqrt(bias2);
  eachPiece(parameters, [&](const AdamUpdate& update, int64_t start, int64_t end) {
    CBM_CHOOSE(square)(update, start, end, update.settings.learning_rate / bias1, root);
  });
}

}  // namespace cbm
