// The gradient of max pooling as a TensorFlow operation, registered on loading.
#include "call.h"
#include "max_pool.h"

namespace cbm {
namespace {

// The operation's settings.
struct Window {
  int64_t size = 0, stride = 0, padding = 0;
};

void* create(TF_OpKernelConstruction* construction) {
  auto* window = new Window;
  Status status;
  TF_OpKernelConstruction_GetAttrInt64(construction, "size", &window->size, status.raw);
  if (status.ok()) TF_OpKernelConstruction_GetAttrInt64(construction, "stride", &window->stride, status.raw);
  if (status.ok()) {
    TF_OpKernelConstruction_GetAttrInt64(construction, "padding", &window->padding, status.raw);
  }
  if (!status.ok()) TF_OpKernelConstruction_Failure(construction, status.raw);
  return window;
}

void destroy(void* window) { delete static_cast<Window*>(window); }

// Computes the gradient from x, the pooled values and the gradient with respect to them.
void compute(void* kernel, TF_OpKernelContext* context) {
  const Window& window = *static_cast<Window*>(kernel);
  Call call(context);
  TF_Tensor *x = call.input(0), *y = call.input(1), *upstream = call.input(2);
  if (!call.ok()) return;
  if (window.stride < 1 || window.size < 1 || window.padding < 0 || TF_NumDims(x) != 4 ||
      TF_NumDims(y) != 4 || TF_TensorElementCount(y) != TF_TensorElementCount(upstream) ||
      TF_Dim(x, 0) != TF_Dim(y, 0) || TF_Dim(x, 3) != TF_Dim(y, 3)) {
    call.refuse("the sizes of x, its pooled values and their gradient do not match");
    return;
  }
  const Pooling pooling{
      .batch = TF_Dim(x, 0),
      .height = TF_Dim(x, 1),
      .width = TF_Dim(x, 2),
      .channels = TF_Dim(x, 3),
      .out_height = TF_Dim(y, 1),
      .out_width = TF_Dim(y, 2),
      .size = window.size,
      .stride = window.stride,
      .padding = window.padding,
  };
  float* gradient = call.output<float>(0, TF_FLOAT, shapeOf(x));
  if (!call.ok()) return;
  maxPoolGradient(pooling, call.values<float>(x), call.values<float>(y), call.values<float>(upstream),
                  gradient);
}

__attribute__((constructor)) void registerMaxPool() {
  registerOperation({
      .name = "CbmMaxPoolGrad",
      .attributes = {"size: int", "stride: int", "padding: int"},
      .inputs = {"x: float", "pooled: float", "upstream: float"},
      .outputs = {"gradient: float"},
      .create = create,
      .destroy = destroy,
      .kernels = {{static_cast<TF_DataType>(0), compute}},
  });
}

}  // namespace
}  // namespace cbm
