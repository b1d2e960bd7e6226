// Adamax and AdamW.
#pragma once

#include <cstdint>
#include <vector>

namespace cbm {

// One parameter's settings. What is 1 minus another is given, since float32 would lose digits.
struct AdamSettings {
  float learning_rate, beta1, rest1, beta2, rest2, epsilon, weight_decay, kept;
};

// One parameter's update: its values, and where the new ones go.
struct AdamUpdate {
  int64_t size;
  const float *weight, *first, *second, *gradient;
  float *new_weight, *new_first, *new_second;
  AdamSettings settings;
};

// Updates by g = gradient + weight_decay · w; m = beta1 · m + rest1 · g; v = max(beta2 · v, |g| + epsilon);
// w − learning_rate / bias1 · m / v.
void adamax(const std::vector<AdamUpdate>& parameters, float bias1);

// Updates by m = beta1 · m + rest1 · g; v = beta2 · v + rest2 · g²;
// kept · w − learning_rate / bias1 · m / (√v / √bias2 + epsilon).
void adamw(const std::vector<AdamUpdate>& parameters, float bias1, float bias2);

}  // namespace cbm
