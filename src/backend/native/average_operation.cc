// A moving average's step as a TensorFlow operation, registered on loading.
#include "call.h"

namespace cbm {
namespace {

void* create(TF_OpKernelConstruction* construction) {
  auto* momentum = new float(0);
  Status status;
  TF_OpKernelConstruction_GetAttrFloat(construction, "momentum", momentum, status.raw);
  if (!status.ok()) TF_OpKernelConstruction_Failure(construction, status.raw);
  return momentum;
}

void destroy(void* momentum) { delete static_cast<float*>(momentum); }

// Computes (1 − momentum) · average + momentum · value.
void compute(void* kernel, TF_OpKernelContext* context) {
  const float momentum = *static_cast<float*>(kernel), rest = 1.0f - momentum;
  Call call(context);
  TF_Tensor* average = call.input(0);
  if (!call.ok()) return;
  const int64_t count = TF_TensorElementCount(average);
  const float *old = call.values<float>(average), *value = call.vector(1, count);
  float* next = call.output<float>(0, TF_FLOAT, shapeOf(average));
  if (!call.ok()) return;
  for (int64_t i = 0; i < count; i++) next[i] = rest * old[i] + momentum * value[i];
}

__attribute__((constructor)) void registerAverage() {
  registerOperation({
      .name = "CbmAverage",
      .attributes = {"momentum: float"},
      .inputs = {"average: float", "value: float"},
      .outputs = {"next: float"},
      .create = create,
      .destroy = destroy,
      .kernels = {{static_cast<TF_DataType>(0), compute}},
  });
}

}  // namespace
}  // namespace cbm
