// Products of small matrices that lie in larger ones: what a convolution's time is spent in.
#pragma once

#include <cstdint>

namespace cbm {

// Outputs that are computed together, of each pixel; of the last ones a multiple of STEP, filled up with zeros.
constexpr int64_t PANEL = 64, STEP = 16;

// y = the sum over taps and depth of x · panel, for pixels of some rows. In x rows lie `row` apart, pixels `pitch`, taps
// `tap`; y has a place for each row, pixels `y_pitch` apart. The panel is [taps, depth, columns] without gaps.
struct Product {
  const float* x;
  int64_t rows, row, pixels, pitch, taps, tap, depth;
  const float* panel;
  int64_t columns;
  float* const* y;
  int64_t y_pitch;
};

void multiply(const Product& product);

// gradient [depth, columns] += the sum over rows and pixels of x · upstream. Pixels lie `pitch` apart in x, rows `row`;
// upstream is [rows, pixels, columns] without gaps.
struct OuterProduct {
  const float* x;
  int64_t rows, row, pixels, pitch, depth;
  const float* upstream;
  int64_t columns;
  float* gradient;
};

void accumulate(const OuterProduct& product);

// Whether this processor has the instructions that both need.
bool hasTiles();

}  // namespace cbm
