// Products of small matrices inside larger ones: the inner loops of a convolution.
#pragma once

#include <cstdint>

namespace cbm {

// Outputs are laid out in strips that are worked on together; zeros fill the last one up to a multiple of
// STEP.
constexpr int64_t STEP = 16;

// Products that are summed in one chain; a longer one would be less exact, and leave the first-level cache.
constexpr int64_t CHAIN = 320;

// Returns the width of a strip.
int64_t stripWidth();

// Returns how many neighbouring channels an outer product with so many columns takes together.
int64_t blockWidth(int64_t columns);

// y = the sum over taps and depth of x · strip, for the pixels of some rows.
struct Product {
  const float* const* x;  // where each row's first pixel is read
  int64_t rows;
  int64_t pixels, pitch;  // pixels of a row, and their distance in x
  int64_t taps, tap;      // taps of a pixel, and their distance in x
  int64_t depth;          // neighbouring values of a tap
  const float* strip;     // [taps, depth, columns] without gaps
  int64_t columns;        // a multiple of STEP, at most a strip's width
  float* const* y;        // where each row's results go
  int64_t y_pitch;        // distance of a row's results
};

// Computes y.
void multiply(const Product& product);

// gradient = the sum over rows and pixels of x · upstream, added to what is there if it has `begun`.
struct OuterProduct {
  const float* const* x;  // where each row begins
  int64_t offset;         // and from there its first pixel
  int64_t rows;
  int64_t pixels, pitch;  // pixels of a row, and their distance in x
  int64_t depth;          // neighbouring values of a pixel, at most a block's width
  const float* upstream;  // [rows, pixels, columns] without gaps
  int64_t columns;        // a multiple of STEP, at most a strip's width
  float* gradient;        // [depth, columns]
  bool begun;
};

// Computes the gradient, or adds to it.
void accumulate(const OuterProduct& product);

// Tells whether this processor has the instructions that both need.
bool hasTiles();

}  // namespace cbm
