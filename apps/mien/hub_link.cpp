#include "hub_link.h"

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "mien/error.h"

namespace {

constexpr std::chrono::seconds kPulse{60};
/// Lines in the log of one report: the rest is counted.
constexpr std::size_t kMostTold = 10;

}  // namespace

HubLink::HubLink(mien::fleet::HubDesk* desk, std::string file, mien::serve::Service& service)
    : desk_(desk),
      file_(std::move(file)),
      service_(service),
      crew_([&service](const std::string& thread, std::exception_ptr) {
        service.log().error(mien::LogKind::thread, "thread " + thread + " ended");
      }) {}

void HubLink::start() {
  if (!desk_ || std::exchange(started_, true)) return;
  crew_.start("mien-hub", [this](std::stop_token stop) {
    const std::stop_callback both(stop, [this] { ask_to_stop(); });
    while (!end_.stop_requested()) {
      report();
      mien::nap(end_.get_token(), kPulse);
    }
  });
}

// A hub that is away costs a line in the log, nothing else.
void HubLink::report() {
  try {
    std::set<std::int64_t> open;
    std::size_t fresh = 0;
    for (const mien::fleet::Proposal& one : desk_->report(*service_.config().now())) {
      open.insert(one.id);
      if (told_.contains(one.id) || ++fresh > kMostTold) continue;
      service_.log().warn(
          mien::LogKind::config,
          fmt::format("the hub proposes a change of camera {}: {} (mien hub proposals -f {} -c "
                      "FILE shows it; nothing changes unless you accept it)",
                      one.camera, one.words, file_));
    }
    if (fresh > kMostTold)
      service_.log().warn(mien::LogKind::config,
                          fmt::format("the hub proposes {} more changes", fresh - kMostTold));
    told_ = std::move(open);
    if (!std::exchange(trouble_, "").empty())
      service_.log().info(mien::LogKind::service, "the hub answers again");
  } catch (const mien::Error& error) {
    if (end_.stop_requested()) return;  // nobody waited for the answer
    if (std::exchange(trouble_, error.what()) != error.what())
      service_.log().warn(mien::LogKind::service,
                          std::string("this store cannot report to its hub: ") + error.what());
  }
}
