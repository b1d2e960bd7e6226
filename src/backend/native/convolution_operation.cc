// Convolution and its gradients as TensorFlow operations, registered on loading if the processor has
// the instructions.
#include "call.h"
#include "convolution.h"

namespace cbm {
namespace {

// An operation's settings: the height and width of images, or the filter's size, if no input has that shape.
struct Settings {
  int64_t stride = 0, padding = 0, height = 0, width = 0, size = 0;
};

// Reads one setting.
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

// Tells whether the sizes are those of a convolution; refuses the call otherwise.
bool fits(Call& call, const Convolution& c) {
  if (!call.ok()) return false;
  const auto outputs = [&](int64_t length) {
    return length + 2 * c.padding < c.size ? 0 : (length + 2 * c.padding - c.size) / c.stride + 1;
  };
  const bool right = c.stride > 0 && c.padding >= 0 && c.size > 0 && c.batch >= 0 && c.channels > 0 &&
                     c.outputs > 0 && c.height >= 0 && c.width >= 0 && c.out_height > 0 && c.out_width > 0 &&
                     outputs(c.height) == c.out_height && outputs(c.width) == c.out_width;
  if (!right) call.refuse("the sizes of images, filter and result do not match");
  return right;
}

// Tells whether both tensors have four axes; refuses the call otherwise.
bool haveFourAxes(Call& call, TF_Tensor* one, TF_Tensor* other) {
  if (!call.ok()) return false;
  if (TF_NumDims(one) == 4 && TF_NumDims(other) == 4) return true;
  call.refuse("images and filters must have four axes");
  return false;
}

void compute(void* kernel, TF_OpKernelContext* context) {
  const Settings& s = *static_cast<Settings*>(kernel);
  Call call(context);
  TF_Tensor *x = call.input(0), *filter = call.input(1);
  if (!haveFourAxes(call, x, filter)) return;
  Convolution c{
      .batch = TF_Dim(x, 0),
      .height = TF_Dim(x, 1),
      .width = TF_Dim(x, 2),
      .channels = TF_Dim(x, 3),
      .out_height = 0,
      .out_width = 0,
      .outputs = TF_Dim(filter, 3),
      .size = TF_Dim(filter, 0),
      .stride = s.stride,
      .padding = s.padding,
  };
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
  if (!haveFourAxes(call, upstream, filter)) return;
  Convolution c{
      .batch = TF_Dim(upstream, 0),
      .height = s.height,
      .width = s.width,
      .channels = TF_Dim(filter, 2),
      .out_height = TF_Dim(upstream, 1),
      .out_width = TF_Dim(upstream, 2),
      .outputs = TF_Dim(filter, 3),
      .size = TF_Dim(filter, 0),
      .stride = s.stride,
      .padding = s.padding,
  };
  if (TF_Dim(filter, 1) != c.size || TF_Dim(upstream, 3) != c.outputs) c.size = 0;
  if (!fits(call, c)) return;
  float* gradient = call.output<float>(0, TF_FLOAT, {c.batch, c.height, c.width, c.channels});
  if (call.ok()) convolveInputGradient(c, call.values<float>(upstream), call.values<float>(filter), gradient);
}

void computeFilterGradient(void* kernel, TF_OpKernelContext* context) {
  const Settings& s = *static_cast<Settings*>(kernel);
  Call call(context);
  TF_Tensor *x = call.input(0), *upstream = call.input(1);
  if (!haveFourAxes(call, x, upstream)) return;
  Convolution c{
      .batch = TF_Dim(x, 0),
      .height = TF_Dim(x, 1),
      .width = TF_Dim(x, 2),
      .channels = TF_Dim(x, 3),
      .out_height = TF_Dim(upstream, 1),
      .out_width = TF_Dim(upstream, 2),
      .outputs = TF_Dim(upstream, 3),
      .size = s.size,
      .stride = s.stride,
      .padding = s.padding,
  };
  if (TF_Dim(upstream, 0) != c.batch) c.size = 0;
  if (!fits(call, c)) return;
  float* gradient = call.output<float>(0, TF_FLOAT, {c.size, c.size, c.channels, c.outputs});
  if (call.ok()) convolveFilterGradient(c, call.values<float>(x), call.values<float>(upstream), gradient);
}

constexpr auto ANY = static_cast<TF_DataType>(0);

__attribute__((constructor)) void registerConvolution() {
  if (!canConvolve()) return;
  const std::vector<const char*> window = {"stride: int", "padding: int"};
  registerOperation({
      .name = "CbmConvolve",
      .attributes = window,
      .inputs = {"x: float", "filter: float"},
      .outputs = {"y: float"},
      .create = create<false, false>,
      .destroy = destroy,
      .kernels = {{ANY, compute}},
  });
  registerOperation({
      .name = "CbmConvolveInputGrad",
      .attributes = {window[0], window[1], "height: int", "width: int"},
      .inputs = {"upstream: float", "filter: float"},
      .outputs = {"gradient: float"},
      .create = create<true, false>,
      .destroy = destroy,
      .kernels = {{ANY, computeInputGradient}},
  });
  registerOperation({
      .name = "CbmConvolveFilterGrad",
      .attributes = {window[0], window[1], "size: int"},
      .inputs = {"x: float", "upstream: float"},
      .outputs = {"gradient: float"},
      .create = create<false, true>,
      .destroy = destroy,
      .kernels = {{ANY, computeFilterGradient}},
  });
}

}  // namespace
}  // namespace cbm
