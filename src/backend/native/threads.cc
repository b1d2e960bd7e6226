#include "threads.h"

#include <atomic>
#include <condition_variable>
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
  std::atomic<int64_t> next{0};
  std::atomic<int64_t> done{0};

  // Ends the process if `work` runs out of memory: other threads may still be using it.
  void run() noexcept {
    for (int64_t i; (i = next.fetch_add(1)) < count;) {
      (*work)(i);
      done.fetch_add(1, std::memory_order_release);
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
    bool sleepers;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      current_ = loop;
      generation_.fetch_add(1, std::memory_order_release);
      sleepers = asleep_ > 0;
    }
    if (sleepers) wake_.notify_all();
    loop->run();
    // Others finish what they have begun and find nothing more after it, so `work` may go.
    while (loop->done.load(std::memory_order_acquire) < count) pause();
  }

 private:
  void wait() {
    uint64_t seen = 0;
    for (;;) {
      for (int i = 0; i < SPINS && generation_.load(std::memory_order_acquire) == seen; i++) pause();
      std::shared_ptr<Loop> loop;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        asleep_++;
        wake_.wait(lock, [&] { return generation_.load() != seen; });
        asleep_--;
        seen = generation_.load();
        loop = current_;
      }
      loop->run();
    }
  }

  bool alone_ = true;
  std::mutex mutex_;
  std::condition_variable wake_;
  int asleep_ = 0;
  std::atomic<uint64_t> generation_{0};
  std::shared_ptr<Loop> current_;
};

// Returns CBM_KERNEL_THREADS, by default one thread per core.
int threadCount() {
  const char* wanted = std::getenv("CBM_KERNEL_THREADS");
  const int count = wanted == nullptr ? 0 : std::atoi(wanted);
  return count > 0 ? count : static_cast<int>(std::thread::hardware_concurrency());
}

}  // namespace

void share(int64_t count, const std::function<void(int64_t)>& work) {
  // Never destroyed: its threads wait until the process ends.
  static Pool* const pool = new Pool(threadCount());
  pool->share(count, work);
}

}  // namespace cbm
