// Convolution and its gradients as TensorFlow operations, made known when this library is loaded, where the processor
// has the instructions.
#include "call.h"
#include "convolution.h"

namespace cbm {
namespace {

// An operation's settings: the height and width of images, or the filter's size, where no input has that shape.
struct Settings {
  int64_t stride = 0, padding = 0, height = 0, width = 0, size = 0;
};

void read(TF_OpKernelConstruction* construction, const char* name, int64_t* value, Status& status) {
  if (status.ok()) TF_OpKernelConstruction_GetAttrInt64(construction, name, value, status.raw);
}

template <bool of_images, bool of_filter>
void* create(TF_OpKernelConstruction* construction) {
  auto* settings = new Settings;
  Status status;
  read(construction, "stride", &settings->stride, status);
  read(construction, "padding", &settings->padding, status);
  if (of_images) read(construction, "height", &settings->height, status);
  if (of_images) read(construction, "width", &settings->width, status);
  if (of_filter) read(construction, "size", &settings->size, status);
  if (!status.ok()) TF_OpKernelConstruction_Failure(construction, status.raw);
  return settings;
}

void destroy(void* settings) { delete static_cast<Settings*>(settings); }

// Says what does not fit: filters [size, size, channels, outputs], and images that each other's sizes follow from.
bool fits(Call& call, const Convolution& c) {
  if (!call.ok()) return false;
  const auto side = [&](int64_t length) {
    return length + 2 * c.padding < c.size ? 0 : (length + 2 * c.padding - c.size) / c.stride + 1;
  };
  const bool right = c.stride > 0 && c.padding >= 0 && c.size > 0 && c.batch >= 0 && c.channels > 0 && c.outputs > 0 &&
                     c.height >= 0 && c.width >= 0 && c.out_height > 0 && c.out_width > 0 && side(c.height) == c.out_height &&
                     side(c.width) == c.out_width;
  if (!right) call.refuse("images, filter and what comes of them do not belong together");
  return right;
}

bool fourSided(Call& call, TF_Tensor* one, TF_Tensor* other) {
  if (!call.ok()) return false;
  if (TF_NumDims(one) == 4 && TF_NumDims(other) == 4) return true;
  call.refuse("images and filters have four sides");
  return false;
}

void compute(void* kernel, TF_OpKernelContext* context) {
  const Settings& s = *static_cast<Settings*>(kernel);
  Call call(context);
  TF_Tensor *x = call.input(0), *filter = call.input(1);
  if (!fourSided(call, x, filter)) return;
  Convolution c{TF_Dim(x, 0), TF_Dim(x, 1), TF_Dim(x, 2), TF_Dim(x, 3), 0, 0, TF_Dim(filter, 3), TF_Dim(filter, 0),
                s.stride,     s.padding};
  if (TF_Dim(filter, 1) != c.size || TF_Dim(filter, 2) != c.channels || s.stride < 1) c.size = 0;
  else c.out_height = (c.height + 2 * c.padding - c.size) / c.stride + 1;
  if (c.size != 0) c.out_width = (c.width + 2 * c.padding - c.size) / c.stride + 1;
  if (!fits(call, c)) return;
  float* y = call.output<float>(0, TF_FLOAT, {c.batch, c.out_height, c.out_width, c.outputs});
  if (call.ok()) convolve(c, call.values<float>(x), call.values<float>(filter), y);
}

void computeInputGradient(void* kernel, TF_OpKernelContext* context) {
  const Settings& s = *static_cast<Settings*>(kernel);
  Call call(context);
  TF_Tensor *upstream = call.input(0), *filter = call.input(1);
  if (!fourSided(call, upstream, filter)) return;
  Convolution c{TF_Dim(upstream, 0), s.height,         s.width,  TF_Dim(filter, 2), TF_Dim(upstream, 1),
                TF_Dim(upstream, 2), TF_Dim(filter, 3), TF_Dim(filter, 0), s.stride, s.padding};
  if (TF_Dim(filter, 1) != c.size || TF_Dim(upstream, 3) != c.outputs) c.size = 0;
  if (!fits(call, c)) return;
  float* gradient = call.output<float>(0, TF_FLOAT, {c.batch, c.height, c.width, c.channels});
  if (call.ok()) convolveInputGradient(c, call.values<float>(upstream), call.values<float>(filter), gradient);
}

void computeFilterGradient(void* kernel, TF_OpKernelContext* context) {
  const Settings& s = *static_cast<Settings*>(kernel);
  Call call(context);
  TF_Tensor *x = call.input(0), *upstream = call.input(1);
  if (!fourSided(call, x, upstream)) return;
  Convolution c{TF_Dim(x, 0),        TF_Dim(x, 1),        TF_Dim(x, 2), TF_Dim(x, 3), TF_Dim(upstream, 1),
                TF_Dim(upstream, 2), TF_Dim(upstream, 3), s.size,       s.stride,     s.padding};
  if (TF_Dim(upstream, 0) != c.batch) c.size = 0;
  if (!fits(call, c)) return;
  float* gradient = call.output<float>(0, TF_FLOAT, {c.size, c.size, c.channels, c.outputs});
  if (call.ok()) convolveFilterGradient(c, call.values<float>(x), call.values<float>(upstream), gradient);
}

constexpr auto ANY = static_cast<TF_DataType>(0);

__attribute__((constructor)) void registerConvolution() {
  if (!canConvolve()) return;
  const std::vector<const char*> window = {"stride: int", "padding: int"};
  registerOperation({"CbmConvolve",
                     window,
                     {"x: float", "filter: float"},
                     {"y: float"},
                     create<false, false>,
                     destroy,
                     {{ANY, compute}}});
  registerOperation({"CbmConvolveInputGrad",
                     {window[0], window[1], "height: int", "width: int"},
                     {"upstream: float", "filter: float"},
                     {"gradient: float"},
                     create<true, false>,
                     destroy,
                     {{ANY, computeInputGradient}}});
  registerOperation({"CbmConvolveFilterGrad",
                     {window[0], window[1], "size: int"},
                     {"x: float", "upstream: float"},
                     {"gradient: float"},
                     create<false, true>,
                     destroy,
                     {{ANY, computeFilterGradient}}});
}

}  // namespace
}  // namespace cbm
