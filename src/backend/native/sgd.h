// Stochastic gradient descent.
#pragma once

#include <cstdint>
#include <vector>

namespace cbm {

// One parameter's update: its values, and where the new ones go. Without momentum there are no velocities.
struct Descent {
  int64_t size;
  const float *weight, *velocity, *gradient;
  float *new_weight, *new_velocity;
  float learning_rate, momentum, weight_decay;
  bool nesterov;
};

// Updates by PyTorch's rule: g = gradient + weight_decay · w; v = momentum · v + g; w − learning_rate · v
// (Nesterov: of g + momentum · v).
void descend(const std::vector<Descent>& parameters);

}  // namespace cbm
