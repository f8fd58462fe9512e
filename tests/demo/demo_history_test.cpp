// The demo's past: charts are full at the first look, and it is added once.
#include "demo/demo_history.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "base/temporary_folder.h"

namespace mien::demo {
namespace {

using namespace std::chrono_literals;

class DemoHistory : public testing::Test {
 protected:
  const TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
  const WallTime now_ = WallTime(std::chrono::sys_days(std::chrono::year{2026} / 11 / 28)) + 3h;
};

TEST_F(DemoHistory, EveryChartHasSomethingToShow) {
  audience::Store store(folder_ / "mien.db", {.min_audience = 1});
  write_demo_history(store, now_);
  for (const char* content : {"spring-poster", "cereal-shelf"}) {
    const audience::Filter week{.content = content, .from = now_ - 168h, .to = now_};
    EXPECT_GE(store.series(audience::Span::hour, week).size(), 150u) << content;
    EXPECT_FALSE(store.ratings_by_content(week).at(content).suppressed()) << content;
  }
  EXPECT_FALSE(store.relate({.from = now_ - 24h, .to = now_}).suppressed());
  const auto ranked = store.rank_by_valence({.from = now_ - 24h, .to = now_});
  ASSERT_EQ(ranked.size(), 2u);
  EXPECT_EQ(ranked[0].content, "spring-poster");
  const auto later = store.by_content({.from = now_});
  EXPECT_TRUE(later.empty()) << "nothing is made up of the time to come";
}

TEST_F(DemoHistory, IsAddedOnce) {
  audience::Store store(folder_ / "mien.db", {.min_audience = 1});
  write_demo_history(store, now_);
  const auto before = store.totals()->exposures;
  EXPECT_GT(before, 5000);
  write_demo_history(store, now_ + 1h);
  EXPECT_EQ(store.totals()->exposures, before);
}

}  // namespace
}  // namespace mien::demo
