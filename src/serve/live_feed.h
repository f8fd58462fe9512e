#pragma once
/// \file What the cameras see, passed on: to readers of events, to the audience, to the metrics.

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "audience/live_audience.h"
#include "base/crew.h"
#include "base/event_log.h"
#include "base/life_signs.h"
#include "http/events.h"
#include "live/live.h"
#include "serve/config_desk.h"
#include "serve/metrics.h"

namespace mien::serve {

/// Who hears that a thread of the cameras' ended by an exception, and where their supervisor shows
/// that it lives.
struct CameraWatch {
  ThreadFailed failed;
  std::shared_ptr<LifeSign> life;
};

/// Called by worker threads; waits for no reader and no disk. Before `open` and after `close` the
/// audience hears nothing.
class LiveFeed : public live::LiveListener {
 public:
  LiveFeed(http::EventHub& events, Metrics& metrics, const ConfigDesk& config, EventLog& log,
           CameraWatch watch)
      : events_(events), metrics_(metrics), config_(config), log_(log), watch_(std::move(watch)) {
    watch_.life->rest();  // until it ticks
  }

  void open(std::shared_ptr<audience::LiveAudience> audience);
  void close() {
    open(nullptr);
    watch_.life->rest();
  }

  void frame(const std::string& camera, WallTime at, const FrameResult& result,
             double latency_ms) override;
  void track(const std::string& camera, const Track& track) override;
  void changed(const live::CameraStatus& status, bool gone) override;
  void ticked() override { watch_.life->beat(); }
  void broke(const std::string& thread, std::exception_ptr failure) override {
    watch_.failed(thread, failure);
  }

 private:
  std::shared_ptr<audience::LiveAudience> audience() const;
  bool empties(const std::string& camera, bool empty);
  void tell(const live::CameraStatus& status, bool gone);

  http::EventHub& events_;
  Metrics& metrics_;
  const ConfigDesk& config_;
  EventLog& log_;
  const CameraWatch watch_;
  mutable std::mutex mutex_;
  std::shared_ptr<audience::LiveAudience> audience_;
  std::map<std::string, bool> had_faces_;    ///< by camera
  std::map<std::string, std::string> told_;  ///< what the operator was told last, by camera
};

}  // namespace mien::serve
