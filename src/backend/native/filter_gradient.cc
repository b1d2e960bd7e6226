#include "convolution.h"
#include "rows.h"
#include "threads.h"
#include "tiles.h"

namespace cbm {
namespace {

// Values of images that are worked on together: they stay in a core's second-level cache.
constexpr int64_t NEAR = 65536;
// Most values of all parts of a gradient, and least output pixels for each part.
constexpr int64_t PARTS = 1 << 20, WORTH = 400;
// Lines of a gradient that are summed at a time.
constexpr int64_t LINES = 64;

// Copies some outputs, and fills them up to whole vectors.
void copyOutputs(const float* from, int64_t count, float* to) {
  for (; count >= STEP; count -= STEP, from += STEP, to += STEP) std::memcpy(to, from, STEP * sizeof(float));
  for (int64_t i = 0; i < STEP && count > 0; i++) to[i] = i < count ? from[i] : 0.0f;
}

// Copies `columns` neighbours of each pixel.
template <int COUNT>
void copyNeighbours(int64_t columns, const float* from, int64_t pitch, float* to, int64_t width) {
  for (int64_t i = 0; i < columns; i++) std::memcpy(to + i * width, from + i * pitch, COUNT * sizeof(float));
}

// Calls the above for a number of neighbours that is known at run time, at most 24.
template <int COUNT = 24>
void copyBlock(int64_t count, int64_t columns, const float* from, int64_t pitch, float* to, int64_t width) {
  if (count == COUNT) return copyNeighbours<COUNT>(columns, from, pitch, to, width);
  if constexpr (COUNT > 1) copyBlock<COUNT - 1>(count, columns, from, pitch, to, width);
}

// Calls work(first, last) for slices of nearly the same size, of at most `most`.
template <typename Work>
void slices(int64_t count, int64_t most, const Work& work) {
  const int64_t number = (count + most - 1) / most;
  for (int64_t i = 0; i < number; i++) work(i * count / number, (i + 1) * count / number);
}

// A filter's gradient as a sum of parts, added in their order. Each part goes through some rows of output
// pixels piece by piece, and through a piece chain by chain; pointwise convolutions treat all pixels as one
// row, which is cut. The images' channels are laid out in blocks, so that a block of a chain stays in the
// first-level cache for all taps.
struct FilterGradient {
  Convolution c;
  bool plain;       // whether the convolution is pointwise
  int64_t lines;    // values to all taps
  int64_t columns;  // outputs, filled up to whole vectors
  int64_t width;    // outputs of a strip
  int64_t strips;
  int64_t blocks;  // blocks of channels
  int64_t block;   // channels of the largest block
  int64_t around;  // columns of a row with its padding
  int64_t total;   // rows, or pixels if they are one row
  int64_t chain;   // rows or pixels of a chain
  int64_t step;    // most rows or pixels of a piece
  int64_t parts;   // sums that are computed independently, of nearly the same size

  explicit FilterGradient(const Convolution& c)
      : c(c),
        plain(c.pointwise()),
        lines(c.size * c.size * c.channels),
        columns((c.outputs + STEP - 1) / STEP * STEP),
        width(stripWidth()),
        strips((columns + width - 1) / width),
        around((c.out_width - 1) * c.stride + c.size),
        total(plain ? c.batch * c.height * c.width : c.batch * c.out_height) {
    const int64_t most = blockWidth(std::min(columns, width));
    blocks = (c.channels + most - 1) / most;
    block = (c.channels + blocks - 1) / blocks;
    const int64_t worth = c.batch * c.out_height * c.out_width / WORTH;
    const int64_t most_parts = std::min<int64_t>({16, PARTS / (lines * columns), worth});
    for (parts = 1; 2 * parts <= most_parts;) parts *= 2;
    chain = plain ? CHAIN : std::max<int64_t>(1, CHAIN / c.out_width);
    const int64_t values = plain ? c.channels : around * c.channels * std::min(c.size, c.stride);
    step = std::max(chain, NEAR / values / chain * chain);
  }

  int64_t firstChannel(int64_t index) const { return index * c.channels / blocks; }

  // Copies a row of an image, block by block, with zeros around it.
  void copyRow(const float* image, int64_t row, float* to, int64_t distance) const {
    const bool inside = row >= 0 && row < c.height;
    const int64_t first = inside ? std::min(c.padding, around) : around;
    const int64_t last = inside ? std::max(first, std::min(around, c.width + c.padding)) : around;
    const float* from = image + (row * c.width + first - c.padding) * c.channels;
    for (int64_t index = 0; index < blocks; index++, to += distance) {
      const int64_t channel = firstChannel(index), count = firstChannel(index + 1) - channel;
      std::fill_n(to, first * block, 0.0f);
      copyBlock(count, last - first, from + channel, c.channels, to + first * block, block);
      std::fill_n(to + last * block, (around - last) * block, 0.0f);
    }
  }

  // Copies the images' rows that some rows of outputs see, those that several see only once, and returns
  // where each row's begin in the first block.
  void gather(const float* x, int64_t first, int64_t last, float* to, int64_t distance,
              const float** places) const {
    int64_t begin = 0, end = 0;  // the rows of the image at `from` and up to `to`
    const float* from = to;
    for (int64_t r = first; r < last; r++) {
      const float* image = x + r / c.out_height * c.height * c.width * c.channels;
      const int64_t source = r % c.out_height * c.stride - c.padding;
      if (r == first || r % c.out_height == 0 || source > end) {
        from = to;
        begin = end = source;
      }
      for (; end < source + c.size; end++, to += around * block) copyRow(image, end, to, distance);
      *places++ = from + (source - begin) * around * block;
    }
  }

  // Adds a piece to a sum, for some strips of outputs.
  void add(int64_t first, int64_t taken, int64_t strip, int64_t until, const float* x, const float* upstream,
           float* sum, bool begun) const {
    static thread_local std::vector<float> gathered, packed;
    static thread_local std::vector<const float*> sources;
    const int64_t images = taken / c.out_height + 2;  // at most, of which rows are seen
    const int64_t rows = std::min(taken * c.size, taken * c.stride + images * c.size);
    const int64_t distance = rows * around * block;
    sources.resize(plain ? 1 : taken);
    if (plain) sources[0] = x + first * c.channels;
    else gather(x, first, first + taken, buffer(gathered, distance * blocks), distance, sources.data());
    const int64_t row = plain ? 1 : c.out_width, pixels = taken * row;
    for (; strip < until; strip++) {
      const int64_t o = strip * width, wide = std::min(width, columns - o),
                    real = std::min(wide, c.outputs - o);
      const float* came = upstream + first * row * c.outputs;
      if (wide != c.outputs) {
        float* to = buffer(packed, pixels * wide);
        for (int64_t p = 0; p < pixels; p++) copyOutputs(came + p * c.outputs + o, real, to + p * wide);
        came = to;
      }
      slices(taken, chain, [&](int64_t done, int64_t end) {
        for (int64_t index = 0; index < blocks; index++) {
          const int64_t channel = firstChannel(index);
          for (int64_t tap = 0; tap < c.size * c.size; tap++) {
            accumulate({
                .x = plain ? sources.data() : sources.data() + done,
                .offset = plain ? done * c.channels + channel
                                : index * distance + (tap / c.size * around + tap % c.size) * block,
                .rows = plain ? 1 : end - done,
                .pixels = plain ? end - done : c.out_width,
                .pitch = plain ? c.channels : c.stride * block,
                .depth = firstChannel(index + 1) - channel,
                .upstream = came + done * row * wide,
                .columns = wide,
                .gradient = sum + lines * o + (tap * c.channels + channel) * wide,
                .begun = begun || done > 0,
            });
          }
        }
      });
    }
  }

  // Sums some lines of all parts.
  void join(int64_t first, const float* sums, float* gradient) const {
    for (int64_t line = first; line < std::min(lines, first + LINES); line++) {
      for (int64_t o = 0; o < c.outputs; o += width) {
        const int64_t wide = std::min(width, columns - o), real = std::min(wide, c.outputs - o);
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
  if (work.total == 0) {
    std::fill_n(gradient, work.lines * c.outputs, 0.0f);
    return;
  }
  const int64_t parts = work.parts, lines = work.lines;
  // As few groups of strips as keep all threads busy: each lays the images out anew.
  const int64_t groups = std::min(work.strips, (2 * threads() + parts - 1) / parts);
  static thread_local std::vector<float> kept;
  float* sums = buffer(kept, parts * lines * work.columns);
  share(parts * groups, [&](int64_t item) {
    const int64_t part = item / groups, group = item % groups;
    const int64_t strip = group * work.strips / groups, until = (group + 1) * work.strips / groups;
    float* sum = sums + part * lines * work.columns;
    const int64_t begin = part * work.total / parts, end = (part + 1) * work.total / parts;
    slices(end - begin, work.step, [&](int64_t first, int64_t last) {
      work.add(begin + first, last - first, strip, until, x, upstream, sum, first > 0);
    });
  });
  share((lines + LINES - 1) / LINES, [&](int64_t block) { work.join(block * LINES, sums, gradient); });
}

}  // namespace cbm
