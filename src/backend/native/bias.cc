#include "bias.h"

#include "pieces.h"

namespace cbm {
namespace {

// Values of one piece of work.
constexpr int64_t PIECE = 32768;

// Computes Φ(x), and x times the normal density at x, with errors of at most 3e-7.
CBM_INLINE void normalDistribution(float x, float& distribution, float& times_density) {
  const float half = 0.5f * x * x;
  const float power = exponential(-half), e = half > 87.0f ? 0.0f : power;
  // Φ(−u) = e^(−u²/2) · t · Q(t) with t = 1 / (1 + u / 4); Q is a Chebyshev fit for u up to 13.5.
  const float u = x < 0 ? -x : x;
  const float t = 1.0f / __builtin_fmaf(0.25f, u, 1.0f);
  float q = 0.029286688193678856f;
  q = __builtin_fmaf(q, t, -0.1700788140296936f);
  q = __builtin_fmaf(q, t, 0.33170145750045776f);
  q = __builtin_fmaf(q, t, -0.24638745188713074f);
  q = __builtin_fmaf(q, t, 0.22976675629615784f);
  q = __builtin_fmaf(q, t, 0.020996365696191788f);
  q = __builtin_fmaf(q, t, 0.10680633038282394f);
  q = __builtin_fmaf(q, t, 0.09808561950922012f);
  q = __builtin_fmaf(q, t, 0.09982304275035858f);
  const float tail = e * (t * q);
  distribution = x < 0 ? tail : 1.0f - tail;
  times_density = x * (0.3989422804014327f * e);
}

// Computes gelu(z) and its derivative.
template <Gelu kind>
CBM_INLINE void gelu(float z, float& y, float& slope) {
  if (kind == EXACT) {
    float distribution, times_density;
    normalDistribution(z, distribution, times_density);
    y = z * distribution;
    slope = distribution + times_density;
  } else {
    const float scaled = 1.702f * z, s = sigmoid(scaled);
    y = z * s;
    slope = s * (1.0f + scaled * (1.0f - s));
  }
}

// Adds a bias to some rows.
CBM_INLINE void addRows(const float* x, int64_t rows, int64_t columns, const float* bias, float* y) {
  for (int64_t r = 0; r < rows; r++, x += columns, y += columns) {
#pragma GCC unroll 1
#pragma GCC ivdep
    for (int64_t c = 0; c < columns; c++) y[c] = x[c] + bias[c];
  }
}

// Computes gelu(x + bias) of some rows, and its derivative on request.
template <Gelu kind, bool with_slope>
CBM_INLINE void geluRows(const float* x, int64_t rows, int64_t columns, const float* bias, float* y,
                         float* slope) {
  for (int64_t r = 0; r < rows; r++, x += columns, y += columns, slope += with_slope ? columns : 0) {
#pragma GCC unroll 1
#pragma GCC ivdep
    for (int64_t c = 0; c < columns; c++) {
      float value, derivative;
      gelu<kind>(x[c] + bias[c], value, derivative);
      y[c] = value;
      if (with_slope) slope[c] = derivative;
    }
  }
}

// Sums some columns of a few rows: those of x, or x times slope, which is then kept in `product`.
template <bool with_slope>
CBM_INLINE void sumColumns(const float* x, const float* slope, int64_t rows, int64_t stride, int64_t columns,
                           float* product, double* sums) {
  float s[COLUMNS] = {0};
  for (int64_t r = 0; r < rows; r++) {
    const int64_t at = r * stride;
#pragma GCC unroll 1
#pragma GCC ivdep
    for (int64_t k = 0; k < columns; k++) {
      const float value = with_slope ? x[at + k] * slope[at + k] : x[at + k];
      if (with_slope) product[at + k] = value;
      s[k] += value;
    }
  }
  for (int64_t k = 0; k < columns; k++) sums[k] += static_cast<double>(s[k]);
}

// Does sumColumns for all columns of a piece.
template <bool with_slope>
CBM_INLINE void sumPiece(const float* x, const float* slope, int64_t rows, int64_t columns, float* product,
                         double* sums) {
  for (int64_t r = 0; r < rows; r += ROWS) {
    const int64_t count = std::min(ROWS, rows - r);
    for (int64_t c = 0; c < columns; c += COLUMNS) {
      const int64_t at = r * columns + c;
      const float* const factor = with_slope ? slope + at : nullptr;
      float* const to = with_slope ? product + at : nullptr;
      if (c + COLUMNS <= columns) {
        sumColumns<with_slope>(x + at, factor, count, columns, COLUMNS, to, sums + c);
      } else {
        sumColumns<with_slope>(x + at, factor, count, columns, columns - c, to, sums + c);
      }
    }
  }
}

// Calls the geluRows of a kind.
CBM_INLINE void geluAny(Gelu kind, const float* x, int64_t rows, int64_t columns, const float* bias, float* y,
                        float* slope) {
  if (kind == EXACT && slope != nullptr) geluRows<EXACT, true>(x, rows, columns, bias, y, slope);
  else if (kind == EXACT) geluRows<EXACT, false>(x, rows, columns, bias, y, nullptr);
  else if (slope != nullptr) geluRows<QUICK, true>(x, rows, columns, bias, y, slope);
  else geluRows<QUICK, false>(x, rows, columns, bias, y, nullptr);
}

#define CBM_BIASES(GENERATION, TARGET)                                                                       \
  TARGET void add##GENERATION(const float* x, int64_t rows, int64_t columns, const float* bias, float* y) {  \
    addRows(x, rows, columns, bias, y);                                                                      \
  }                                                                                                          \
  TARGET void activate##GENERATION(Gelu kind, const float* x, int64_t rows, int64_t columns,                 \
                                   const float* bias, float* y, float* slope) {                              \
    geluAny(kind, x, rows, columns, bias, y, slope);                                                         \
  }                                                                                                          \
  TARGET void sum##GENERATION(const float* x, int64_t rows, int64_t columns, double* sums) {                 \
    sumPiece<false>(x, nullptr, rows, columns, nullptr, sums);                                               \
  }                                                                                                          \
  TARGET void multiply##GENERATION(const float* upstream, const float* slope, int64_t rows, int64_t columns, \
                                   float* gradient, double* sums) {                                          \
    sumPiece<true>(upstream, slope, rows, columns, gradient, sums);                                          \
  }

CBM_FOR_GENERATIONS(CBM_BIASES)

}  // namespace

void addBias(const float* x, int64_t rows, int64_t columns, const float* bias, float* y) {
  Pieces(rows, columns, PIECE).each([&](int64_t first, int64_t count, int64_t) {
    const int64_t at = first * columns;
    CBM_CHOOSE(add)(x + at, count, columns, bias, y + at);
  });
}

void columnSums(const float* x, int64_t rows, int64_t columns, float* sums) {
  const Pieces pieces(rows, columns, PIECE);
  std::vector<double> found(pieces.count * columns, 0.0);
  pieces.each([&](int64_t first, int64_t count, int64_t piece) {
    CBM_CHOOSE(sum)(x + first * columns, count, columns, found.data() + piece * columns);
  });
  addPieces(found, columns, sums);
}

void biasGelu(Gelu kind, const float* x, int64_t rows, int64_t columns, const float* bias, float* y,
              float* slope) {
  Pieces(rows, columns, PIECE).each([&](int64_t first, int64_t count, int64_t) {
    const int64_t at = first * columns;
    float* const derivative = slope == nullptr ? nullptr : slope + at;
    CBM_CHOOSE(activate)(kind, x + at, count, columns, bias, y + at, derivative);
  });
}

void biasGeluGradient(const float* upstream, const float* slope, int64_t rows, int64_t columns,
                      float* gradient, float* sums) {
  const Pieces pieces(rows, columns, PIECE);
  std::vector<double> found(pieces.count * columns, 0.0);
  pieces.each([&](int64_t first, int64_t count, int64_t piece) {
    const int64_t at = first * columns;
    CBM_CHOOSE(multiply)
    (upstream + at, slope + at, count, columns, gradient + at, found.data() + piece * columns);
  });
  addPieces(found, columns, sums);
}

}  // namespace cbm
