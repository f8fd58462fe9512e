#include "bench/density.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/live_watch.h"

namespace mien::bench {
namespace {

using nlohmann::json;

std::vector<int> tried(const std::vector<DensityStep>& steps) {
  std::vector<int> cameras;
  for (const DensityStep& step : steps) cameras.push_back(step.cameras);
  return cameras;
}

TEST(Density, DoublesThenBisects) {
  std::vector<DensityStep> steps;
  const auto holds_19 = [](int n) { return DensityStep{.cameras = n, .pass = n <= 19}; };
  EXPECT_EQ(find_density(512, holds_19, steps), 19);
  EXPECT_EQ(tried(steps), (std::vector<int>{1, 2, 4, 8, 16, 32, 24, 20, 18, 19}));
}

TEST(Density, FindsEveryAnswerAndStopsAtTheMost) {
  for (int answer = 0; answer <= 20; ++answer) {
    std::vector<DensityStep> steps;
    const auto holds = [&](int n) { return DensityStep{.cameras = n, .pass = n <= answer}; };
    EXPECT_EQ(find_density(20, holds, steps), answer);
  }
}

Measurement live_run(int cameras, double share, double p99) {
  Measurement run;
  run.frames = 100;
  run.fps = 100;
  run.wall_seconds = 1;
  run.cpu_seconds = share * 2;
  run.raw = {{"live", {{"min_fps", share <= 1 ? 15.0 : 9.0}, {"p99_ms", p99}, {"windows", 3}}},
             {"inferred", 15 * cameras},
             {"stages_ms", {{"decode", 5}, {"infer", 2}}},
             {"peak_rss_bytes", 1000}};
  return run;
}

TEST(Density, HoldsTheContractsKeysAndNamesWhatLimits) {
  DensityOptions options;
  options.inputs = {"a.mp4", "b.mp4"};
  options.cores = 2;
  const StudyTools tools{.measure = [](const Job& job) {
    const int cameras = static_cast<int>(job.inputs.size());
    EXPECT_EQ(job.workers, cameras);
    EXPECT_EQ(job.inputs[0], "loop:a.mp4");
    return live_run(cameras, cameras / 5.0, 20);
  }};
  const json result = density(options, tools);
  EXPECT_EQ(result["cameras"], 5);
  EXPECT_EQ(result["limit"], "decode");
  for (const char* key :
       {"target_fps", "max_p99_ms", "p99_ms", "min_fps", "cameras_per_core", "cpu_ms_per_frame"})
    EXPECT_TRUE(result[key].is_number()) << key;
  EXPECT_DOUBLE_EQ(result["cameras_per_core"].get<double>(), 2.5);
}

TEST(Density, LateResultsFailAStepWhoseCoresAreIdle) {
  DensityOptions options;
  options.inputs = {"a.mp4"};
  const StudyTools tools{.measure = [](const Job& job) {
    return live_run(static_cast<int>(job.inputs.size()), 0.1, job.inputs.size() > 3 ? 900 : 20);
  }};
  const json result = density(options, tools);
  EXPECT_EQ(result["cameras"], 3);
  EXPECT_EQ(result["limit"], "latency");
}

TEST(Density, CtrlCKeepsTheStepsSoFar) {
  DensityOptions options;
  options.inputs = {"a.mp4"};
  const StudyTools tools{.measure = [](const Job& job) {
    if (job.inputs.size() > 2) throw Interrupted{};
    return live_run(static_cast<int>(job.inputs.size()), 0.1, 20);
  }};
  const json result = density(options, tools);
  EXPECT_EQ(result["cameras"], 2);
  EXPECT_TRUE(result["interrupted"].get<bool>());
}

// 15 frames a second, results 20 ms after they are due.
LiveWatch watched(double pace, double late_every = 0) {
  LiveWatch watch(1, 15);
  for (int i = 0; i < 15 * 10; ++i) {
    const double due = i / 15.0;
    watch.result(0, due,
                 1000 + 1000 * due / pace + 20 + (late_every && i % 20 == 0 ? late_every : 0));
  }
  return watch;
}

TEST(LiveWatch, APacedCameraHoldsItsRate) {
  const auto verdict = watched(1).verdict(20);
  EXPECT_NEAR(verdict.min_fps, 15, 0.1);
  EXPECT_NEAR(verdict.p99_ms, 20, 2);
  EXPECT_GE(verdict.windows, 3);
}

TEST(LiveWatch, ABacklogThatGrowsIsSeenInPaceAndLateness) {
  const auto verdict = watched(0.8).verdict(20);
  EXPECT_NEAR(verdict.min_fps, 12, 0.3);
  EXPECT_GT(verdict.p99_ms, 1500);
}

TEST(LiveWatch, HiccupsShowInTheNinetyNinth) { EXPECT_GT(watched(1, 300).verdict(20).p99_ms, 250); }

TEST(LiveWatch, ASilentCameraFails) {
  LiveWatch watch(2, 15);
  for (int i = 0; i < 150; ++i) watch.result(0, i / 15.0, 1000 * i / 15.0);
  EXPECT_EQ(watch.verdict(1).min_fps, 0);
  watch.result(1, 0, 100);
  EXPECT_EQ(watch.verdict(1).min_fps, 0);
}

}  // namespace
}  // namespace mien::bench
