#include "recordings/worker_deaths.h"

#include <fmt/format.h>

#include "mien/error.h"

namespace mien::recordings {

void WorkerDeaths::add(const std::string& how, std::size_t left, const std::string& thing) {
  std::lock_guard lock(mutex_);
  deaths_.push_back({how, thing, left});
}

void WorkerDeaths::end(Workshop& shop, std::size_t workers) {
  std::lock_guard lock(mutex_);
  shop.end_early(std::make_exception_ptr(Error(
      ErrorKind::internal, "worker processes",
      fmt::format("all {} died; the last: {}", workers, deaths_.empty() ? "" : deaths_.back().how),
      "what was finished is kept; check for a lack of memory (dmesg), or use fewer workers")));
}

void WorkerDeaths::tell(Workshop& shop) {
  std::lock_guard lock(mutex_);
  for (const Death& death : deaths_) {
    const bool one = death.left == 1;
    shop.incident(death.left == 0
                      ? death.how + "; it had no work in hand"
                      : fmt::format("{}; its {} {}{} {} {}", death.how, death.left, death.thing,
                                    one ? "" : "s", one ? "was" : "were",
                                    shop.stopped() ? "not finished" : "done by others"));
  }
}

}  // namespace mien::recordings
