// Stochastic gradient descent of all parameters as one TensorFlow operation, registered on loading.
#include "call.h"
#include "sgd.h"

namespace cbm {
namespace {

// Settings of each parameter: learning rate, momentum, weight decay, and whether to use Nesterov's rule.
constexpr int64_t SETTINGS = 4;

void* create(TF_OpKernelConstruction* construction) {
  auto* count = new int64_t(0);
  Status status;
  TF_OpKernelConstruction_GetAttrInt64(construction, "N", count, status.raw);
  if (!status.ok()) TF_OpKernelConstruction_Failure(construction, status.raw);
  return count;
}

void destroy(void* count) { delete static_cast<int64_t*>(count); }

// Updates all parameters. Inputs: weights, velocities (any size if momentum is 0), gradients, settings.
void compute(void* kernel, TF_OpKernelContext* context) {
  const int64_t count = *static_cast<int64_t*>(kernel);
  Call call(context);
  const float* settings = call.vector(static_cast<int>(3 * count), SETTINGS * count);
  std::vector<Descent> parameters(count);
  for (int64_t i = 0; i < count && call.ok(); i++, settings += SETTINGS) {
    TF_Tensor *weight = call.input(i), *velocity = call.input(count + i),
              *gradient = call.input(2 * count + i);
    if (!call.ok()) return;
    Descent& d = parameters[i];
    d.size = TF_TensorElementCount(weight);
    d.momentum = settings[1];
    const bool moving = d.momentum != 0;
    if (TF_TensorElementCount(gradient) != d.size || (moving && TF_TensorElementCount(velocity) != d.size)) {
      call.refuse("parameter " + std::to_string(i) + ", its velocity and its gradient differ in size");
      return;
    }
    d.learning_rate = settings[0];
    d.weight_decay = settings[2];
    d.nesterov = settings[3] != 0;
    d.weight = call.values<float>(weight);
    d.gradient = call.values<float>(gradient);
    d.velocity = moving ? call.values<float>(velocity) : nullptr;
    d.new_weight = call.output<float>(i, TF_FLOAT, shapeOf(weight));
    d.new_velocity =
        call.output<float>(count + i, TF_FLOAT, moving ? shapeOf(velocity) : std::vector<int64_t>{0});
  }
  if (call.ok()) descend(parameters);
}

__attribute__((constructor)) void registerSgd() {
  registerOperation({
      .name = "CbmSgd",
      .attributes = {"N: int >= 1"},
      .inputs = {"weights: N * float", "velocities: N * float", "gradients: N * float", "settings: float"},
      .outputs = {"new_weights: N * float", "new_velocities: N * float"},
      .create = create,
      .destroy = destroy,
      .kernels = {{static_cast<TF_DataType>(0), compute}},
  });
}

}  // namespace
}  // namespace cbm
