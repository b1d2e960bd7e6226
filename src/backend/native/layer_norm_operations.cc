// Layer normalisation as TensorFlow operations, registered on loading.
#include "call.h"
#include "layer_norm.h"

namespace cbm {
namespace {

void* create(TF_OpKernelConstruction* construction) {
  auto* epsilon = new float(0);
  Status status;
  TF_OpKernelConstruction_GetAttrFloat(construction, "epsilon", epsilon, status.raw);
  if (!status.ok()) TF_OpKernelConstruction_Failure(construction, status.raw);
  return epsilon;
}

void destroy(void* epsilon) { delete static_cast<float*>(epsilon); }

// Returns the shape of x's rows, and the weight, an input.
LayerNorm normOf(Call& call, TF_Tensor* x, int weight) {
  const Matrix matrix = matrixOf(x);
  return {.rows = matrix.rows, .channels = matrix.columns, .weight = call.vector(weight, matrix.columns)};
}

// Normalises rows. Inputs: x, weight, bias.
void forward(void* kernel, TF_OpKernelContext* context) {
  Call call(context);
  TF_Tensor* x = call.input(0);
  const LayerNorm norm = normOf(call, x, 1);
  const float* bias = call.vector(2, norm.channels);
  if (!call.ok()) return;
  float* y = call.output<float>(0, TF_FLOAT, shapeOf(x));
  float* statistics = call.output<float>(1, TF_FLOAT, {norm.rows, 2});
  if (call.ok()) layerNorm(norm, call.values<float>(x), bias, *static_cast<float*>(kernel), y, statistics);
}

// Computes the gradients. Inputs: upstream, x, weight, statistics.
void gradient(void*, TF_OpKernelContext* context) {
  Call call(context);
  TF_Tensor *upstream = call.input(0), *x = call.input(1);
  const LayerNorm norm = normOf(call, x, 2);
  const float* statistics = call.vector(3, 2 * norm.rows);
  if (!call.ok()) return;
  if (TF_TensorElementCount(upstream) != norm.rows * norm.channels) {
    return call.refuse("upstream does not have as many values as x");
  }
  float* x_gradient = call.output<float>(0, TF_FLOAT, shapeOf(x));
  float* weight_gradient = call.output<float>(1, TF_FLOAT, {norm.channels});
  float* bias_gradient = call.output<float>(2, TF_FLOAT, {norm.channels});
  if (!call.ok()) return;
  layerNormGradient(norm, call.values<float>(upstream), call.values<float>(x), statistics, x_gradient,
                    weight_gradient, bias_gradient);
}

__attribute__((constructor)) void registerLayerNorm() {
  registerOperation({
      .name = "CbmLayerNorm",
      .attributes = {"epsilon: float"},
      .inputs = {"x: float", "weight: float", "bias: float"},
      .outputs = {"y: float", "statistics: float"},
      .create = create,
      .destroy = destroy,
      .kernels = {{static_cast<TF_DataType>(0), forward}},
  });
  registerOperation({
      .name = "CbmLayerNormGrad",
      .attributes = {},
      .inputs = {"upstream: float", "x: float", "weight: float", "statistics: float"},
      .outputs = {"x_gradient: float", "weight_gradient: float", "bias_gradient: float"},
      .create = nullptr,
      .destroy = nullptr,
      .kernels = {{static_cast<TF_DataType>(0), gradient}},
  });
}

}  // namespace
}  // namespace cbm
