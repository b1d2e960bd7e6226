// Rows [channels] in pieces of work, and sums over their columns.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "numbers.h"
#include "threads.h"

namespace cbm {

// Columns that are summed at a time, in registers.
constexpr int64_t COLUMNS = 16;
// Rows that are summed in float32 before their sums are added to those in float64.
constexpr int64_t ROWS = 8;

// Rows shared among threads. The pieces' sums are added in their order, so the result does not depend on the
// number of threads.
struct Pieces {
  int64_t rows;
  int64_t per_piece;
  int64_t count;

  // Makes pieces of about `values` values.
  Pieces(int64_t rows, int64_t channels, int64_t values)
      : rows(rows),
        per_piece(std::max<int64_t>(1, values / std::max<int64_t>(1, channels))),
        count((rows + per_piece - 1) / per_piece) {}

  // Calls work(first row, how many, the piece's number) for every piece.
  template <typename Work>
  void each(const Work& work) const {
    share(count, [&](int64_t piece) {
      const int64_t first = piece * per_piece;
      work(first, std::min(per_piece, rows - first), piece);
    });
  }
};

// Adds up the pieces' sums, `width` values each.
inline void addPieces(const std::vector<double>& found, int64_t width, float* sums) {
  std::vector<double> total(width, 0.0);
  for (size_t i = 0; i < found.size(); i++) total[i % width] += found[i];
  for (int64_t i = 0; i < width; i++) sums[i] = static_cast<float>(total[i]);
}

}  // namespace cbm
