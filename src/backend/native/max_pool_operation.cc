// The gradient of max pooling as a TensorFlow operation, made known when this library is loaded.
#include "call.h"
#include "max_pool.h"

namespace cbm {
namespace {

struct Window {
  int64_t size = 0, stride = 0, padding = 0;
};

void* create(TF_OpKernelConstruction* construction) {
  auto* window = new Window;
  Status status;
  TF_OpKernelConstruction_GetAttrInt64(construction, "size", &window->size, status.raw);
  if (status.ok()) TF_OpKernelConstruction_GetAttrInt64(construction, "stride", &window->stride, status.raw);
  if (status.ok()) TF_OpKernelConstruction_GetAttrInt64(construction, "padding", &window->padding, status.raw);
  if (!status.ok()) TF_OpKernelConstruction_Failure(construction, status.raw);
  return window;
}

void destroy(void* window) { delete static_cast<Window*>(window); }

// x, the pooled values and the gradient with respect to them.
void compute(void* kernel, TF_OpKernelContext* context) {
  const Window& window = *static_cast<Window*>(kernel);
  Call call(context);
  TF_Tensor *x = call.input(0), *y = call.input(1), *upstream = call.input(2);
  if (!call.ok()) return;
  if (window.stride < 1 || window.size < 1 || window.padding < 0 || TF_NumDims(x) != 4 || TF_NumDims(y) != 4 || TF_TensorElementCount(y) != TF_TensorElementCount(upstream) ||
      TF_Dim(x, 0) != TF_Dim(y, 0) || TF_Dim(x, 3) != TF_Dim(y, 3)) {
    call.refuse("x, its pooled values and their gradient do not belong together");
    return;
  }
  const Pooling pooling{TF_Dim(x, 0), TF_Dim(x, 1), TF_Dim(x, 2),  TF_Dim(x, 3),  TF_Dim(y, 1),
                        TF_Dim(y, 2), window.size,  window.stride, window.padding};
  float* gradient = call.output<float>(0, TF_FLOAT, shapeOf(x));
  if (!call.ok()) return;
  maxPoolGradient(pooling, call.values<float>(x), call.values<float>(y), call.values<float>(upstream), gradient);
}

__attribute__((constructor)) void registerMaxPool() {
  registerOperation({"CbmMaxPoolGrad",
                     {"size: int", "stride: int", "padding: int"},
                     {"x: float", "pooled: float", "upstream: float"},
                     {"gradient: float"},
                     create,
                     destroy,
                     {{static_cast<TF_DataType>(0), compute}}});
}

}  // namespace
}  // namespace cbm
