// Products of small matrices inside larger ones: the inner loops of a convolution.
#pragma once

#include <cstdint>

namespace cbm {

// Outputs of a pixel that are computed together; zeros fill the last panel up to a multiple of STEP.
constexpr int64_t PANEL = 64, STEP = 16;

// y = the sum over taps and depth of x · panel, for the pixels of some rows.
struct Product {
  const float* x;
  int64_t rows, row;      // rows of pixels, and their distance in x
  int64_t pixels, pitch;  // pixels of a row, and their distance in x
  int64_t taps, tap;      // taps of a pixel, and their distance in x
  int64_t depth;          // neighbouring values of a tap
  const float* panel;     // [taps, depth, columns] without gaps
  int64_t columns;
  float* const* y;  // where each row's results go
  int64_t y_pitch;  // distance of a row's results
};

// Computes y.
void multiply(const Product& product);

// gradient += the sum over rows and pixels of x · upstream.
struct OuterProduct {
  const float* x;
  int64_t rows, row;      // rows of pixels, and their distance in x
  int64_t pixels, pitch;  // pixels of a row, and their distance in x
  int64_t depth;          // neighbouring values of a pixel
  const float* upstream;  // [rows, pixels, columns] without gaps
  int64_t columns;
  float* gradient;  // [depth, columns]
};

// Adds to the gradient.
void accumulate(const OuterProduct& product);

// Tells whether this processor has the instructions that both need.
bool hasTiles();

}  // namespace cbm
