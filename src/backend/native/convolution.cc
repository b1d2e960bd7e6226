#include "convolution.h"

#include "rows.h"
#include "threads.h"
#include "tiles.h"

namespace cbm {
namespace {

// Values of rows that one thread looks at together: they stay in a core's second cache.
constexpr int64_t NEAR = 32768;

// Along one side: so many targets, from `first` on, `step` apart. Target i sees `taps` sources from
// `source + i · advance` on, through the filter's places from `tap` on, `tap_step` apart.
struct Side {
  int64_t targets, first, step, source, advance, taps, tap, tap_step;
};

// Images, and those that they are turned into; how far apart the filter's values are along each of its sides.
struct Images {
  int64_t batch, height, width, channels, target_height, target_width, outputs;
  int64_t filter_row, filter_column, filter_channel, filter_output;
};

// The targets of two sides: each a sum over the taps of both and over channels.
struct Sweep {
  const Images& images;
  const Side &down, &across;
  // Values to each tap down; outputs, filled up to whole vectors; rows of targets in all images.
  int64_t depth, columns, rows;
  // Whether each target sees the pixel in its own place, so that rows can be looked at where they lie. If so they are cut where they are long; if not they are copied with
  // what is around them, several together where they are short.
  bool plain;
  int64_t length, parts, together, groups, copied;

  Sweep(const Images& images, const Side& down, const Side& across)
      : images(images),
        down(down),
        across(across),
        depth(across.taps * images.channels),
        columns((images.outputs + STEP - 1) / STEP * STEP),
        rows(images.batch * down.targets),
        plain(down.taps == 1 && across.taps == 1 && across.advance == 1 && across.source == 0 && down.source == 0 &&
              down.advance == 1 && down.targets == images.height && across.targets <= images.width) {
    const int64_t sixteenth = plain ? (across.targets + 15) / 16 : across.targets;
    length = plain ? std::max<int64_t>(20, std::min(NEAR / images.channels, sixteenth) / 20 * 20) : across.targets;
    parts = (across.targets + length - 1) / length;
    copied = ((length - 1) * across.advance + across.taps) * images.channels;
    const int64_t near = NEAR / std::max<int64_t>(1, down.taps * copied);
    together = parts > 1 ? 1 : std::max<int64_t>(1, std::min(near, (rows + 15) / 16));
    groups = (rows + together - 1) / together;
  }

  // A panel of the filter, for the outputs from `first` on: [taps down, taps across, channels, outputs].
  void pack(const float* filter, int64_t first, float* panel) const {
    const int64_t wide = std::min(PANEL, columns - first), real = std::min(wide, images.outputs - first);
    for (int64_t place = 0; place < down.taps * across.taps; place++) {
      const float* from = filter + first * images.filter_output +
                          (down.tap + place / across.taps * down.tap_step) * images.filter_row +
                          (across.tap + place % across.taps * across.tap_step) * images.filter_column;
      // What lies side by side in the filter is read together: outputs, or channels.
      for (int64_t channel = 0; images.filter_output == 1 && channel < images.channels; channel++, panel += wide) {
        std::copy_n(from + channel * images.filter_channel, real, panel);
        std::fill_n(panel + real, wide - real, 0.0f);
      }
      for (int64_t channel = 0; images.filter_output != 1 && channel < images.channels; channel += STEP) {
        const int64_t some = std::min(STEP, images.channels - channel);
        for (int64_t o = 0; o < wide; o++) {
          const float* values = from + channel * images.filter_channel + o * images.filter_output;
          for (int64_t k = 0; k < some; k++) panel[k * wide + o] = o < real ? values[k * images.filter_channel] : 0.0f;
        }
        panel += some * wide;
      }
    }
  }

  // The sources of a row's targets: [taps down, copied].
  void copy(const float* x, int64_t row, float* to) const {
    const float* image = x + row / down.targets * images.height * images.width * images.channels;
    for (int64_t t = 0; t < down.taps; t++, to += copied) {
      copyRow(image, images.height, images.width, images.channels,
              down.source + row % down.targets * down.advance + t, across.source, copied / images.channels, to);
    }
  }

  void compute(int64_t item, const float* x, const float* panel, float* y) const {
    static thread_local std::vector<float> gathered, narrow;
    static thread_local std::vector<float*> places;
    const int64_t first = item / parts * together, last = std::min(rows, first + together);
    const int64_t column = item % parts * length, count = std::min(length, across.targets - column);
    const float* from = x + (first * images.width + column) * images.channels;
    if (!plain) {
      float* kept = room(gathered, together * down.taps * copied);
      for (int64_t row = first; row < last; row++) copy(x, row, kept + (row - first) * down.taps * copied);
      from = kept;
    }
    places.resize(last - first);
    for (int64_t o = 0; o < images.outputs; o += PANEL) {
      const int64_t wide = std::min(PANEL, columns - o), real = std::min(wide, images.outputs - o);
      const int64_t pitch = across.step * images.outputs;
      float* between = real == wide ? nullptr : room(narrow, (last - first) * count * wide);
      for (int64_t row = first; row < last; row++) {
        places[row - first] = between == nullptr ? targetOf(row, column, y) + o : between + (row - first) * count * wide;
      }
      multiply({from, last - first, plain ? images.width * images.channels : down.taps * copied, count,
                across.advance * images.channels, down.taps, copied, depth, panel, wide, places.data(),
                between == nullptr ? pitch : wide});
      for (int64_t row = first; between != nullptr && row < last; row++) {
        float* to = targetOf(row, column, y) + o;
        for (int64_t p = 0; p < count; p++) std::copy_n(places[row - first] + p * wide, real, to + p * pitch);
      }
      panel += down.taps * depth * wide;
    }
  }

  // The target in some place of a row of targets.
  float* targetOf(int64_t row, int64_t column, float* y) const {
    const int64_t target = row / down.targets * images.target_height + down.first + row % down.targets * down.step;
    return y + (target * images.target_width + across.first + column * across.step) * images.outputs;
  }

  void run(const float* x, const float* filter, float* y) const {
    static thread_local std::vector<float> packed;
    float* panels = room(packed, down.taps * depth * columns);
    share((images.outputs + PANEL - 1) / PANEL, [&](int64_t panel) {
      pack(filter, panel * PANEL, panels + panel * PANEL * down.taps * depth);
    });
    share(groups * parts, [&](int64_t item) { compute(item, x, panels, y); });
  }
};

// Convolutions of single pixels look at all pixels as one row.
Convolution flat(const Convolution& c) {
  if (!c.pointwise()) return c;
  const int64_t pixels = c.batch * c.height * c.width;
  return {1, 1, pixels, c.channels, 1, pixels, c.outputs, 1, 1, 0};
}

// Of the inputs along one side every stride-th, from `phase` on, and the outputs that saw them: the last tap first.
Side backward(int64_t inputs, int64_t phase, const Convolution& c) {
  const int64_t first = (phase + c.padding) % c.stride;
  const int64_t taps = first < c.size ? (c.size - first + c.stride - 1) / c.stride : 0;
  const int64_t source = (phase + c.padding - first) / c.stride - taps + 1;
  const int64_t targets = (inputs - phase + c.stride - 1) / c.stride;
  return {targets, phase, c.stride, source, 1, taps, first + (taps - 1) * c.stride, -c.stride};
}

}  // namespace

bool canConvolve() { return hasTiles(); }

void convolve(const Convolution& given, const float* x, const float* filter, float* y) {
  const Convolution c = flat(given);
  const Images images{c.batch,      c.height,  c.width,
                      c.channels,   c.out_height, c.out_width,
                      c.outputs,    c.size * c.channels * c.outputs, c.channels * c.outputs,
                      c.outputs,    1};
  const Side down{c.out_height, 0, 1, -c.padding, c.stride, c.size, 0, 1};
  const Side across{c.out_width, 0, 1, -c.padding, c.stride, c.size, 0, 1};
  Sweep(images, down, across).run(x, filter, y);
}

void convolveInputGradient(const Convolution& given, const float* upstream, const float* filter, float* gradient) {
  const Convolution c = flat(given);
  const Images images{c.batch,      c.out_height, c.out_width,
                      c.outputs,    c.height,     c.width,
                      c.channels,   c.size * c.channels * c.outputs, c.channels * c.outputs,
                      1,            c.outputs};
  for (int64_t row = 0; row < std::min(c.stride, c.height); row++) {
    for (int64_t column = 0; column < std::min(c.stride, c.width); column++) {
      Sweep(images, backward(c.height, row, c), backward(c.width, column, c)).run(upstream, filter, gradient);
    }
  }
}

}  // namespace cbm
