#pragma once
/// \file How late the results of live cameras come, and what these cost.

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "mien/stages.h"

namespace mien::density {

/// Hears results and costs between `begin` and `end`. A camera's own times say how much later than
/// its quickest picture another one came out, so that what its reader was late counts too; the
/// quickest took what the runtime says, from its arrival on.
class LiveEar : public Sink {
 public:
  explicit LiveEar(const std::vector<std::string>& cameras);

  void begin() { listening_ = true; }
  void end() { listening_ = false; }

  /// Of several cameras by one thread each, at once.
  void frame(const std::string& camera, const FrameResult& result) override;
  /// As LiveHooks::cost.
  void cost(const std::string& camera, const StageTimes& ms);
  /// `now_ms`: of a steady clock.
  void note(std::size_t camera, double seconds, double latency_ms, double now_ms);
  void note_cost(std::size_t camera, const StageTimes& ms, double now_ms);

  // Once nothing is heard any more.
  double p99_ms() const;  ///< over all cameras; 0 without results
  /// Of each camera CPU ms a second; all 0 where it was heard less than twice.
  std::vector<StageTimes> costs() const;

 private:
  struct Result {
    double seconds, latency_ms, now_ms;
  };
  struct Cost {
    StageTimes first, last;
    double first_ms = 0, last_ms = 0;
  };
  std::atomic<bool> listening_{false};
  std::map<std::string, std::size_t> numbers_;
  std::vector<std::vector<Result>> results_;
  std::vector<Cost> costs_;  ///< the supervisor's
};

}  // namespace mien::density
