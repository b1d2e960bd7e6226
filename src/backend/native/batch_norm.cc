#include "batch_norm.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "numbers.h"
#include "threads.h"

namespace cbm {
namespace {

// Values of one piece of work: it stays in a core's cache from one pass to the next. The pieces' sums are
// added in their order, so the result does not depend on the number of threads.
constexpr int64_t PIECE = 32768;
// Channels that are summed at a time, in registers.
constexpr int64_t LANES = 16;
// Rows that are summed channel by channel before the next ones are.
constexpr int64_t BLOCK = 4096;

// Several narrow rows as one wide row, to fill the lanes of vectors.
struct Rows {
  int64_t count;      // whole wide rows
  int64_t width;      // values of one
  int64_t repeats;    // narrow rows in one
  int64_t per_piece;  // wide rows in a piece of work
  int64_t pieces;

  Rows(int64_t rows, int64_t channels) {
    repeats = 1;
    while (channels * repeats < 64 && rows % (2 * repeats) == 0) repeats *= 2;
    width = channels * repeats;
    count = rows / repeats;
    per_piece = std::max<int64_t>(1, PIECE / width);
    pieces = (count + per_piece - 1) / per_piece;
  }
};

// Repeats the channels' values along a wide row.
std::vector<float> widen(const std::vector<float>& values, const Rows& rows) {
  std::vector<float> wide(rows.width);
  for (int64_t k = 0; k < rows.width; k++) wide[k] = values[k % values.size()];
  return wide;
}

// Sums values and squares of some lanes over rows.
template <typename T>
CBM_INLINE void sumLanes(const T* x, int64_t rows, int64_t width, int64_t lanes, double* sums,
                         double* squares) {
  double s[LANES] = {0}, q[LANES] = {0};
  for (int64_t r = 0; r < rows; r++) {
#pragma GCC unroll 1
#pragma GCC ivdep
    for (int64_t k = 0; k < lanes; k++) {
      const double v = load(x[r * width + k]);
      s[k] += v;
      q[k] += v * v;
    }
  }
  for (int64_t k = 0; k < lanes; k++) {
    sums[k] += s[k];
    squares[k] += q[k];
  }
}

// Sums values and squares of a piece, for each value of a wide row.
template <typename T>
CBM_INLINE void sumPiece(const T* x, int64_t rows, int64_t width, double* sums, double* squares) {
  const int64_t block = std::max<int64_t>(1, BLOCK / width);
  for (int64_t r = 0; r < rows; r += block) {
    const int64_t count = std::min(block, rows - r);
    int64_t k = 0;
    for (; k + LANES <= width; k += LANES) {
      sumLanes(x + r * width + k, count, width, LANES, sums + k, squares + k);
    }
    if (k < width) sumLanes(x + r * width + k, count, width, width - k, sums + k, squares + k);
  }
}

// Normalises a piece: activation(x · scale + shift + residual).
template <typename T>
CBM_INLINE void normalizePiece(const T* x, const T* residual, int64_t rows, int64_t width, const float* scale,
                               const float* shift, Activation activation, T* y) {
  for (int64_t r = 0; r < rows; r++, x += width, y += width) {
    if (activation == SILU) {
#pragma GCC unroll 1
#pragma GCC ivdep
      for (int64_t k = 0; k < width; k++) {
        const float z = __builtin_fmaf(load(x[k]), scale[k], shift[k]);
        store(y[k], z * sigmoid(z));
      }
    } else if (residual != nullptr) {
      const T* added = residual + r * width;
#pragma GCC unroll 1
#pragma GCC ivdep
      for (int64_t k = 0; k < width; k++) {
        const float z = __builtin_fmaf(load(x[k]), scale[k], shift[k]) + load(added[k]);
        store(y[k], activation == RELU && z < 0 ? 0.0f : z);
      }
    } else {
#pragma GCC unroll 1
#pragma GCC ivdep
      for (int64_t k = 0; k < width; k++) {
        const float z = __builtin_fmaf(load(x[k]), scale[k], shift[k]);
        store(y[k], activation == RELU && z < 0 ? 0.0f : z);
      }
    }
  }
}

// Returns g times the slope of the activation at z, or at its output y.
template <Activation activation>
CBM_INLINE float through(float g, float z, float y) {
  if (activation == RELU) return y > 0 ? g : 0.0f;
  if (activation == NONE) return g;
  const float sigma = sigmoid(z);
  return g * (sigma * (1.0f + z * (1.0f - sigma)));
}

// Sums g, the gradient through the activation, and its products with the deviations, over the few rows of a
// block in float32. Writes g to `kept` on request.
template <typename T, Activation activation, bool keep>
CBM_INLINE void gradientLanes(const T* upstream, const T* x, const T* y, int64_t rows, int64_t width,
                              int64_t lanes, const float* mean, const float* scale, const float* bias,
                              T* kept, double* sums, double* products) {
  float s[LANES] = {0}, p[LANES] = {0};
  for (int64_t r = 0; r < rows; r++) {
    const int64_t at = r * width;
#pragma GCC unroll 1
#pragma GCC ivdep
    for (int64_t k = 0; k < lanes; k++) {
      const float deviation = load(x[at + k]) - mean[k];
      const float output = activation == RELU ? load(y[at + k]) : 0.0f;
      const float g = through<activation>(load(upstream[at + k]), deviation * scale[k] + bias[k], output);
      if (keep) store(kept[at + k], g);
      s[k] += g;
      p[k] += g * deviation;
    }
  }
  for (int64_t k = 0; k < lanes; k++) {
    sums[k] += s[k];
    products[k] += p[k];
  }
}

// Sums the same over a piece.
template <typename T, Activation activation, bool keep>
CBM_INLINE void gradientPiece(const T* upstream, const T* x, const T* y, int64_t rows, int64_t width,
                              const float* mean, const float* scale, const float* bias, T* kept, double* sums,
                              double* products) {
  const int64_t block = std::max<int64_t>(1, BLOCK / width);
  for (int64_t r = 0; r < rows; r += block) {
    const int64_t count = std::min(block, rows - r);
    for (int64_t k = 0; k < width; k += LANES) {
      const int64_t at = r * width + k;
      const T* output = activation == RELU ? y + at : nullptr;
      T* place = keep ? kept + at : nullptr;
      if (k + LANES <= width) {
        gradientLanes<T, activation, keep>(upstream + at, x + at, output, count, width, LANES, mean + k,
                                           scale + k, bias + k, place, sums + k, products + k);
      } else {
        gradientLanes<T, activation, keep>(upstream + at, x + at, output, count, width, width - k, mean + k,
                                           scale + k, bias + k, place, sums + k, products + k);
      }
    }
  }
}

// Computes factor · (g − level − deviation · slope), with g as it was kept, or recomputed if y is given.
template <typename T>
CBM_INLINE void spreadPiece(const T* g, const T* y, const T* x, int64_t rows, int64_t width,
                            const float* mean, const float* factor, const float* level, const float* slope,
                            T* gradient) {
  for (int64_t r = 0; r < rows; r++) {
    const int64_t at = r * width;
#pragma GCC unroll 1
#pragma GCC ivdep
    for (int64_t k = 0; k < width; k++) {
      const float came = y == nullptr ? load(g[at + k]) : through<RELU>(load(g[at + k]), 0, load(y[at + k]));
      const float deviation = load(x[at + k]) - mean[k];
      store(gradient[at + k], factor[k] * (came - level[k] - deviation * slope[k]));
    }
  }
}

// Calls normalizePiece with arguments that are known at compile time.
template <typename T>
CBM_INLINE void normalizeAny(const T* x, const T* residual, int64_t rows, int64_t width, const float* scale,
                             const float* shift, Activation activation, T* y) {
  if (activation == SILU) {
    normalizePiece<T>(x, nullptr, rows, width, scale, shift, SILU, y);
  } else if (activation == RELU && residual == nullptr) {
    normalizePiece<T>(x, nullptr, rows, width, scale, shift, RELU, y);
  } else if (activation == RELU) {
    normalizePiece(x, residual, rows, width, scale, shift, RELU, y);
  } else if (residual == nullptr) {
    normalizePiece<T>(x, nullptr, rows, width, scale, shift, NONE, y);
  } else {
    normalizePiece(x, residual, rows, width, scale, shift, NONE, y);
  }
}

// Calls the gradientPiece of an activation.
template <typename T>
CBM_INLINE void gradientAny(const T* upstream, const T* x, const T* y, int64_t rows, int64_t width,
                            const float* mean, const float* scale, const float* bias, Activation activation,
                            T* kept, double* s, double* p) {
  if (activation == SILU) {
    gradientPiece<T, SILU, true>(upstream, x, y, rows, width, mean, scale, bias, kept, s, p);
  } else if (activation == RELU && kept != nullptr) {
    gradientPiece<T, RELU, true>(upstream, x, y, rows, width, mean, scale, bias, kept, s, p);
  } else if (activation == RELU) {
    gradientPiece<T, RELU, false>(upstream, x, y, rows, width, mean, scale, bias, kept, s, p);
  } else {
    gradientPiece<T, NONE, false>(upstream, x, y, rows, width, mean, scale, bias, kept, s, p);
  }
}

// Calls spreadPiece with arguments that are known at compile time.
template <typename T>
CBM_INLINE void spreadAny(const T* g, const T* y, const T* x, int64_t rows, int64_t width, const float* mean,
                          const float* factor, const float* level, const float* slope, T* gradient) {
  if (y == nullptr) spreadPiece<T>(g, nullptr, x, rows, width, mean, factor, level, slope, gradient);
  else spreadPiece(g, y, x, rows, width, mean, factor, level, slope, gradient);
}

// Compiled for each generation of processors.
#define CBM_PIECES(GENERATION, TARGET)                                                                 \
  template <typename T>                                                                                \
  TARGET void sums##GENERATION(const T* x, int64_t rows, int64_t width, double* s, double* q) {        \
    sumPiece(x, rows, width, s, q);                                                                    \
  }                                                                                                    \
  template <typename T>                                                                                \
  TARGET void apply##GENERATION(const T* x, const T* residual, int64_t rows, int64_t width,            \
                                const float* scale, const float* shift, Activation activation, T* y) { \
    normalizeAny(x, residual, rows, width, scale, shift, activation, y);                               \
  }                                                                                                    \
  template <typename T>                                                                                \
  TARGET void gradientSums##GENERATION(                                                                \
      const T* upstream, const T* x, const T* y, int64_t rows, int64_t width, const float* mean,       \
      const float* scale, const float* bias, Activation activation, T* kept, double* s, double* p) {   \
    gradientAny(upstream, x, y, rows, width, mean, scale, bias, activation, kept, s, p);               \
  }                                                                                                    \
  template <typename T>                                                                                \
  TARGET void spread##GENERATION(const T* g, const T* y, const T* x, int64_t rows, int64_t width,      \
                                 const float* mean, const float* factor, const float* level,           \
                                 const float* slope, T* gradient) {                                    \
    spreadAny(g, y, x, rows, width, mean, factor, level, slope, gradient);                             \
  }

CBM_FOR_GENERATIONS(CBM_PIECES)

// Adds the pieces' sums: first those of each lane, then the lanes of each channel.
void addUp(const std::vector<double>& found, const Rows& rows, int64_t channels, std::vector<double>& first,
           std::vector<double>& second) {
  first.assign(channels, 0);
  second.assign(channels, 0);
  for (int64_t piece = 0; piece < rows.pieces; piece++) {
    const double* one = found.data() + piece * 2 * rows.width;
    for (int64_t k = 0; k < rows.width; k++) {
      first[k % channels] += one[k];
      second[k % channels] += one[rows.width + k];
    }
  }
}

// Calls work(first wide row, how many, the piece's sums) for every piece.
template <typename Work>
void forPieces(const Rows& rows, const Work& work) {
  share(rows.pieces, [&](int64_t piece) {
    const int64_t first = piece * rows.per_piece;
    work(first, std::min(rows.per_piece, rows.count - first), piece);
  });
}

// Computes 1 / √(variance + epsilon).
std::vector<float> inverseDeviations(const Normalization& norm, const double* variance) {
  std::vector<float> inverse(norm.channels);
  for (int64_t c = 0; c < norm.channels; c++) {
    inverse[c] = static_cast<float>(1 / std::sqrt(variance[c] + norm.epsilon));
  }
  return inverse;
}

// Computes the weight times the inverse deviation.
std::vector<float> scales(const Normalization& norm, const std::vector<float>& inverse) {
  std::vector<float> scale(norm.channels);
  for (int64_t c = 0; c < norm.channels; c++) scale[c] = norm.weight[c] * inverse[c];
  return scale;
}

// Computes the bias for x that is scaled without subtracting its mean.
std::vector<float> shifts(const Normalization& norm, const std::vector<float>& scale, const float* mean) {
  std::vector<float> shift(norm.channels);
  for (int64_t c = 0; c < norm.channels; c++) {
    shift[c] = static_cast<float>(norm.bias[c] - static_cast<double>(mean[c]) * scale[c]);
  }
  return shift;
}

std::vector<float> copyOf(const float* values, int64_t count) {
  return std::vector<float>(values, values + count);
}

}  // namespace

template <typename T>
void statistics(const Normalization& norm, const T* x, float* mean, double* variance) {
  const Rows rows(norm.rows, norm.channels);
  std::vector<double> found(rows.pieces * 2 * rows.width, 0.0), first, second;
  forPieces(rows, [&](int64_t start, int64_t count, int64_t piece) {
    double* own = found.data() + piece * 2 * rows.width;
    CBM_CHOOSE_OF(sums, T)(x + start * rows.width, count, rows.width, own, own + rows.width);
  });
  addUp(found, rows, norm.channels, first, second);
  for (int64_t c = 0; c < norm.channels; c++) {
    const double middle = first[c] / norm.rows, spread = second[c] / norm.rows - middle * middle;
    mean[c] = static_cast<float>(middle);
    variance[c] = spread < 0 ? 0 : spread;
  }
}

template <typename T>
void normalize(const Normalization& norm, const T* x, const float* mean, const double* variance,
               const T* residual, T* y) {
  const Rows rows(norm.rows, norm.channels);
  const auto channel_scales = scales(norm, inverseDeviations(norm, variance));
  const auto scale = widen(channel_scales, rows), shift = widen(shifts(norm, channel_scales, mean), rows);
  forPieces(rows, [&](int64_t start, int64_t count, int64_t) {
    const int64_t at = start * rows.width;
    const T* const added = residual == nullptr ? nullptr : residual + at;
    CBM_CHOOSE_OF(apply, T)
    (x + at, added, count, rows.width, scale.data(), shift.data(), norm.activation, y + at);
  });
}

template <typename T>
void normalizeGradient(const Normalization& norm, const T* upstream, const T* x, const T* y,
                       const float* mean, const double* variance, T* x_gradient, float* weight_gradient,
                       float* bias_gradient, T* residual_gradient) {
  const Rows rows(norm.rows, norm.channels);
  const auto inverse = inverseDeviations(norm, variance);
  const auto channel_scales = scales(norm, inverse);
  const auto middle = widen(copyOf(mean, norm.channels), rows), scale = widen(channel_scales, rows);
  const auto bias = widen(copyOf(norm.bias, norm.channels), rows);
  // The gradient through a SiLU is kept in the result's buffer, that through a relu in the residual's.
  T* const kept = norm.activation == SILU ? x_gradient : residual_gradient;
  std::vector<double> found(rows.pieces * 2 * rows.width, 0.0), first, second;
  forPieces(rows, [&](int64_t start, int64_t count, int64_t piece) {
    const int64_t at = start * rows.width;
    double* own = found.data() + piece * 2 * rows.width;
    const T* const output = norm.activation == RELU ? y + at : nullptr;
    T* const place = kept == nullptr ? nullptr : kept + at;
    CBM_CHOOSE_OF(gradientSums, T)
    (upstream + at, x + at, output, count, rows.width, middle.data(), scale.data(), bias.data(),
     norm.activation, place, own, own + rows.width);
  });
  addUp(found, rows, norm.channels, first, second);
  std::vector<float> level(norm.channels), slope(norm.channels);
  for (int64_t c = 0; c < norm.channels; c++) {
    const double squared = 1 / (variance[c] + norm.epsilon);
    bias_gradient[c] = static_cast<float>(first[c]);
    weight_gradient[c] = static_cast<float>(second[c] * std::sqrt(squared));
    level[c] = static_cast<float>(first[c] / norm.rows);
    slope[c] = static_cast<float>(second[c] * squared / norm.rows);
  }
  const auto wide_level = widen(level, rows), wide_slope = widen(slope, rows);
  const T* const g = kept == nullptr ? upstream : kept;
  const bool again = norm.activation == RELU && kept == nullptr;
  forPieces(rows, [&](int64_t start, int64_t count, int64_t) {
    const int64_t at = start * rows.width;
    const T* const output = again ? y + at : nullptr;
    CBM_CHOOSE_OF(spread, T)
    (g + at, output, x + at, count, rows.width, middle.data(), scale.data(), wide_level.data(),
     wide_slope.data(), x_gradient + at);
  });
}

#define CBM_INSTANTIATE(T)                                                                               \
  template void statistics<T>(const Normalization&, const T*, float*, double*);                          \
  template void normalize<T>(const Normalization&, const T*, const float*, const double*, const T*, T*); \
  template void normalizeGradient<T>(const Normalization&, const T*, const T*, const T*, const float*,   \
                                     const double*, T*, float*, float*, T*);

CBM_INSTANTIATE(float)
CBM_INSTANTIATE(BFloat16)

}  // namespace cbm
