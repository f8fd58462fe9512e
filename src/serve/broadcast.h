#pragma once
/// \file What the cameras see, passed on: to readers of events, to the audience, to the metrics.

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "audience/live_audience.h"
#include "base/event_log.h"
#include "http/events.h"
#include "live/live.h"
#include "serve/answers_json.h"
#include "serve/config_desk.h"
#include "serve/metrics.h"

namespace mien::serve {

/// Called by worker threads; waits for no reader and no disk. The audience hears what it is told to
/// (`tell`).
class Broadcast : public Sink {
 public:
  Broadcast(http::EventHub& events, Metrics& metrics, const ConfigDesk& config, EventLog& log)
      : events_(events), metrics_(metrics), config_(config), log_(log) {}

  /// Whom it tells from now on; nothing: nobody.
  void tell(std::shared_ptr<audience::LiveAudience> audience);

  void frame(const std::string& camera, const FrameResult& result) override;
  void track(const std::string& camera, const Track& track) override;
  void camera(const CameraStatus& status, bool gone) override;
  void tally(const audience::Tally& tally) override {
    if (events_.wanted(http::kTally)) events_.publish(http::kTally, text_of(json_of(tally)));
  }

 private:
  std::shared_ptr<audience::LiveAudience> audience() const;
  bool empties(const std::string& camera, bool empty);
  void log_change(const CameraStatus& status, bool gone);

  http::EventHub& events_;
  Metrics& metrics_;
  const ConfigDesk& config_;
  EventLog& log_;
  mutable std::mutex mutex_;
  std::shared_ptr<audience::LiveAudience> audience_;
  std::map<std::string, bool> had_faces_;    ///< by camera
  std::map<std::string, std::string> told_;  ///< what the operator was told last, by camera
};

}  // namespace mien::serve
