#include "recordings/shares.h"

#include <atomic>
#include <set>
#include <thread>

#include <gtest/gtest.h>

namespace mien::recordings {
namespace {

struct Clip final : Source {
  explicit Clip(std::size_t count) : count_(count) {}
  const StreamInfo& info() const override { return info_; }
  std::vector<Segment> segments() override { return std::vector<Segment>(count_); }
  void seek(const Segment&) override {}
  bool read(Frame&) override { return false; }
  std::int64_t damaged_packets() const override { return 0; }
  std::string damage() const override { return {}; }
  StreamInfo info_;
  std::size_t count_;
};

std::unique_ptr<Schedule> schedule_of(std::size_t segments, int workers) {
  return std::make_unique<Schedule>(
      1, workers, [=](std::size_t) { return std::make_unique<Clip>(segments); },
      [](std::size_t, const StreamInfo&, std::size_t) {}, [](std::size_t, const std::string&) {});
}

bool never() { return false; }

// Two of three takers die in the middle of a share: each segment is still done exactly once.
TEST(Shares, WhatTheDeadLeaveIsDoneByTheLiving) {
  for (int round = 0; round < 30; ++round) {
    const auto schedule = schedule_of(40, 3);
    Shares shares(*schedule, 3);
    std::mutex mutex;
    std::multiset<std::size_t> done;
    const auto take = [&](bool mortal) {
      while (auto share = shares.next({}, never)) {
        Work& work = share->work;
        while (work.first < work.last) {
          {
            std::lock_guard lock(mutex);
            done.insert(work.first);
          }
          ++work.first;
          work.segments.erase(work.segments.begin());
          if (mortal && work.first < work.last) {
            EXPECT_TRUE(shares.lost(std::move(share)));
            return;
          }
        }
        shares.finished();
      }
    };
    {
      std::jthread one([&] { take(true); }), two([&] { take(true); }), three([&] { take(false); });
    }
    EXPECT_EQ(done.size(), 40u);
    EXPECT_EQ(std::set<std::size_t>(done.begin(), done.end()).size(), 40u);
  }
}

TEST(Shares, TheLastTakerToDieIsTold) {
  const auto schedule = schedule_of(4, 2);
  Shares shares(*schedule, 2);
  EXPECT_TRUE(shares.lost({}));
  auto share = shares.next({}, never);
  ASSERT_TRUE(share);
  EXPECT_FALSE(shares.lost(std::move(share)));
}

}  // namespace
}  // namespace mien::recordings
