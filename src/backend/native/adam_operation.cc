// A step of Adamax or AdamW for all parameters as one TensorFlow operation, registered on loading.
#include <cstring>

#include "adam.h"
#include "call.h"

namespace cbm {
namespace {

// An operation's settings.
struct Settings {
  int64_t count = 0;
  unsigned char decoupled = 0;
};

void* create(TF_OpKernelConstruction* construction) {
  auto* settings = new Settings;
  Status status;
  TF_OpKernelConstruction_GetAttrInt64(construction, "N", &settings->count, status.raw);
  if (status.ok()) {
    TF_OpKernelConstruction_GetAttrBool(construction, "decoupled", &settings->decoupled, status.raw);
  }
  if (!status.ok()) TF_OpKernelConstruction_Failure(construction, status.raw);
  return settings;
}

void destroy(void* settings) { delete static_cast<Settings*>(settings); }

// Updates all parameters, by AdamW if decoupled, else by Adamax. Inputs: weights, first and second moments,
// gradients, AdamSettings of each, bias1 and bias2.
void compute(void* kernel, TF_OpKernelContext* context) {
  const Settings& settings = *static_cast<Settings*>(kernel);
  const int64_t count = settings.count;
  constexpr int64_t FIELDS = sizeof(AdamSettings) / sizeof(float);
  Call call(context);
  const float* fields = call.vector(static_cast<int>(4 * count), FIELDS * count);
  const float* bias1 = call.vector(static_cast<int>(4 * count + 1), 1);
  const float* bias2 = call.vector(static_cast<int>(4 * count + 2), 1);
  std::vector<AdamUpdate> parameters(count);
  for (int64_t i = 0; i < count && call.ok(); i++) {
    TF_Tensor* weight = call.input(static_cast<int>(i));
    if (!call.ok()) return;
    AdamUpdate& update = parameters[i];
    const std::vector<int64_t> shape = shapeOf(weight);
    update.size = TF_TensorElementCount(weight);
    update.weight = call.values<float>(weight);
    update.first = call.vector(static_cast<int>(count + i), update.size);
    update.second = call.vector(static_cast<int>(2 * count + i), update.size);
    update.gradient = call.vector(static_cast<int>(3 * count + i), update.size);
    update.new_weight = call.output<float>(static_cast<int>(i), TF_FLOAT, shape);
    update.new_first = call.output<float>(static_cast<int>(count + i), TF_FLOAT, shape);
    update.new_second = call.output<float>(static_cast<int>(2 * count + i), TF_FLOAT, shape);
    if (call.ok()) std::memcpy(&update.settings, fields + FIELDS * i, sizeof(AdamSettings));
  }
  if (!call.ok()) return;
  if (settings.decoupled) adamw(parameters, *bias1, *bias2);
  else adamax(parameters, *bias1);
}

__attribute__((constructor)) void registerAdam() {
  registerOperation({
      .name = "CbmAdam",
      .attributes = {"N: int >= 1", "decoupled: bool"},
      .inputs = {"weights: N * float", "firsts: N * float", "seconds: N * float", "gradients: N * float",
                 "settings: float", "bias1: float", "bias2: float"},
      .outputs = {"new_weights: N * float", "new_firsts: N * float", "new_seconds: N * float"},
      .create = create,
      .destroy = destroy,
      .kernels = {{static_cast<TF_DataType>(0), compute}},
  });
}

}  // namespace
}  // namespace cbm
