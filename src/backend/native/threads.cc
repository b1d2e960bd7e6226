#include "threads.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>

namespace cbm {
namespace {

// A loop that threads share.
struct Loop {
  const std::function<void(int64_t)>* work;
  int64_t count;
  std::atomic<int64_t> next{0}, done{0};
  std::atomic<uint32_t> finished{0};

  // Ends the process if `work` runs out of memory: other threads may still be using it.
  void run() noexcept {
    for (int64_t i; (i = next.fetch_add(1)) < count;) {
      (*work)(i);
      if (done.fetch_add(1, std::memory_order_acq_rel) + 1 < count) continue;
      finished.store(1, std::memory_order_release);
      finished.notify_all();
    }
  }
};

// Waits for a moment without giving up the processor.
void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#else
  std::this_thread::yield();
#endif
}

// Rounds of pause(): some 80 microseconds, longer than the time between operations.
constexpr int SPINS = 4000;

// Waits until a number is no longer `old`: spins for a moment, then sleeps. If another program has taken the
// core of the thread it waits for, that thread can then continue on this one.
void waitWhile(const std::atomic<uint32_t>& number, uint32_t old) {
  for (int i = 0; i < SPINS && number.load(std::memory_order_acquire) == old; i++) pause();
  number.wait(old, std::memory_order_acquire);
}

// The threads, and the loop that they share at present.
class Pool {
 public:
  explicit Pool(int threads) {
    try {
      for (int i = 1; i < threads; i++) {
        std::thread([this] { wait(); }).detach();
        alone_ = false;
      }
    } catch (const std::system_error&) {
      // The system grants no more threads: the present ones do the work.
    }
  }

  void share(int64_t count, const std::function<void(int64_t)>& work) {
    if (alone_ || count <= 1) {
      for (int64_t i = 0; i < count; i++) work(i);
      return;
    }
    auto loop = std::make_shared<Loop>();
    loop->work = &work;
    loop->count = count;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      current_ = loop;
    }
    generation_.fetch_add(1, std::memory_order_release);
    generation_.notify_all();
    loop->run();
    // Others finish what they have begun and find nothing more after it, so `work` may go.
    waitWhile(loop->finished, 0);
  }

 private:
  void wait() {
    for (uint32_t seen = 0;;) {
      waitWhile(generation_, seen);
      std::shared_ptr<Loop> loop;
      {
        std::lock_guard<std::mutex> lock(mutex_);
        seen = generation_.load(std::memory_order_acquire);
        loop = current_;
      }
      loop->run();
    }
  }

  bool alone_ = true;
  std::mutex mutex_;
  std::atomic<uint32_t> generation_{0};
  std::shared_ptr<Loop> current_;
};

}  // namespace

int64_t threads() {
  // CBM_KERNEL_THREADS, by default one thread per core.
  static const char* const wanted = std::getenv("CBM_KERNEL_THREADS");
  static const int count = wanted == nullptr ? 0 : std::atoi(wanted);
  return count > 0 ? count : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

void share(int64_t count, const std::function<void(int64_t)>& work) {
  // Never destroyed: its threads wait until the process ends.
  static Pool* const pool = new Pool(threads());
  pool->share(count, work);
}

}  // namespace cbm
