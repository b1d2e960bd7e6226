// Biases, and GELU after them, as TensorFlow operations, registered on loading.
#include "bias.h"
#include "call.h"

namespace cbm {
namespace {

// An operation's settings.
struct Settings {
  int64_t kind = EXACT;
  unsigned char with_slope = 0;
};

void* create(TF_OpKernelConstruction* construction) {
  auto* settings = new Settings;
  Status status;
  TF_OpKernelConstruction_GetAttrInt64(construction, "kind", &settings->kind, status.raw);
  if (status.ok()) {
    TF_OpKernelConstruction_GetAttrBool(construction, "with_slope", &settings->with_slope, status.raw);
  }
  if (!status.ok()) TF_OpKernelConstruction_Failure(construction, status.raw);
  return settings;
}

void destroy(void* settings) { delete static_cast<Settings*>(settings); }

// Adds a bias. Inputs: x, bias.
void add(void*, TF_OpKernelContext* context) {
  Call call(context);
  TF_Tensor* x = call.input(0);
  const Matrix matrix = matrixOf(x);
  const float* bias = call.vector(1, matrix.columns);
  if (!call.ok()) return;
  float* y = call.output<float>(0, TF_FLOAT, shapeOf(x));
  if (call.ok()) addBias(call.values<float>(x), matrix.rows, matrix.columns, bias, y);
}

// Sums columns. Input: x.
void sum(void*, TF_OpKernelContext* context) {
  Call call(context);
  TF_Tensor* x = call.input(0);
  const Matrix matrix = matrixOf(x);
  float* sums = call.output<float>(0, TF_FLOAT, {matrix.columns});
  if (call.ok()) columnSums(call.values<float>(x), matrix.rows, matrix.columns, sums);
}

// Computes gelu(x + bias), and its derivative unless that is to be empty. Inputs: x, bias.
void activate(void* kernel, TF_OpKernelContext* context) {
  const Settings& settings = *static_cast<Settings*>(kernel);
  Call call(context);
  TF_Tensor* x = call.input(0);
  const Matrix matrix = matrixOf(x);
  const float* bias = call.vector(1, matrix.columns);
  if (!call.ok()) return;
  const std::vector<int64_t> shape = shapeOf(x);
  float* y = call.output<float>(0, TF_FLOAT, shape);
  float* slope = call.output<float>(1, TF_FLOAT, settings.with_slope ? shape : std::vector<int64_t>{0});
  if (!call.ok()) return;
  biasGelu(static_cast<Gelu>(settings.kind), call.values<float>(x), matrix.rows, matrix.columns, bias, y,
           settings.with_slope ? slope : nullptr);
}

// Computes the gradients of x and the bias. Inputs: upstream, derivative.
void gradient(void*, TF_OpKernelContext* context) {
  Call call(context);
  TF_Tensor* upstream = call.input(0);
  const Matrix matrix = matrixOf(upstream);
  const float* slope = call.vector(1, matrix.rows * matrix.columns);
  if (!call.ok()) return;
  float* x_gradient = call.output<float>(0, TF_FLOAT, shapeOf(upstream));
  float* bias_gradient = call.output<float>(1, TF_FLOAT, {matrix.columns});
  if (!call.ok()) return;
  biasGeluGradient(call.values<float>(upstream), slope, matrix.rows, matrix.columns, x_gradient,
                   bias_gradient);
}

__attribute__((constructor)) void registerBiases() {
  const TF_DataType all = static_cast<TF_DataType>(0);
  registerOperation({
      .name = "CbmAddBias",
      .attributes = {},
      .inputs = {"x: float", "bias: float"},
      .outputs = {"y: float"},
      .create = nullptr,
      .destroy = nullptr,
      .kernels = {{all, add}},
  });
  registerOperation({
      .name = "CbmColumnSums",
      .attributes = {},
      .inputs = {"x: float"},
      .outputs = {"sums: float"},
      .create = nullptr,
      .destroy = nullptr,
      .kernels = {{all, sum}},
  });
  registerOperation({
      .name = "CbmBiasGelu",
      .attributes = {"kind: int", "with_slope: bool"},
      .inputs = {"x: float", "bias: float"},
      .outputs = {"y: float", "slope: float"},
      .create = create,
      .destroy = destroy,
      .kernels = {{all, activate}},
  });
  registerOperation({
      .name = "CbmBiasGeluGrad",
      .attributes = {},
      .inputs = {"upstream: float", "slope: float"},
      .outputs = {"x_gradient: float", "bias_gradient: float"},
      .create = nullptr,
      .destroy = nullptr,
      .kernels = {{all, gradient}},
  });
}

}  // namespace
}  // namespace cbm
