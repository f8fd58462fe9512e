#include "recordings/frame_order.h"

#include <random>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace mien::recordings {
namespace {

/// What came out, by one thread at a time or the test fails.
class Listener final : public chain::SegmentOutput {
 public:
  struct Seen {
    std::size_t input, segment;
    std::int64_t index;  ///< −1: the segment's end
    chain::SegmentReport report;
  };

  void decoded(std::size_t) override { ++frames_decoded; }
  void frame(std::size_t input, std::size_t segment, FrameResult& result) override {
    enter();
    seen.push_back({input, segment, result.frame.index, {}});
    inside_ = false;
  }
  void done(std::size_t input, std::size_t segment, const chain::SegmentReport& report) override {
    enter();
    seen.push_back({input, segment, -1, report});
    inside_ = false;
  }

  std::vector<Seen> seen;
  std::atomic<int> frames_decoded{0};

 private:
  void enter() { EXPECT_FALSE(inside_.exchange(true)) << "two threads at once"; }
  std::atomic<bool> inside_{false};
};

FrameOutcome outcome(std::int64_t index) {
  FrameOutcome outcome{.cpu_ms = 3, .latency_ms = 10};
  outcome.result.frame.index = index;
  outcome.times.infer = 2;
  return outcome;
}

constexpr std::size_t kSegments = 40;
std::int64_t frames_of(std::size_t segment) { return static_cast<std::int64_t>(segment * 7 % 12); }

// Threads take frames as approach `threads` does, and are held up at random.
void read_and_finish(FrameOrder& order, int threads) {
  std::mutex reading;
  std::size_t segment = 0;
  std::int64_t index = 0;
  const auto next = [&](std::int64_t& number, std::int64_t& at) {
    std::lock_guard lock(reading);
    while (segment < kSegments) {
      if (index < frames_of(segment)) {
        order.decoded(segment % 2);
        number = order.expect(segment % 2, segment);
        at = index++;
        return true;
      }
      chain::SegmentReport report;
      report.frames_decoded = index;
      report.damaged_packets = 1;
      report.times.decode = 5;
      report.cpu_ms = 5;
      order.done(segment % 2, segment, report);
      ++segment;
      index = 0;
    }
    return false;
  };
  std::vector<std::jthread> pool;
  for (int t = 0; t < threads; ++t)
    pool.emplace_back([&, t] {
      std::mt19937 random(static_cast<unsigned>(t));
      std::int64_t number = 0, at = 0;
      while (next(number, at)) {
        if (random() % 4 == 0)
          std::this_thread::sleep_for(std::chrono::microseconds(random() % 300));
        order.finish(number, outcome(at));
      }
    });
}

// Whoever finishes first, a sink sees the stream in order, and each segment's sums are whole.
TEST(FrameOrder, ManyThreadsGiveOneOrder) {
  for (const int threads : {1, 2, 8}) {
    Listener listener;
    FrameOrder order(listener);
    read_and_finish(order, threads);
    std::size_t place = 0;
    for (std::size_t segment = 0; segment < kSegments; ++segment) {
      for (std::int64_t i = 0; i < frames_of(segment); ++i, ++place) {
        ASSERT_LT(place, listener.seen.size());
        ASSERT_EQ(listener.seen[place].segment, segment);
        ASSERT_EQ(listener.seen[place].index, i);
        ASSERT_EQ(listener.seen[place].input, segment % 2);
      }
      ASSERT_LT(place, listener.seen.size());
      const Listener::Seen& end = listener.seen[place++];
      ASSERT_EQ(end.segment, segment);
      ASSERT_EQ(end.index, -1);
      const auto frames = static_cast<double>(frames_of(segment));
      EXPECT_EQ(end.report.frames_decoded, frames_of(segment));
      EXPECT_EQ(end.report.frames_inferred, frames_of(segment));
      EXPECT_EQ(end.report.damaged_packets, 1);
      EXPECT_EQ(end.report.times.decode, 5);
      EXPECT_EQ(end.report.times.infer, 2 * frames);
      EXPECT_GE(end.report.cpu_ms, 5 + 3 * frames);
      EXPECT_EQ(end.report.latency.count(), static_cast<std::uint64_t>(frames_of(segment)));
    }
    EXPECT_EQ(place, listener.seen.size());
  }
}

// Nothing overtakes a frame that is still in work, not even its segment's end.
TEST(FrameOrder, WaitsForTheSlowFrame) {
  Listener listener;
  FrameOrder order(listener);
  const std::int64_t slow = order.expect(0, 0), fast = order.expect(0, 0);
  order.finish(fast, outcome(1));
  order.done(0, 0, {});
  EXPECT_TRUE(listener.seen.empty());
  order.finish(slow, outcome(0));
  ASSERT_EQ(listener.seen.size(), 3u);
  EXPECT_EQ(listener.seen[0].index, 0);
  EXPECT_EQ(listener.seen[2].index, -1);
}

// What is wrong with one picture is told once, and the next segment goes on.
TEST(FrameOrder, AFrameWithoutResultEndsItsSegmentOnly) {
  Listener listener;
  FrameOrder order(listener);
  order.finish(order.expect(0, 0), {.error = "no pixels"});
  order.finish(order.expect(0, 0), outcome(1));
  order.done(0, 0, {});
  order.finish(order.expect(0, 1), outcome(0));
  order.done(0, 1, {});
  ASSERT_EQ(listener.seen.size(), 3u);
  EXPECT_EQ(listener.seen[0].report.error, "no pixels");
  EXPECT_EQ(listener.seen[0].report.frames_inferred, 0);
  EXPECT_EQ(listener.seen[1].segment, 1u);
  EXPECT_FALSE(listener.seen[2].report.error);
}

// Decoding was at the segment's end, the search was not: a stopped run says what was searched.
TEST(FrameOrder, WhatAStoppedRunLeavesOutIsNotAnalysed) {
  Listener listener;
  FrameOrder order(listener);
  chain::SegmentReport report{.frames_decoded = 20, .media_seconds = 12};
  report.begin_s = 10;
  for (std::size_t segment = 0; segment < 3; ++segment) {
    for (int frame = 0; frame < 20; ++frame) {
      const std::int64_t number = order.expect(0, segment);
      FrameOutcome done = outcome(frame);
      done.result.frame.seconds = 10 + 0.1 * frame;
      const bool searched = segment == 0 || (segment == 1 && frame < 5);
      if (searched) order.finish(number, std::move(done));
    }
    order.done(0, segment, report);
  }
  order.flush();
  std::vector<chain::SegmentReport> reports;
  for (const Listener::Seen& seen : listener.seen)
    if (seen.index < 0) reports.push_back(seen.report);
  ASSERT_EQ(reports.size(), 3u);
  EXPECT_FALSE(reports[0].cut);
  EXPECT_EQ(reports[0].media_seconds, 12);
  EXPECT_TRUE(reports[1].cut);
  EXPECT_EQ(reports[1].begin_s, 10);
  EXPECT_NEAR(reports[1].media_seconds, 10.5, 1e-9);
  EXPECT_TRUE(reports[2].cut);
  EXPECT_LT(reports[2].begin_s, 0) << "nothing of it was searched";
}

// A sink that cannot write stops the run; nobody writes to it again.
TEST(FrameOrder, AFailingSinkIsToldToItsCallerAndLeftAlone) {
  struct Full final : chain::SegmentOutput {
    void decoded(std::size_t) override {}
    void frame(std::size_t, std::size_t, FrameResult&) override {
      ++calls;
      throw std::runtime_error("disk full");
    }
    void done(std::size_t, std::size_t, const chain::SegmentReport&) override { ++calls; }
    int calls = 0;
  } full;
  FrameOrder order(full);
  const std::int64_t first = order.expect(0, 0), second = order.expect(0, 0);
  EXPECT_THROW(order.finish(first, outcome(0)), std::runtime_error);
  EXPECT_NO_THROW(order.finish(second, outcome(1)));
  order.done(0, 0, {});
  EXPECT_EQ(full.calls, 1);
}

}  // namespace
}  // namespace mien::recordings
