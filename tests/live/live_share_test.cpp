// A store on a small box, in a time of its own: whoever asks for five searches a second gets them
// while a worker is idle, and all alike where none is.
#include <algorithm>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.h"
#include "live/dispatch.h"
#include "live/pace.h"

namespace mien::live {
namespace {

struct Passive : CameraSlot {
  void serve(WorkerDesk&, Shot&) override {}
  void lost() override {}
};

/// Cameras at 15 frames a second, none at the same moment as another, and workers.
class Store {
 public:
  Store(int cameras, int workers) : workers_(static_cast<std::size_t>(workers)) {
    for (int i = 0; i < cameras; ++i) {
      cameras_.push_back({.client = std::make_shared<Passive>(), .next = i / kFps / cameras});
      dispatch_.add(cameras_.back().client);
    }
  }

  /// Goes on for some seconds, in which a search takes `ms`.
  void run(double seconds, double ms) {
    for (const double end = now_ + seconds; now_ < end;) {
      now_ = next_event();
      for (Worker& worker : workers_)
        if (worker.turn && worker.until <= now_) end_turn(worker);
      for (Camera& camera : cameras_)
        if (camera.next <= now_) show(camera);
      for (Worker& worker : workers_)
        if (!worker.turn && has_work()) begin_turn(worker, ms / 1e3);
      if (now_ >= next_update_) update();
    }
  }
  /// The fewest and the most searches of a camera since the last call.
  std::pair<int, int> searches() {
    std::vector<int> counts;
    for (Camera& camera : cameras_) counts.push_back(std::exchange(camera.searched, 0));
    const auto [least, most] = std::ranges::minmax(counts);
    return {least, most};
  }
  int dropped() const { return dropped_; }

 private:
  static constexpr double kFps = 15, kSearches = 5;

  struct Camera {
    std::shared_ptr<Passive> client;
    double next = 0;
    Pace pace{};
    int searched = 0;
  };
  struct Worker {
    std::optional<Dispatch::Turn> turn;
    double until = 0;
  };

  double next_event() const {
    double next = next_update_;
    for (const Camera& camera : cameras_) next = std::min(next, camera.next);
    for (const Worker& worker : workers_)
      if (worker.turn) next = std::min(next, worker.until);
    return next;
  }
  void show(Camera& camera) {
    const bool due = camera.pace.due(camera.next, load_.rate(kSearches, kFps));
    camera.next += 1 / kFps;
    if (!due && !dispatch_.wants(*camera.client)) return;
    dispatch_.post(*camera.client, {.complete_ms = now_ * 1e3, .due = due});
  }
  bool has_work() {
    std::stop_source stop;
    stop.request_stop();
    Dispatch::Turn turn;
    dispatch_.take(turn, stop.get_token());
    return turn.camera != nullptr;
  }
  void begin_turn(Worker& worker, double seconds) {
    worker.turn.emplace();
    ASSERT_TRUE(dispatch_.take(*worker.turn, {}));
    worker.until = now_ + seconds;
    busy_ += seconds;
  }
  void end_turn(Worker& worker) {
    for (Camera& camera : cameras_) camera.searched += camera.client == worker.turn->camera;
    dispatch_.done(*worker.turn);
    worker.turn.reset();
  }
  void update() {
    const Dispatch::Counts counts = dispatch_.take_counts();
    dropped_ += static_cast<int>(counts.dropped);
    load_.update(std::exchange(busy_, 0) / static_cast<double>(workers_.size()),
                 static_cast<double>(counts.served), static_cast<double>(counts.dropped));
    next_update_ += 1;
  }

  // No picture grows old: it is by this store's clock, not by the machine's.
  Dispatch dispatch_{1e12};
  LoadControl load_;
  std::vector<Camera> cameras_;
  std::vector<Worker> workers_;
  double now_ = 0, next_update_ = 1, busy_ = 0;
  int dropped_ = 0;
};

TEST(LiveShare, EveryCameraGetsItsSearchesWhileAWorkerIsIdle) {
  Store store(60, 2);
  store.run(2, 6.5);
  store.searches();
  store.run(20, 6.5);  // 97.5 % of the workers' time
  const auto [least, most] = store.searches();
  EXPECT_GE(least, 99);
  EXPECT_LE(most, 101);
  EXPECT_EQ(store.dropped(), 0);
}

// Cameras that start together have too much to do at first, and then nothing keeps them from it.
TEST(LiveShare, WhatWasTooMuchForAWhileIsForgottenWithinSeconds) {
  Store store(60, 2);
  store.run(12, 15);
  store.run(3, 5);
  store.searches();
  store.run(6, 5);
  EXPECT_GE(store.searches().first, 29);
}

TEST(LiveShare, WhereNobodyIsIdleAllCamerasGetTheSameAndHardlyAnyIsDropped) {
  Store store(60, 2);
  store.run(10, 10);  // 200 a second of 300
  store.searches();
  const int before = store.dropped();
  store.run(30, 10);
  const auto [least, most] = store.searches();
  EXPECT_GE(least, 93) << "of 100";
  EXPECT_LE(most - least, 7);
  EXPECT_LT(store.dropped() - before, 60 * 100 / 10);
}

}  // namespace
}  // namespace mien::live
