#include "recordings/schedule.h"

#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "mien/error.h"

namespace mien::recordings {
namespace {

/// A source of which only the cuts matter.
class CutSource final : public Source {
 public:
  explicit CutSource(std::size_t segments) : segments_(segments) {}
  const StreamInfo& info() const override { return info_; }
  std::vector<Segment> segments() override { return std::vector<Segment>(segments_); }
  void seek(const Segment&) override {}
  bool read(Frame&) override { return false; }
  std::int64_t damaged_packets() const override { return 0; }
  std::string damage() const override { return {}; }

 private:
  StreamInfo info_;
  std::size_t segments_;
};

using Handed = std::set<std::pair<std::size_t, std::size_t>>;

// Every segment of every input, handed out once, whatever the number of workers.
TEST(Schedule, EverySegmentIsHandedOutOnce) {
  for (const int workers : {1, 2, 3, 8}) {
    Schedule schedule(
        5, workers, [](std::size_t i) { return std::make_unique<CutSource>(i * 17 + 1); },
        [](auto...) {}, [](auto...) { FAIL(); });
    std::mutex mutex;
    Handed handed;
    {
      std::vector<std::jthread> threads;
      for (int w = 0; w < workers; ++w)
        threads.emplace_back([&] {
          std::optional<std::size_t> at;
          while (auto work = schedule.next(at)) {
            at = work->input;
            std::lock_guard lock(mutex);
            for (auto s = work->first; s < work->last; ++s)
              EXPECT_TRUE(handed.emplace(work->input, s).second);
          }
        });
    }
    EXPECT_EQ(handed.size(), 1u + 18 + 35 + 52 + 69) << workers;
  }
}

TEST(Schedule, AnInputThatCannotBeOpenedIsNamedAndTheOthersGoOn) {
  std::vector<std::size_t> failed;
  Schedule schedule(
      3, 1,
      [](std::size_t i) -> std::unique_ptr<Source> {
        if (i == 1) throw Error(ErrorKind::input, "b.mp4", "is no video");
        return std::make_unique<CutSource>(1);
      },
      [](auto...) {},
      [&](std::size_t i, const std::string& why) {
        failed.push_back(i);
        EXPECT_EQ(why, "b.mp4: is no video");
      });
  std::vector<std::size_t> worked;
  while (auto work = schedule.next(std::nullopt)) worked.push_back(work->input);
  EXPECT_EQ(worked, (std::vector<std::size_t>{0, 2}));
  EXPECT_EQ(failed, (std::vector<std::size_t>{1}));
}

TEST(Schedule, TwoInputsGoToTwoWorkers) {
  Schedule schedule(
      2, 2, [](std::size_t) { return std::make_unique<CutSource>(40); }, [](auto...) {},
      [](auto...) {});
  const auto first = schedule.next(std::nullopt), second = schedule.next(std::nullopt);
  EXPECT_NE(first->input, second->input);
  EXPECT_EQ(schedule.next(first->input)->input, first->input);
}

TEST(Schedule, NothingIsHandedOutAfterStop) {
  Schedule schedule(
      1, 1, [](std::size_t) { return std::make_unique<CutSource>(40); }, [](auto...) {},
      [](auto...) {});
  EXPECT_TRUE(schedule.next(std::nullopt));
  schedule.stop();
  EXPECT_FALSE(schedule.next(0));
}

}  // namespace
}  // namespace mien::recordings
