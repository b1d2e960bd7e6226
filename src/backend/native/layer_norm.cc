#include "layer_norm.h"

#include <cmath>

#include "pieces.h"

namespace cbm {
namespace {

// Values of one piece of work.
constexpr int64_t PIECE = 16384;

// Adds up lanes, always in the same order.
CBM_INLINE double addLanes(double* lanes) {
  for (int64_t half = COLUMNS / 2; half > 0; half /= 2) {
    for (int64_t k = 0; k < half; k++) lanes[k] += lanes[k + half];
  }
  return lanes[0];
}

// Normalises some rows.
CBM_INLINE void normalizeRows(const float* x, int64_t rows, int64_t channels, const float* weight,
                              const float* bias, float epsilon, float* y, float* statistics) {
  const int64_t whole = channels - channels % COLUMNS;
  for (int64_t r = 0; r < rows; r++, x += channels, y += channels, statistics += 2) {
    double sums[COLUMNS] = {0}, squares[COLUMNS] = {0};
    for (int64_t c = 0; c < whole; c += COLUMNS) {
#pragma GCC unroll 1
#pragma GCC ivdep
      for (int64_t k = 0; k < COLUMNS; k++) sums[k] += static_cast<double>(x[c + k]);
    }
    for (int64_t c = whole; c < channels; c++) sums[c - whole] += static_cast<double>(x[c]);
    const double middle = addLanes(sums) / channels;
    for (int64_t c = 0; c < whole; c += COLUMNS) {
#pragma GCC unroll 1
#pragma GCC ivdep
      for (int64_t k = 0; k < COLUMNS; k++) {
        const double deviation = static_cast<double>(x[c + k]) - middle;
        squares[k] += deviation * deviation;
      }
    }
    for (int64_t c = whole; c < channels; c++) {
      const double deviation = static_cast<double>(x[c]) - middle;
      squares[c - whole] += deviation * deviation;
    }
    const float mean = static_cast<float>(middle);
    const float inverse = static_cast<float>(1 / std::sqrt(addLanes(squares) / channels + epsilon));
    statistics[0] = mean;
    statistics[1] = inverse;
#pragma GCC unroll 1
#pragma GCC ivdep
    for (int64_t c = 0; c < channels; c++) y[c] = (x[c] - mean) * inverse * weight[c] + bias[c];
  }
}

// Computes x's gradient in some rows: (g − mean(g) − x̂ · mean(g · x̂)) / σ with g = upstream · weight.
CBM_INLINE void gradientRows(const float* upstream, const float* x, int64_t rows, int64_t channels,
                             const float* weight, const float* statistics, float* gradient) {
  const int64_t whole = channels - channels % COLUMNS;
  for (int64_t r = 0; r < rows; r++, x += channels, upstream += channels, gradient += channels) {
    const float mean = statistics[2 * r], inverse = statistics[2 * r + 1];
    double sums[COLUMNS] = {0}, products[COLUMNS] = {0};
    for (int64_t c = 0; c < whole; c += COLUMNS) {
#pragma GCC unroll 1
#pragma GCC ivdep
      for (int64_t k = 0; k < COLUMNS; k++) {
        const float g = upstream[c + k] * weight[c + k];
        sums[k] += static_cast<double>(g);
        products[k] += static_cast<double>(g * (x[c + k] - mean));
      }
    }
    for (int64_t c = whole; c < channels; c++) {
      const float g = upstream[c] * weight[c];
      sums[c - whole] += static_cast<double>(g);
      products[c - whole] += static_cast<double>(g * (x[c] - mean));
    }
    const float level = static_cast<float>(addLanes(sums) / channels);
    const double squared = static_cast<double>(inverse) * inverse;
    const float slope = static_cast<float>(addLanes(products) / channels * squared);
#pragma GCC unroll 1
#pragma GCC ivdep
    for (int64_t c = 0; c < channels; c++) {
      gradient[c] = inverse * (upstream[c] * weight[c] - level - (x[c] - mean) * slope);
    }
  }
}

// Adds the sums of upstream, and of its products with x̂, of some columns of a few rows.
CBM_INLINE void gradientColumns(const float* upstream, const float* x, int64_t rows, int64_t channels,
                                int64_t columns, const float* statistics, double* sums, double* products) {
  float s[COLUMNS] = {0}, p[COLUMNS] = {0};
  for (int64_t r = 0; r < rows; r++, x += channels, upstream += channels) {
    const float mean = statistics[2 * r], inverse = statistics[2 * r + 1];
#pragma GCC unroll 1
#pragma GCC ivdep
    for (int64_t k = 0; k < columns; k++) {
      s[k] += upstream[k];
      p[k] += upstream[k] * ((x[k] - mean) * inverse);
    }
  }
  for (int64_t k = 0; k < columns; k++) {
    sums[k] += static_cast<double>(s[k]);
    products[k] += static_cast<double>(p[k]);
  }
}

// Computes the gradients of a piece: x's, and what it adds to the weight's and the bias's.
CBM_INLINE void gradientPiece(const float* upstream, const float* x, int64_t rows, int64_t channels,
                              const float* weight, const float* statistics, float* gradient, double* sums,
                              double* products) {
  for (int64_t r = 0; r < rows; r += ROWS) {
    const int64_t count = std::min(ROWS, rows - r), at = r * channels;
    const float* const own = statistics + 2 * r;
    gradientRows(upstream + at, x + at, count, channels, weight, own, gradient + at);
    int64_t c = 0;
    for (; c + COLUMNS <= channels; c += COLUMNS) {
      gradientColumns(upstream + at + c, x + at + c, count, channels, COLUMNS, own, sums + c, products + c);
    }
    if (c < channels) {
      gradientColumns(upstream + at + c, x + at + c, count, channels, channels - c, own, sums + c,
                      products + c);
    }
  }
}

#define CBM_LAYER_NORMS(GENERATION, TARGET)                                                               \
  TARGET void normalize##GENERATION(const float* x, int64_t rows, int64_t channels, const float* weight,  \
                                    const float* bias, float epsilon, float* y, float* statistics) {      \
    normalizeRows(x, rows, channels, weight, bias, epsilon, y, statistics);                               \
  }                                                                                                       \
  TARGET void gradient##GENERATION(const float* upstream, const float* x, int64_t rows, int64_t channels, \
                                   const float* weight, const float* statistics, float* gradient,         \
                                   double* sums, double* products) {                                      \
    gradientPiece(upstream, x, rows, channels, weight, statistics, gradient, sums, products);             \
  }

CBM_FOR_GENERATIONS(CBM_LAYER_NORMS)

}  // namespace

void layerNorm(const LayerNorm& norm, const float* x, const float* bias, float epsilon, float* y,
               float* statistics) {
  const Pieces pieces(norm.rows, norm.channels, PIECE);
  pieces.each([&](int64_t first, int64_t count, int64_t) {
    const int64_t at = first * norm.channels;
    CBM_CHOOSE(normalize)
    (x + at, count, norm.channels, norm.weight, bias, epsilon, y + at, statistics + 2 * first);
  });
}

void layerNormGradient(const LayerNorm& norm, const float* upstream, const float* x, const float* statistics,
                       float* x_gradient, float* weight_gradient, float* bias_gradient) {
  const Pieces pieces(norm.rows, norm.channels, PIECE);
  const int64_t channels = norm.channels;
  std::vector<double> sums(pieces.count * channels, 0.0), products(pieces.count * channels, 0.0);
  pieces.each([&](int64_t first, int64_t count, int64_t piece) {
    const int64_t at = first * channels, own = piece * channels;
    CBM_CHOOSE(gradient)
    (upstream + at, x + at, count, channels, norm.weight, statistics + 2 * first, x_gradient + at,
     sums.data() + own, products.data() + own);
  });
  addPieces(sums, channels, bias_gradient);
  addPieces(products, channels, weight_gradient);
}

}  // namespace cbm
