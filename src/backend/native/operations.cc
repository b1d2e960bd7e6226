// TensorFlow operations, made known to it when this library is loaded. Their names begin with Cbm.
#include <cstdio>
#include <string>
#include <vector>

#include "batch_norm.h"
#include "numbers.h"
#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_datatype.h"
#include "tensorflow/c/tf_status.h"
#include "tensorflow/c/tf_tensor.h"

namespace cbm {
namespace {

// A status that is freed with its scope.
struct Status {
  TF_Status* const raw = TF_NewStatus();
  ~Status() { TF_DeleteStatus(raw); }
  bool ok() const { return TF_GetCode(raw) == TF_OK; }
};

// The inputs and outputs of one call; what goes wrong is told to TensorFlow once, at the end.
class Call {
 public:
  explicit Call(TF_OpKernelContext* context) : context_(context) {}

  ~Call() {
    for (TF_Tensor* tensor : tensors_) TF_DeleteTensor(tensor);
    if (!status_.ok()) TF_OpKernelContext_Failure(context_, status_.raw);
  }

  bool ok() const { return status_.ok(); }

  void refuse(const std::string& why) {
    if (ok()) TF_SetStatus(status_.raw, TF_INVALID_ARGUMENT, why.c_str());
  }

  TF_Tensor* input(int index) {
    TF_Tensor* tensor = nullptr;
    if (ok()) TF_GetInput(context_, index, &tensor, status_.raw);
    if (tensor != nullptr) tensors_.push_back(tensor);
    return tensor;
  }

  template <typename T>
  const T* values(TF_Tensor* tensor) {
    return tensor == nullptr ? nullptr : static_cast<const T*>(TF_TensorData(tensor));
  }

  // float32 of so many values.
  const float* vector(int index, int64_t count) {
    TF_Tensor* tensor = input(index);
    if (tensor != nullptr && TF_TensorElementCount(tensor) != count) {
      refuse("input " + std::to_string(index) + " has " + std::to_string(TF_TensorElementCount(tensor)) +
             " values, not one for each of " + std::to_string(count) + " channels");
    }
    return values<float>(tensor);
  }

  template <typename T>
  T* output(int index, TF_DataType type, const std::vector<int64_t>& shape) {
    if (!ok()) return nullptr;
    size_t bytes = TF_DataTypeSize(type);
    for (int64_t side : shape) bytes *= side;
    TF_Tensor* tensor =
        TF_AllocateOutput(context_, index, type, shape.data(), static_cast<int>(shape.size()), bytes, status_.raw);
    if (tensor == nullptr) return nullptr;
    tensors_.push_back(tensor);
    return static_cast<T*>(TF_TensorData(tensor));
  }

 private:
  TF_OpKernelContext* context_;
  Status status_;
  std::vector<TF_Tensor*> tensors_;
};

std::vector<int64_t> shapeOf(TF_Tensor* tensor) {
  std::vector<int64_t> shape(TF_NumDims(tensor));
  for (int i = 0; i < TF_NumDims(tensor); i++) shape[i] = TF_Dim(tensor, i);
  return shape;
}

// An operation's settings; without a residual, that input is not looked at.
struct Settings {
  float epsilon = 0;
  int64_t activation = NONE;
  unsigned char residual = 0;
};

void* create(TF_OpKernelConstruction* construction) {
  auto* settings = new Settings;
  Status status;
  TF_OpKernelConstruction_GetAttrFloat(construction, "epsilon", &settings->epsilon, status.raw);
  if (status.ok()) TF_OpKernelConstruction_GetAttrInt64(construction, "activation", &settings->activation, status.raw);
  if (status.ok()) TF_OpKernelConstruction_GetAttrBool(construction, "with_residual", &settings->residual, status.raw);
  if (!status.ok()) TF_OpKernelConstruction_Failure(construction, status.raw);
  return settings;
}

void destroy(void* settings) { delete static_cast<Settings*>(settings); }

Normalization normalizationOf(Call& call, const Settings& settings, TF_Tensor* x) {
  Normalization norm{0, 0, settings.epsilon, static_cast<Activation>(settings.activation), nullptr, nullptr};
  if (x == nullptr) return norm;
  const int rank = TF_NumDims(x);
  norm.channels = rank == 0 ? 0 : TF_Dim(x, rank - 1);
  norm.rows = norm.channels == 0 ? 0 : TF_TensorElementCount(x) / norm.channels;
  if (norm.rows == 0) call.refuse("there is nothing to normalise: x is empty");
  return norm;
}

bool sameSize(Call& call, const char* name, TF_Tensor* one, TF_Tensor* other) {
  if (!call.ok() || one == nullptr || other == nullptr) return false;
  if (TF_TensorElementCount(one) == TF_TensorElementCount(other)) return true;
  call.refuse(std::string(name) + " does not have as many values as x");
  return false;
}

// x, weight, bias, mean and variance where they are given, and a residual.
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

// upstream, x, the output (which RELU alone looks at), weight, bias, mean, variance. The residual's gradient is made where
// it is not upstream itself.
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

void unknownShapes(TF_ShapeInferenceContext* context, TF_Status* status) {
  TF_ShapeInferenceContextSetUnknownShape(context, status);
}

struct Operation {
  const char* name;
  std::vector<const char*> inputs, outputs;
  void (*compute_float)(void*, TF_OpKernelContext*);
  void (*compute_bfloat16)(void*, TF_OpKernelContext*);
};

bool tell(const char* name, const Status& status) {
  if (!status.ok()) std::fprintf(stderr, "%s: %s\n", name, TF_Message(status.raw));
  return status.ok();
}

void registerKernel(const Operation& operation, TF_DataType type, void (*compute)(void*, TF_OpKernelContext*)) {
  Status status;
  TF_KernelBuilder* builder = TF_NewKernelBuilder(operation.name, "CPU", create, compute, destroy);
  TF_KernelBuilder_TypeConstraint(builder, "T", type, status.raw);
  if (tell(operation.name, status)) TF_RegisterKernelBuilder(operation.name, builder, status.raw);
  tell(operation.name, status);
}

void registerOperation(const Operation& operation) {
  TF_OpDefinitionBuilder* builder = TF_NewOpDefinitionBuilder(operation.name);
  TF_OpDefinitionBuilderAddAttr(builder, "T: {float, bfloat16}");
  for (const char* attribute : {"epsilon: float", "activation: int", "with_residual: bool"}) {
    TF_OpDefinitionBuilderAddAttr(builder, attribute);
  }
  for (const char* input : operation.inputs) TF_OpDefinitionBuilderAddInput(builder, input);
  for (const char* output : operation.outputs) TF_OpDefinitionBuilderAddOutput(builder, output);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(builder, unknownShapes);
  Status status;
  TF_RegisterOpDefinition(builder, status.raw);
  if (!tell(operation.name, status)) return;
  registerKernel(operation, TF_FLOAT, operation.compute_float);
  registerKernel(operation, TF_BFLOAT16, operation.compute_bfloat16);
}

__attribute__((constructor)) void registerAll() {
  registerOperation({"CbmBatchNorm",
                     {"x: T", "weight: float", "bias: float", "residual: T"},
                     {"y: T", "mean: float", "variance: float", "unbiased: float"},
                     forward<float, true>,
                     forward<BFloat16, true>});
  registerOperation({"CbmNormalize",
                     {"x: T", "weight: float", "bias: float", "mean: float", "variance: float", "residual: T"},
                     {"y: T"},
                     forward<float, false>,
                     forward<BFloat16, false>});
  registerOperation({"CbmBatchNormGrad",
                     {"upstream: T", "x: T", "output: T", "weight: float", "bias: float", "mean: float",
                      "variance: float"},
                     {"x_gradient: T", "weight_gradient: float", "bias_gradient: float", "residual_gradient: T"},
                     gradient<float>,
                     gradient<BFloat16>});
}

}  // namespace
}  // namespace cbm
