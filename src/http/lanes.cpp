#include "http/lanes.h"

#include <sys/resource.h>

namespace mien::http {

namespace {

struct Lane {
  On on;
  const char* thread;
  int threads;
  std::size_t waiting;
  int nice;    ///< above 0: gives way to cameras' threads, ratings and the writer
  bool brief;  ///< no work takes long: a thread that is silent hangs
};

constexpr Lane kLanes[] = {
    {On::kiosk, "mien-kiosk", 2, 1024, 0, true},    {On::status, "mien-status", 1, 256, 0, true},
    {On::figures, "mien-figures", 2, 64, 10, true}, {On::pictures, "mien-pictures", 2, 32, 5, true},
    {On::admin, "mien-admin", 2, 16, 0, false},  // imports
    {On::hand, "mien-hand", 1, 16, 0, false},    // pauses, whatever administration waits for
};

}  // namespace

Lanes::Lanes() {
  for (const Lane& lane : kLanes)
    pools_[static_cast<std::size_t>(lane.on)] = std::make_unique<HandlerPool>(lane.waiting);
}

bool Lanes::submit(On on, std::function<void()> work) {
  return pools_[static_cast<std::size_t>(on)]->submit(std::move(work));
}

void Lanes::start(Crew& crew, LifeSigns& signs) {
  for (const Lane& lane : kLanes) {
    HandlerPool& pool = *pools_[static_cast<std::size_t>(lane.on)];
    for (int i = 0; i < lane.threads; ++i) {
      const auto life =
          lane.brief ? signs.watch(lane.thread) : std::make_shared<LifeSign>(lane.thread);
      crew.start(lane.thread, [&pool, nice = lane.nice, life](std::stop_token stop) {
        if (nice > 0) ::setpriority(PRIO_PROCESS, 0, nice);  // of this thread alone
        pool.work(stop, *life);
      });
    }
  }
}

}  // namespace mien::http
