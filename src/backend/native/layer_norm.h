// Layer normalisation of rows [channels], in one pass over memory.
#pragma once

#include <cstdint>

namespace cbm {

// The shape of the rows, and what is the same in both directions.
struct LayerNorm {
  int64_t rows;
  int64_t channels;
  const float* weight;
};

// Computes y = (x − mean) / √(variance + epsilon) · weight + bias by each row's mean and biased variance,
// from sums in float64. Writes each row's mean and 1 / √(variance + epsilon) to `statistics` [rows, 2].
void layerNorm(const LayerNorm& norm, const float* x, const float* bias, float epsilon, float* y,
               float* statistics);

// Computes the gradients through the rows' own statistics.
void layerNormGradient(const LayerNorm& norm, const float* upstream, const float* x, const float* statistics,
                       float* x_gradient, float* weight_gradient, float* bias_gradient);

}  // namespace cbm
