// Batch normalisation of rows of channels and its activation, in two passes over memory.
#pragma once

#include <cstdint>

namespace cbm {

enum Activation { NONE = 0, RELU = 1, SILU = 2 };

// y = activation((x − mean) · weight / √(variance + epsilon) + bias + residual), on rows [channels].
struct Normalization {
  int64_t rows;
  int64_t channels;
  float epsilon;
  Activation activation;
  const float* weight;
  const float* bias;
};

// Computes the mean and biased variance of each channel over the rows, from sums in float64.
template <typename T>
void statistics(const Normalization& norm, const T* x, float* mean, double* variance);

// Normalises by given statistics, in PyTorch's way: x · scale + shift, both of float32, with
// scale = weight / √(variance + epsilon) and shift = bias − mean · scale, and the product not rounded before
// the sum. `residual` is null if there is none.
template <typename T>
void normalize(const Normalization& norm, const T* x, const float* mean, const double* variance,
               const T* residual, T* y);

// Computes the gradients through the batch's own statistics. RELU reads the output `y`, which is null for the
// others; `residual_gradient` is null if there is no residual, or if it would be `upstream` itself.
template <typename T>
void normalizeGradient(const Normalization& norm, const T* upstream, const T* x, const T* y,
                       const float* mean, const double* variance, T* x_gradient, float* weight_gradient,
                       float* bias_gradient, T* residual_gradient);

}  // namespace cbm
