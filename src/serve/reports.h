#pragma once
/// \file What the cameras and the server do, as facts and states for the receivers of results.

#include <chrono>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>

#include "mien/stages.h"

namespace mien::receivers {
class Outward;
}
namespace mien::outbox {
struct Now;
}

namespace mien::serve {

struct Api;

/// `run` is the body of one thread; cameras call the rest from theirs.
class Reports : public Sink {
 public:
  Reports(const Api& api, receivers::Outward& outward) : api_(api), outward_(outward) {}

  /// States once a second; tallies (a sliding minute each) and health once a minute.
  void run(std::stop_token stop);

  void frame(const std::string& camera, const FrameResult& result) override;
  void camera(const CameraStatus& status, bool gone) override;

 private:
  struct LastSeen {
    std::int64_t people = 0;
    double steady_ms = 0;
  };

  std::int64_t people_before(const std::string& camera);
  outbox::Now now();
  void tell_states();
  void tell_tallies();
  void tell_health();
  void look_at_ratings();

  const Api& api_;
  receivers::Outward& outward_;
  std::mutex mutex_;
  std::map<std::string, LastSeen> seen_;     ///< guarded; by camera
  std::map<std::string, std::string> told_;  ///< guarded; the state of each camera
  std::map<std::string, double> ratings_;    ///< the thread's; by content
};

}  // namespace mien::serve
