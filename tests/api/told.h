#pragma once
/// \file What live cameras tell, kept for tests, and cameras with stages of our own.

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "mien/live.h"

#include "api/bright_spot.h"

namespace mien::test {

/// What was told, whoever told it.
class Told {
 public:
  template <class Change>
  void note(Change change) {
    {
      std::lock_guard lock(mutex_);
      change(*this);
    }
    changed_.notify_all();
  }
  template <class Holds>
  bool comes(Holds holds) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(40), [&] { return holds(*this); });
  }

  std::map<std::string, int> sights, tracks;
  std::map<std::string, std::vector<CameraState>> states;
  std::map<std::string, bool> gone;
  std::int64_t people = 0;
  FrameResult last;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
};

inline LiveSetup setup_of(Told& told) {
  LiveSetup setup;
  setup.stages = own_stages(0, std::chrono::milliseconds(20));
  setup.callbacks.sight = [&](const std::string& camera, const FrameResult& result) {
    told.note([&](Told& t) { ++t.sights[camera], t.last = result; });
  };
  setup.callbacks.track = [&](const std::string& camera, const Track&) {
    told.note([&](Told& t) { ++t.tracks[camera]; });
  };
  setup.callbacks.state = [&](const CameraStatus& status, bool gone) {
    told.note([&](Told& t) {
      t.states[status.name].push_back(status.state);
      t.gone[status.name] = gone;
    });
  };
  setup.callbacks.tally = [&](const audience::Tally& tally) {
    told.note([&](Told& t) {
      for (const auto& content : tally.contents)
        if (content.content == "soup") t.people = content.people;
    });
  };
  return setup;
}

inline RunConfig config_of() {
  RunConfig config;
  config.cameras = {{.name = "shelf", .input = "mine:1", .content = "soup"}};
  config.contents["soup"] = {"Soup of the week"};
  config.detect_fps = 20;
  config.workers = 1;
  config.audience.min_dwell_s = 0.2;
  return config;
}

/// Counts, and remembers how it was ended.
class Counter : public Sink {
 public:
  void open(const RunInfo& run) override { started_at = run.started_at; }
  void frame(const std::string&, const FrameResult&) override { ++frames; }
  void tally(const audience::Tally& tally) override {
    for (const auto& content : tally.contents) people = std::max(people.load(), content.people);
  }
  void close(const Summary& summary) override {
    ++closed;
    inferred = summary.total.frames_inferred;
  }
  std::string started_at;
  int frames = 0, closed = 0;
  std::int64_t inferred = 0;
  std::atomic<std::int64_t> people = 0;  ///< most in a tally
};

}  // namespace mien::test
