#include "convolution.h"
#include "rows.h"
#include "threads.h"
#include "tiles.h"

namespace cbm {
namespace {

// Values that are worked on together: of one long row, and of several rows with their surroundings.
constexpr int64_t NEAR = 16384, NEAR_ROWS = 262144;
// Pixels of several rows whose products are summed before that sum is added to the others'. Short sums are
// more exact; single rows may be longer.
constexpr int64_t CHAIN = 512;
// Most values of all parts of a gradient, and least output pixels for each part.
constexpr int64_t PARTS = 1 << 20, WORTH = 400;
// Lines of a gradient that are summed at a time.
constexpr int64_t BLOCK = 64;

// A filter's gradient as a sum of parts, added in their order. Pointwise convolutions treat all pixels as one
// row, which is cut; others copy some rows at a time with their surroundings.
struct FilterGradient {
  Convolution c;
  bool plain;       // whether the convolution is pointwise
  int64_t depth;    // values to each tap down
  int64_t lines;    // values to all taps
  int64_t columns;  // outputs, filled up to whole vectors
  int64_t copied;   // values of a copied row
  int64_t total;    // rows, or pixels if they are one row
  int64_t step;     // rows or pixels of one piece
  int64_t pieces;   // how many pieces there are
  int64_t parts;    // sums that are computed independently

  explicit FilterGradient(const Convolution& c)
      : c(c),
        plain(c.pointwise()),
        depth(c.size * c.channels),
        lines(c.size * depth),
        columns((c.outputs + STEP - 1) / STEP * STEP),
        copied((c.width + 2 * c.padding) * c.channels),
        total(plain ? c.batch * c.height * c.width : c.batch * c.out_height) {
    const int64_t worth = c.batch * c.out_height * c.out_width / WORTH;
    parts = std::max<int64_t>(1, std::min<int64_t>({16, PARTS / (lines * columns), worth}));
    const int64_t near = plain ? NEAR / std::max(c.channels, PANEL)
                               : std::min(NEAR_ROWS / (c.size * copied), CHAIN / c.out_width);
    step = std::max<int64_t>(plain ? 32 : 1, std::min(near, (total + parts - 1) / parts));
    pieces = (total + step - 1) / step;
    parts = std::max<int64_t>(1, std::min(parts, pieces));
  }

  // Adds a piece to a sum, for the outputs from o on.
  void add(int64_t piece, int64_t o, const float* x, const float* upstream, float* sum) const {
    static thread_local std::vector<float> gathered, packed;
    const int64_t wide = std::min(PANEL, columns - o), real = std::min(wide, c.outputs - o);
    const int64_t first = piece * step, taken = std::min(step, total - first);
    const int64_t rows = plain ? 1 : taken, pixels = plain ? taken : c.out_width;
    const float* from = x + first * c.channels;
    if (!plain) {
      float* to = buffer(gathered, step * c.size * copied);
      from = to;
      for (int64_t r = first; r < first + taken; r++) {
        const float* image = x + r / c.out_height * c.height * c.width * c.channels;
        for (int64_t t = 0; t < c.size; t++, to += copied) {
          copyRow(image, c.height, c.width, c.channels, r % c.out_height * c.stride - c.padding + t,
                  -c.padding, c.width + 2 * c.padding, to);
        }
      }
    }
    const float* came = upstream + first * (plain ? 1 : c.out_width) * c.outputs;
    if (wide != c.outputs) {
      float* to = buffer(packed, rows * pixels * wide);
      for (int64_t p = 0; p < rows * pixels; p++) {
        std::copy_n(came + p * c.outputs + o, real, to + p * wide);
        std::fill_n(to + p * wide + real, wide - real, 0.0f);
      }
      came = to;
    }
    for (int64_t t = 0; t < c.size; t++) {
      accumulate({
          .x = from + t * copied,
          .rows = rows,
          .row = c.size * copied,
          .pixels = pixels,
          .pitch = c.stride * c.channels,
          .depth = depth,
          .upstream = came,
          .columns = wide,
          .gradient = sum + t * depth * wide,
      });
    }
  }

  // Sums some lines of all parts.
  void join(int64_t first, const float* sums, float* gradient) const {
    for (int64_t line = first; line < std::min(lines, first + BLOCK); line++) {
      for (int64_t o = 0; o < c.outputs; o += PANEL) {
        const int64_t wide = std::min(PANEL, columns - o), real = std::min(wide, c.outputs - o);
        const float* from = sums + lines * o + line * wide;
        float* to = gradient + line * c.outputs + o;
        std::copy_n(from, real, to);
        for (int64_t part = 1; part < parts; part++) {
          for (int64_t k = 0; k < real; k++) to[k] += from[part * lines * columns + k];
        }
      }
    }
  }
};

}  // namespace

void convolveFilterGradient(const Convolution& c, const float* x, const float* upstream, float* gradient) {
  const FilterGradient work(c);
  const int64_t panels = (c.outputs + PANEL - 1) / PANEL, lines = work.lines;
  static thread_local std::vector<float> kept;
  float* sums = buffer(kept, work.parts * lines * work.columns);
  share(work.parts * panels, [&](int64_t item) {
    const int64_t part = item / panels, o = item % panels * PANEL;
    float* sum = sums + part * lines * work.columns + lines * o;
    std::fill_n(sum, lines * std::min(PANEL, work.columns - o), 0.0f);
    const int64_t last = (part + 1) * work.pieces / work.parts;
    for (int64_t piece = part * work.pieces / work.parts; piece < last; piece++) {
      work.add(piece, o, x, upstream, sum);
    }
  });
  share((lines + BLOCK - 1) / BLOCK, [&](int64_t block) { work.join(block * BLOCK, sums, gradient); });
}

}  // namespace cbm
