#pragma once
/// \file What the handlers work with. Every part is thread-safe.

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "audience/audit_log.h"
#include "audience/store.h"
#include "audience/store_desk.h"
#include "audience/store_pool.h"
#include "audience/tallies.h"
#include "base/clock.h"
#include "base/event_log.h"
#include "config/config_edit.h"
#include "http/answer_cache.h"
#include "http/events.h"
#include "http/gate.h"
#include "live/cameras.h"
#include "oversight/camera_gate.h"
#include "receivers/outward.h"
#include "serve/config_desk.h"
#include "serve/hub_office.h"
#include "serve/metrics.h"
#include "serve/pulse.h"
#include "serve/watch_log.h"

namespace mien::serve {

/// Where the cameras are, once the models are loaded.
class CameraSeat {
 public:
  std::shared_ptr<live::Cameras> get() const {
    std::lock_guard lock(mutex_);
    return cameras_;
  }
  /// What each of them does now; nothing before.
  std::vector<CameraStatus> states() const {
    const auto cameras = get();
    return cameras ? cameras->cameras() : std::vector<CameraStatus>();
  }
  void set(std::shared_ptr<live::Cameras> cameras) {
    std::lock_guard lock(mutex_);
    cameras_.swap(cameras);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<live::Cameras> cameras_;
};

struct Api {
  bool demo = false;
  double started_ms = steady_ms();  ///< by a clock that nobody sets
  audience::StoreOptions store_options;
  ConfigDesk& config;
  std::filesystem::path database = {};
  /// The file anew, in the name of `who`; empty: there is no file.
  std::function<Change(const std::string& who)> reload = {};
  /// A change of a camera's section in the file (nullopt: it goes); empty: there is no file.
  std::function<std::unique_ptr<config::FileEdit>(const std::string& camera,
                                                  std::optional<std::string>)>
      edit_file = {};
  /// Bytes that requests and answers hold now; threads that showed no life for so long.
  std::function<std::size_t()> http_memory = {};
  std::function<std::size_t(std::chrono::milliseconds)> silent_threads = {};
  EventLog& log;
  http::Gate& gate;
  CameraSeat& cameras;
  oversight::CameraGate& holds;
  audience::StorePool& stores;
  audience::StoreDesk& desk;
  audience::Tallies& tallies;
  audience::AuditLog& audit;
  http::EventHub& events;
  Pulse& pulse;
  Metrics& metrics;
  WatchLog& watch_log;
  http::AnswerCache& cache;
  receivers::Outward& outward;
  HubOffice* hub = nullptr;  ///< null: there is none
};

}  // namespace mien::serve
