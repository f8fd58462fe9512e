#include "machine/free_memory.h"

#include <atomic>
#include <chrono>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace mien {

void give_back_free_memory() {
  using Clock = std::chrono::steady_clock;
  static std::atomic<Clock::duration> last{-std::chrono::hours(1)};
  const Clock::duration now = Clock::now().time_since_epoch();
  Clock::duration before = last;
  if (now - before < std::chrono::seconds(5) || !last.compare_exchange_strong(before, now)) return;
#ifdef __GLIBC__
  ::malloc_trim(0);
#endif
}

}  // namespace mien
