// A pool of threads that share loops; idle threads spin for a moment, then sleep.
#pragma once

#include <cstdint>
#include <functional>

namespace cbm {

// Returns how many threads share loops.
int64_t threads();

// Calls work(i) once for each i below count, on this thread and those of the pool. The number of threads only
// decides which thread computes what; nothing may depend on the order.
void share(int64_t count, const std::function<void(int64_t)>& work);

}  // namespace cbm
