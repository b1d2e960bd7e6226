// Threads that wait for loops to share: spinning for a moment, then asleep.
#pragma once

#include <cstdint>
#include <functional>

namespace cbm {

// Calls work(i) once for each i below count, on this thread and those that wait. How many threads there are decides
// only who computes what; nothing may depend on the order.
void share(int64_t count, const std::function<void(int64_t)>& work);

}  // namespace cbm
