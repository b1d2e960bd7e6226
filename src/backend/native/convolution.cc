#include "convolution.h"

#include "rows.h"
#include "threads.h"
#include "tiles.h"

namespace cbm {
namespace {

// Values of rows that one thread works on together: they stay in a core's second-level cache.
constexpr int64_t NEAR = 32768;

// A convolution along one axis of the images: which targets it computes, and which sources each of them sums.
struct AxisGeometry {
  int64_t targets;   // how many targets are computed
  int64_t first;     // the first target's place
  int64_t step;      // distance between targets
  int64_t source;    // the first source that the first target sees; may lie in the padding
  int64_t advance;   // distance between the first sources of neighbouring targets
  int64_t taps;      // neighbouring sources that each target sums
  int64_t tap;       // the filter's place for the first of them
  int64_t tap_step;  // distance between the filter's places of neighbouring sources
};

// Sizes of the source and target images, and the strides of the filter in memory.
struct ConvolutionLayout {
  int64_t batch, height, width, channels;
  int64_t target_height, target_width, outputs;
  int64_t filter_row, filter_column, filter_channel, filter_output;
};

// A convolution cut into pieces that fit into the cache: each target sums over all taps and channels.
struct TiledConvolution {
  const ConvolutionLayout& layout;
  const AxisGeometry &down, &across;
  int64_t depth;    // values to each tap down
  int64_t columns;  // outputs, filled up to whole vectors
  int64_t width;    // outputs of a strip
  int64_t rows;     // rows of targets in all images
  // Whether each target sees the pixel in its own place: rows are then read in place and cut if they are
  // long. Otherwise they are copied with their surroundings, several together if they are short.
  bool plain;
  int64_t length;    // targets of a row in one piece
  int64_t parts;     // pieces of a row
  int64_t copied;    // values of a copied row
  int64_t together;  // rows in one piece
  int64_t groups;    // pieces of all rows

  TiledConvolution(const ConvolutionLayout& layout, const AxisGeometry& down, const AxisGeometry& across)
      : layout(layout),
        down(down),
        across(across),
        depth(across.taps * layout.channels),
        columns((layout.outputs + STEP - 1) / STEP * STEP),
        width(stripWidth()),
        rows(layout.batch * down.targets),
        plain(down.taps == 1 && across.taps == 1 && across.advance == 1 && across.source == 0 &&
              down.source == 0 && down.advance == 1 && down.targets == layout.height &&
              across.targets <= layout.width) {
    const int64_t sixteenth = plain ? (across.targets + 15) / 16 : across.targets;
    length =
        plain ? std::max<int64_t>(24, std::min(NEAR / layout.channels, sixteenth) / 24 * 24) : across.targets;
    parts = (across.targets + length - 1) / length;
    copied = ((length - 1) * across.advance + across.taps) * layout.channels;
    const int64_t near = NEAR / std::max<int64_t>(1, std::min(down.taps, down.advance) * copied);
    together = parts > 1 ? 1 : std::max<int64_t>(1, std::min(near, (rows + 15) / 16));
    groups = (rows + together - 1) / together;
  }

  // Copies a strip of the filter, from output `first` on: [taps down, taps across, channels, outputs].
  void pack(const float* filter, int64_t first, float* strip) const {
    const int64_t wide = std::min(width, columns - first), real = std::min(wide, layout.outputs - first);
    for (int64_t place = 0; place < down.taps * across.taps; place++) {
      const float* from = filter + first * layout.filter_output +
                          (down.tap + place / across.taps * down.tap_step) * layout.filter_row +
                          (across.tap + place % across.taps * across.tap_step) * layout.filter_column;
      // Neighbours in the filter are read together: outputs, or channels.
      for (int64_t channel = 0; layout.filter_output == 1 && channel < layout.channels;
           channel++, strip += wide) {
        std::copy_n(from + channel * layout.filter_channel, real, strip);
        std::fill_n(strip + real, wide - real, 0.0f);
      }
      for (int64_t channel = 0; layout.filter_output != 1 && channel < layout.channels; channel += STEP) {
        const int64_t some = std::min(STEP, layout.channels - channel);
        for (int64_t o = 0; o < wide; o++) {
          const float* values = from + channel * layout.filter_channel + o * layout.filter_output;
          for (int64_t k = 0; k < some; k++) {
            strip[k * wide + o] = o < real ? values[k * layout.filter_channel] : 0.0f;
          }
        }
        strip += some * wide;
      }
    }
  }

  // Copies the sources of some rows of targets, those that several rows see only once, and returns where each
  // row's begin.
  void gather(const float* x, int64_t first, int64_t last, float* to, const float** places) const {
    int64_t block = 0, copied_to = 0;  // the source row at `from`, and the one after the last copied
    const float* from = to;
    for (int64_t row = first; row < last; row++) {
      const float* image = x + row / down.targets * layout.height * layout.width * layout.channels;
      const int64_t source = down.source + row % down.targets * down.advance;
      if (row == first || row % down.targets == 0 || source > copied_to) {
        from = to;
        block = copied_to = source;
      }
      for (; copied_to < source + down.taps; copied_to++, to += copied) {
        copyRow(image, layout.height, layout.width, layout.channels, copied_to, across.source,
                copied / layout.channels, to);
      }
      *places++ = from + (source - block) * copied;
    }
  }

  // Computes one piece.
  void compute(int64_t item, const float* x, const float* strip, float* y) const {
    static thread_local std::vector<float> gathered, narrow;
    static thread_local std::vector<const float*> sources;
    static thread_local std::vector<float*> targets;
    const int64_t first = item / parts * together, last = std::min(rows, first + together);
    const int64_t column = item % parts * length, count = std::min(length, across.targets - column);
    sources.resize(last - first);
    targets.resize(last - first);
    if (plain) {
      for (int64_t row = first; row < last; row++) {
        sources[row - first] = x + (row * layout.width + column) * layout.channels;
      }
    } else {
      gather(x, first, last, buffer(gathered, together * down.taps * copied), sources.data());
    }
    for (int64_t o = 0; o < layout.outputs; o += width) {
      const int64_t wide = std::min(width, columns - o), real = std::min(wide, layout.outputs - o);
      const int64_t pitch = across.step * layout.outputs;
      float* between = real == wide ? nullptr : buffer(narrow, (last - first) * count * wide);
      for (int64_t row = first; row < last; row++) {
        targets[row - first] =
            between == nullptr ? targetOf(row, column, y) + o : between + (row - first) * count * wide;
      }
      multiply({
          .x = sources.data(),
          .rows = last - first,
          .pixels = count,
          .pitch = across.advance * layout.channels,
          .taps = down.taps,
          .tap = copied,
          .depth = depth,
          .strip = strip,
          .columns = wide,
          .y = targets.data(),
          .y_pitch = between == nullptr ? pitch : wide,
      });
      for (int64_t row = first; between != nullptr && row < last; row++) {
        float* to = targetOf(row, column, y) + o;
        for (int64_t p = 0; p < count; p++)
          std::copy_n(targets[row - first] + p * wide, real, to + p * pitch);
      }
      strip += down.taps * depth * wide;
    }
  }

  // Returns where a target of a row is stored.
  float* targetOf(int64_t row, int64_t column, float* y) const {
    const int64_t target =
        row / down.targets * layout.target_height + down.first + row % down.targets * down.step;
    return y + (target * layout.target_width + across.first + column * across.step) * layout.outputs;
  }

  // Computes all targets, on all threads.
  void run(const float* x, const float* filter, float* y) const {
    static thread_local std::vector<float> packed;
    float* strips = buffer(packed, down.taps * depth * columns);
    share((layout.outputs + width - 1) / width,
          [&](int64_t strip) { pack(filter, strip * width, strips + strip * width * down.taps * depth); });
    share(groups * parts, [&](int64_t item) { compute(item, x, strips, y); });
  }
};

// Turns a pointwise convolution into one of a single row of all pixels.
Convolution flat(const Convolution& c) {
  if (!c.pointwise()) return c;
  const int64_t pixels = c.batch * c.height * c.width;
  return {
      .batch = 1,
      .height = 1,
      .width = pixels,
      .channels = c.channels,
      .out_height = 1,
      .out_width = pixels,
      .outputs = c.outputs,
      .size = 1,
      .stride = 1,
      .padding = 0,
  };
}

// Returns the geometry of the forward pass along an axis with so many outputs.
AxisGeometry forward(int64_t outputs, const Convolution& c) {
  return {
      .targets = outputs,
      .first = 0,
      .step = 1,
      .source = -c.padding,
      .advance = c.stride,
      .taps = c.size,
      .tap = 0,
      .tap_step = 1,
  };
}

// Returns the geometry of the input gradient along an axis, for every stride-th input from `phase` on: each
// sums the outputs that saw it, through the last tap first.
AxisGeometry backward(int64_t inputs, int64_t phase, const Convolution& c) {
  const int64_t first = (phase + c.padding) % c.stride;
  const int64_t taps = first < c.size ? (c.size - first + c.stride - 1) / c.stride : 0;
  return {
      .targets = (inputs - phase + c.stride - 1) / c.stride,
      .first = phase,
      .step = c.stride,
      .source = (phase + c.padding - first) / c.stride - taps + 1,
      .advance = 1,
      .taps = taps,
      .tap = first + (taps - 1) * c.stride,
      .tap_step = -c.stride,
  };
}

}  // namespace

bool canConvolve() { return hasTiles(); }

void convolve(const Convolution& given, const float* x, const float* filter, float* y) {
  const Convolution c = flat(given);
  const ConvolutionLayout layout{
      .batch = c.batch,
      .height = c.height,
      .width = c.width,
      .channels = c.channels,
      .target_height = c.out_height,
      .target_width = c.out_width,
      .outputs = c.outputs,
      .filter_row = c.size * c.channels * c.outputs,
      .filter_column = c.channels * c.outputs,
      .filter_channel = c.outputs,
      .filter_output = 1,
  };
  const AxisGeometry down = forward(c.out_height, c), across = forward(c.out_width, c);
  TiledConvolution(layout, down, across).run(x, filter, y);
}

void convolveInputGradient(const Convolution& given, const float* upstream, const float* filter,
                           float* gradient) {
  const Convolution c = flat(given);
  const ConvolutionLayout layout{
      .batch = c.batch,
      .height = c.out_height,
      .width = c.out_width,
      .channels = c.outputs,
      .target_height = c.height,
      .target_width = c.width,
      .outputs = c.channels,
      .filter_row = c.size * c.channels * c.outputs,
      .filter_column = c.channels * c.outputs,
      .filter_channel = 1,
      .filter_output = c.outputs,
  };
  for (int64_t row = 0; row < std::min(c.stride, c.height); row++) {
    const AxisGeometry down = backward(c.height, row, c);
    for (int64_t column = 0; column < std::min(c.stride, c.width); column++) {
      const AxisGeometry across = backward(c.width, column, c);
      TiledConvolution(layout, down, across).run(upstream, filter, gradient);
    }
  }
}

}  // namespace cbm
