// Biases of the columns of a matrix, and GELU after them, in one pass over memory.
#pragma once

#include <cstdint>

namespace cbm {

// x · Φ(x), Φ the normal distribution function, or its approximation x · sigmoid(1.702 · x).
enum Gelu { EXACT = 0, QUICK = 1 };

// Adds the bias to each row of x.
void addBias(const float* x, int64_t rows, int64_t columns, const float* bias, float* y);

// Sums the rows of x, from sums in float64.
void columnSums(const float* x, int64_t rows, int64_t columns, float* sums);

// Computes y = gelu(x + bias), and its derivative there unless `slope` is null.
void biasGelu(Gelu kind, const float* x, int64_t rows, int64_t columns, const float* bias, float* y,
              float* slope);

// Computes upstream · slope, the gradient of x, and its column sums, that of the bias.
void biasGeluGradient(const float* upstream, const float* slope, int64_t rows, int64_t columns,
                      float* gradient, float* sums);

}  // namespace cbm
