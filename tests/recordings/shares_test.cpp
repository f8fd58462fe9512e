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
          share->deaths = 0;
          work.segments.erase(work.segments.begin());
          if (mortal && work.first < work.last) {
            EXPECT_FALSE(shares.lost(std::move(share)).none_left);
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
  EXPECT_FALSE(shares.lost({}).none_left);
  auto share = shares.next({}, never);
  ASSERT_TRUE(share);
  EXPECT_TRUE(shares.lost(std::move(share)).none_left);
}

/// Takers go one after another until all is done or all are dead; those on input 0 die.
struct Outcome {
  std::multiset<std::size_t> done, given_up;  ///< inputs, an entry a segment
  int dead = 0;
  bool none_left = false;
};

Outcome with_poison(std::size_t inputs, int takers) {
  Schedule schedule(
      inputs, takers, [](std::size_t) { return std::make_unique<Clip>(9); },
      [](std::size_t, const StreamInfo&, std::size_t) {}, [](std::size_t, const std::string&) {});
  Shares shares(schedule, takers);
  Outcome outcome;
  std::optional<std::size_t> previous;
  while (outcome.dead < takers) {
    auto share = shares.next(previous, never);
    if (!share) break;
    previous = share->work.input;
    if (share->work.input != 0) {
      for (std::size_t n = share->work.segments.size(); n > 0; --n) outcome.done.insert(*previous);
      shares.finished();
      continue;
    }
    ++outcome.dead;
    previous.reset();
    const LostShare loss = shares.lost(std::move(share));
    outcome.none_left = loss.none_left;
    for (const Portion& left : loss.given_up) {
      EXPECT_EQ(left.deaths, outcome.dead);
      for (std::size_t n = left.work.segments.size(); n > 0; --n)
        outcome.given_up.insert(left.work.input);
    }
  }
  return outcome;
}

// A file on which every worker dies costs its own results, not those of the others.
TEST(Shares, WhatKillsIsGivenUpAndTheOthersAreDone) {
  for (const int takers : {2, 3, 4, 9}) {
    const Outcome outcome = with_poison(4, takers);
    EXPECT_EQ(outcome.done.size(), 27u) << takers;
    EXPECT_FALSE(outcome.done.contains(0)) << takers;
    EXPECT_EQ(outcome.given_up.size(), 9u) << takers;
    EXPECT_FALSE(outcome.none_left) << takers;
  }
}

// A share that one worker died on by chance is not lost when another dies on it later.
TEST(Shares, ADeathIsForgottenWithItsSegment) {
  const auto schedule = schedule_of(16, 3);
  Shares shares(*schedule, 3);
  auto share = shares.next({}, never);
  ASSERT_TRUE(share);
  ASSERT_GE(share->work.segments.size(), 2u);
  EXPECT_TRUE(shares.lost(std::move(share)).given_up.empty());
  share = shares.next({}, never);
  EXPECT_EQ(share->deaths, 1);
  share->deaths = 0;  // as ShareClient does
  EXPECT_TRUE(shares.lost(std::move(share)).given_up.empty());
}

}  // namespace
}  // namespace mien::recordings
