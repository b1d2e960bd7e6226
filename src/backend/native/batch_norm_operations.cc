// Batch normalisation as TensorFlow operations, registered on loading.
#include "batch_norm.h"
#include "call.h"
#include "numbers.h"

namespace cbm {
namespace {

// An operation's settings; without a residual, that input is not read.
struct Settings {
  float epsilon = 0;
  int64_t activation = NONE;
  unsigned char residual = 0;
};

void* create(TF_OpKernelConstruction* construction) {
  auto* settings = new Settings;
  Status status;
  TF_OpKernelConstruction_GetAttrFloat(construction, "epsilon", &settings->epsilon, status.raw);
  if (status.ok()) {
    TF_OpKernelConstruction_GetAttrInt64(construction, "activation", &settings->activation, status.raw);
  }
  if (status.ok()) {
    TF_OpKernelConstruction_GetAttrBool(construction, "with_residual", &settings->residual, status.raw);
  }
  if (!status.ok()) TF_OpKernelConstruction_Failure(construction, status.raw);
  return settings;
}

void destroy(void* settings) { delete static_cast<Settings*>(settings); }

// Returns the normalisation of x, without weight and bias; refuses an empty x.
Normalization normalizationOf(Call& call, const Settings& settings, TF_Tensor* x) {
  Normalization norm{
      .rows = 0,
      .channels = 0,
      .epsilon = settings.epsilon,
      .activation = static_cast<Activation>(settings.activation),
      .weight = nullptr,
      .bias = nullptr,
  };
  if (x == nullptr) return norm;
  const int rank = TF_NumDims(x);
  norm.channels = rank == 0 ? 0 : TF_Dim(x, rank - 1);
  norm.rows = norm.channels == 0 ? 0 : TF_TensorElementCount(x) / norm.channels;
  if (norm.rows == 0) call.refuse("cannot normalise an empty x");
  return norm;
}

// Tells whether a tensor has as many values as x; refuses the call otherwise.
bool sameSize(Call& call, const char* name, TF_Tensor* one, TF_Tensor* other) {
  if (!call.ok() || one == nullptr || other == nullptr) return false;
  if (TF_TensorElementCount(one) == TF_TensorElementCount(other)) return true;
  call.refuse(std::string(name) + " does not have as many values as x");
  return false;
}

// Normalises x. Inputs: x, weight, bias, mean and variance in inference, and the residual.
template <typename T, bool training>
void forward(void* kernel, TF_OpKernelContext* context) {
  const Settings& settings = *static_cast<Settings*>(kernel);
  Call call(context);
  TF_Tensor* x = call.input(0);
  Normalization norm = normalizationOf(call, settings, x);
  norm.weight = call.vector(1, norm.channels);
  norm.bias = call.vector(2, norm.channels);
  const float* mean = training ? nullptr : call.vector(3, norm.channels);
  const float* given = training ? nullptr : call.vector(4, norm.channels);
  TF_Tensor* residual = call.input(training ? 3 : 5);
  const bool added = settings.residual != 0;
  if (added && !sameSize(call, "the residual", residual, x)) return;
  if (!call.ok()) return;
  const T* values = call.values<T>(x);
  T* y = call.output<T>(0, TF_TensorType(x), shapeOf(x));
  std::vector<double> variance(norm.channels);
  if (training) {
    float* own_mean = call.output<float>(1, TF_FLOAT, {norm.channels});
    float* biased = call.output<float>(2, TF_FLOAT, {norm.channels});
    float* unbiased = call.output<float>(3, TF_FLOAT, {norm.channels});
    if (!call.ok()) return;
    statistics(norm, values, own_mean, variance.data());
    const double correction = static_cast<double>(norm.rows) / (norm.rows > 1 ? norm.rows - 1 : 1);
    for (int64_t c = 0; c < norm.channels; c++) {
      biased[c] = static_cast<float>(variance[c]);
      unbiased[c] = static_cast<float>(variance[c] * correction);
    }
    mean = own_mean;
  } else {
    variance.assign(given, given + norm.channels);
  }
  if (!call.ok()) return;
  normalize(norm, values, mean, variance.data(), added ? call.values<T>(residual) : nullptr, y);
}

// Computes the gradients. Inputs: upstream, x, the output (read by RELU alone), weight, bias, mean, variance.
// The residual's gradient is computed if it is not upstream itself.
template <typename T>
void gradient(void* kernel, TF_OpKernelContext* context) {
  const Settings& settings = *static_cast<Settings*>(kernel);
  Call call(context);
  TF_Tensor *upstream = call.input(0), *x = call.input(1), *y = call.input(2);
  Normalization norm = normalizationOf(call, settings, x);
  if (!sameSize(call, "upstream", upstream, x)) return;
  if (norm.activation == RELU && !sameSize(call, "the output", y, x)) return;
  norm.weight = call.vector(3, norm.channels);
  norm.bias = call.vector(4, norm.channels);
  const float *mean = call.vector(5, norm.channels), *given = call.vector(6, norm.channels);
  if (!call.ok()) return;
  const std::vector<double> variance(given, given + norm.channels);
  const auto shape = shapeOf(x);
  const TF_DataType type = TF_TensorType(x);
  T* x_gradient = call.output<T>(0, type, shape);
  float* weight_gradient = call.output<float>(1, TF_FLOAT, {norm.channels});
  float* bias_gradient = call.output<float>(2, TF_FLOAT, {norm.channels});
  const bool keep = settings.residual && norm.activation == RELU;
  T* residual_gradient = call.output<T>(3, type, keep ? shape : std::vector<int64_t>{0});
  if (!call.ok()) return;
  normalizeGradient(norm, call.values<T>(upstream), call.values<T>(x),
                    norm.activation == RELU ? call.values<T>(y) : nullptr, mean, variance.data(), x_gradient,
                    weight_gradient, bias_gradient, keep ? residual_gradient : nullptr);
}

__attribute__((constructor)) void registerBatchNorm() {
  const std::vector<const char*> attributes = {"T: {float, bfloat16}", "epsilon: float", "activation: int",
                                               "with_residual: bool"};
  registerOperation({
      .name = "CbmBatchNorm",
      .attributes = attributes,
      .inputs = {"x: T", "weight: float", "bias: float", "residual: T"},
      .outputs = {"y: T", "mean: float", "variance: float", "unbiased: float"},
      .create = create,
      .destroy = destroy,
      .kernels = {{TF_FLOAT, forward<float, true>}, {TF_BFLOAT16, forward<BFloat16, true>}},
  });
  registerOperation({
      .name = "CbmNormalize",
      .attributes = attributes,
      .inputs = {"x: T", "weight: float", "bias: float", "mean: float", "variance: float", "residual: T"},
      .outputs = {"y: T"},
      .create = create,
      .destroy = destroy,
      .kernels = {{TF_FLOAT, forward<float, false>}, {TF_BFLOAT16, forward<BFloat16, false>}},
  });
  registerOperation({
      .name = "CbmBatchNormGrad",
      .attributes = attributes,
      .inputs = {"upstream: T", "x: T", "output: T", "weight: float", "bias: float", "mean: float",
                 "variance: float"},
      .outputs = {"x_gradient: T", "weight_gradient: float", "bias_gradient: float", "residual_gradient: T"},
      .create = create,
      .destroy = destroy,
      .kernels = {{TF_FLOAT, gradient<float>}, {TF_BFLOAT16, gradient<BFloat16>}},
  });
}

}  // namespace
}  // namespace cbm
