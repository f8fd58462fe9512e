#include "density/density.h"

#include <gtest/gtest.h>

#include "mien/error.h"

#include "density/prediction.h"
#include "density/step.h"

namespace mien::density {
namespace {

using bench::Interrupted;
using bench::Job;
using bench::Measurement;
using bench::StudyTools;
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
  options.recordings = true;
  options.cores = 2;
  const StudyTools tools{.measure = [](const Job& job) {
    const int cameras = static_cast<int>(job.inputs.size());
    EXPECT_EQ(job.workers, cameras);
    EXPECT_EQ(job.inputs[0], "loop:a.mp4");
    return live_run(cameras, cameras / 5.0, 20);
  }};
  const json result = count_cameras(options, tools);
  EXPECT_EQ(result["cameras"], 5);
  EXPECT_EQ(result["limit"], "decode");
  for (const char* key :
       {"target_fps", "max_p99_ms", "p99_ms", "min_fps", "cameras_per_core", "cpu_ms_per_frame"})
    EXPECT_TRUE(result[key].is_number()) << key;
  EXPECT_DOUBLE_EQ(result["cameras_per_core"].get<double>(), 2.5);
  EXPECT_EQ(result["way"], "recordings");
  EXPECT_EQ(result["detect_fps"], 15);
}

TEST(Density, LateResultsFailAStepWhoseCoresAreIdle) {
  DensityOptions options;
  options.inputs = {"a.mp4"};
  options.recordings = true;
  const StudyTools tools{.measure = [](const Job& job) {
    return live_run(static_cast<int>(job.inputs.size()), 0.1, job.inputs.size() > 3 ? 900 : 20);
  }};
  const json result = count_cameras(options, tools);
  EXPECT_EQ(result["cameras"], 3);
  EXPECT_EQ(result["limit"], "latency");
}

// Where cores are left, the limit is the rule that failed.
TEST(Density, FramesAndSearchesThatAreTooFewAreNotCalledLatency) {
  const DensityOptions options;
  const auto limit = [&](double min_fps, double p99_ms, std::optional<double> min_search_fps) {
    return density_limit({{.cameras = 1, .pass = true},
                          {.cameras = 2,
                           .min_fps = min_fps,
                           .p99_ms = p99_ms,
                           .min_search_fps = min_search_fps,
                           .cpu_share = 0.79}},
                         1, options);
  };
  EXPECT_EQ(limit(15, 40, 4.7), "searches");
  EXPECT_EQ(limit(14, 40, 5), "frames");
  EXPECT_EQ(limit(14, 40, {}), "frames");
  EXPECT_EQ(limit(0, 0, {}), "frames") << "none came";
  EXPECT_EQ(limit(15, 201, 5), "latency");
  EXPECT_EQ(limit(9, 900, 3), "latency") << "what is late comes too rarely, too";
}

TEST(Density, MoreThan85PercentOfTheMemoryIsTheLimit) {
  DensityOptions options;
  options.memory_bytes = 1000;
  const auto limit = [&](std::int64_t rss_bytes) {
    return density_limit({{.cameras = 1, .pass = true},
                          {.cameras = 2, .min_fps = 15, .p99_ms = 900, .rss_bytes = rss_bytes}},
                         1, options);
  };
  EXPECT_EQ(limit(850), "latency");
  EXPECT_EQ(limit(851), "memory");
  options.memory_bytes = 0;
  EXPECT_EQ(limit(851), "latency") << "nobody knows how much there is";
}

TEST(Density, CtrlCKeepsTheStepsSoFar) {
  DensityOptions options;
  options.inputs = {"a.mp4"};
  options.recordings = true;
  const StudyTools tools{.measure = [](const Job& job) {
    if (job.inputs.size() > 2) throw Interrupted{};
    return live_run(static_cast<int>(job.inputs.size()), 0.1, 20);
  }};
  const json result = count_cameras(options, tools);
  EXPECT_EQ(result["cameras"], 2);
  EXPECT_TRUE(result["interrupted"].get<bool>());
}

// Wrong usage and missing models are no limit of the machine; behind the first step they may be.
TEST(Density, WhatTheUserIsToPutRightKeepsItsKind) {
  DensityOptions options;
  options.inputs = {"a.mp4"};
  options.recordings = true;
  const auto tools = [](ErrorKind kind, std::size_t from) {
    return StudyTools{.measure = [=](const Job& job) -> Measurement {
      if (job.inputs.size() >= from) throw Error(kind, job.approach, "cannot be");
      return live_run(static_cast<int>(job.inputs.size()), 0.1, 20);
    }};
  };
  for (const ErrorKind kind : {ErrorKind::usage, ErrorKind::input, ErrorKind::model}) {
    try {
      count_cameras(options, tools(kind, 1));
      ADD_FAILURE() << "no error of kind " << static_cast<int>(kind);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), kind);
    }
  }
  EXPECT_EQ(count_cameras(options, tools(ErrorKind::internal, 1))["cameras"], 0);
  EXPECT_EQ(count_cameras(options, tools(ErrorKind::model, 3))["cameras"], 2);
}

// Cameras on the way of serve: `search_fps` of the slowest that is awake.
Measurement serving(std::size_t cameras, double share, double search_fps) {
  Measurement run;
  run.frames = static_cast<std::int64_t>(15 * cameras);
  run.fps = static_cast<double>(run.frames);
  run.wall_seconds = 1;
  run.cpu_seconds = share * 2;
  json costs = json::array();
  for (std::size_t i = 0; i < cameras; ++i)
    costs.push_back({{"decode", 60.0}, {"search", 25.0}, {"read", 10.0}, {"rest", 1.0}});
  run.raw = {{"live",
              {{"min_fps", 15.0},
               {"p99_ms", 40.0},
               {"windows", 1},
               {"min_search_fps", search_fps},
               {"asleep", 0}}},
             {"costs", costs},
             {"stages_ms", {{"decode", 4}, {"infer", 2}, {"crop", 1}, {"classify", 3}}}};
  return run;
}

DensityOptions live_options() {
  DensityOptions options;
  options.inputs = {"a.mp4"};
  options.cores = 2;
  return options;
}

TEST(DensityLive, ACameraThatIsSearchedTooRarelyFails) {
  const StudyTools tools{.measure = [](const Job& job) {
    EXPECT_TRUE(job.live);
    EXPECT_EQ(job.detect_fps, 5);
    EXPECT_EQ(job.replay_fps, 15);
    EXPECT_EQ(job.demand, "auto");
    EXPECT_EQ(job.max_latency_ms, 200);
    EXPECT_TRUE(job.substreams.empty());
    return serving(job.inputs.size(), 0.9, job.inputs.size() > 6 ? 4.7 : 4.8);
  }};
  const json result = count_cameras(live_options(), tools);
  EXPECT_EQ(result["cameras"], 6);
  EXPECT_EQ(result["limit"], "inference");  // 6 ms of search and reading against 4 of decoding
  EXPECT_EQ(result["way"], "live");
  EXPECT_EQ(result["detect_fps"], 5);
  EXPECT_TRUE(result["substream"].is_null());
  EXPECT_EQ(result["steps"][0]["min_search_fps"], 4.8);
  EXPECT_DOUBLE_EQ(result["cpu_ms_per_frame"].get<double>(), 1800.0 / 90);
}

TEST(DensityLive, EveryFrameIsSearchedWhereThatIsAskedFor) {
  DensityOptions options = live_options();
  options.detect_fps = 0;
  options.most_cameras = 1;
  const auto with = [](double search_fps) {
    return StudyTools{.measure = [=](const Job&) { return serving(1, 0.5, search_fps); }};
  };
  EXPECT_EQ(count_cameras(options, with(14.5))["cameras"], 1);
  EXPECT_EQ(count_cameras(options, with(14.0))["cameras"], 0);
}

TEST(DensityLive, IdleCamerasAreSpreadAndShowClipsOfTheirOwn) {
  std::string row;
  for (int i = 0; i < 10; ++i) row += is_idle(i, 0.7) ? 'i' : 'b';
  EXPECT_EQ(row, "biibiibiii");
  for (const double idle : {0.0, 0.1, 0.25, 0.5, 0.7, 1.0}) {
    int count = 0;
    for (int n = 0; n < 200; ++n) {
      count += is_idle(n, idle);
      EXPECT_EQ(count, static_cast<int>((n + 1) * idle + 1e-9)) << idle << " of " << n + 1;
    }
  }
  DensityOptions options = live_options();
  options.inputs = {"a.mp4", "b.mp4"};
  options.idle = 0.5;
  options.idle_input = "still.mp4";
  options.idle_substream = "still-small.mp4";
  options.substream = "small.mp4";
  const Job job = job_for(options, idle_cameras(options, 4));
  EXPECT_EQ(job.inputs, (std::vector<std::string>{"loop:a.mp4", "loop:still.mp4", "loop:b.mp4",
                                                  "loop:still.mp4"}));
  EXPECT_EQ(job.substreams, (std::vector<std::string>{"loop:small.mp4", "loop:still-small.mp4",
                                                      "loop:small.mp4", "loop:still-small.mp4"}));
  EXPECT_GT(job.settle, 12);  // ten seconds without a face, and a keyframe
  EXPECT_LT(job_for(options, {false, false}).settle, 6);
}

TEST(DensityLive, ASubstreamIsAFileOfOneClip) {
  DensityOptions options = live_options();
  options.substream = "loop:small.mp4";
  EXPECT_THROW(check_options(options), Error);
  options.substream = "rtsp://camera/small";
  EXPECT_THROW(check_options(options), Error);
  options.substream = "small.mp4";
  options.inputs = {"a.mp4", "b.mp4"};
  EXPECT_THROW(check_options(options), Error);
}

TEST(Prediction, IsWhatCoresHoldOfACamerasCost) {
  // 64 cores, 85 % of each: 54,400 ms a second.
  EXPECT_EQ(predicted_cameras(64, 100), 544);
  EXPECT_EQ(predicted_cameras(64, 100.1), 543);
  EXPECT_EQ(predicted_cameras(2, 850), 2);
  EXPECT_EQ(predicted_cameras(2, 0), 0);
  const StoreLoad load{.substream = false, .busy = {60, 25, 14, 1}, .idle = {8, 1, 0, 1}};
  EXPECT_DOUBLE_EQ(mean_load(load, 0), 100);
  EXPECT_DOUBLE_EQ(mean_load(load, 1), 10);
  EXPECT_DOUBLE_EQ(mean_load(load, 0.7), 37);
}

TEST(Prediction, IsHeldAgainstWhatWasMeasured) {
  DensityOptions options = live_options();
  options.predict_cores = 64;
  options.idle_input = "still.mp4";
  const StudyTools tools{.measure = [](const Job& job) {
    const std::size_t cameras = job.inputs.size();
    // A camera takes 96 ms by its threads and 4 beside them; the 15th is one too many.
    return serving(cameras, static_cast<double>(cameras) * 0.1 / 2, cameras > 14 ? 3 : 5);
  }};
  const json result = count_cameras(options, tools);
  EXPECT_EQ(result["cameras"], 14);
  const json& prediction = result["prediction"];
  EXPECT_EQ(prediction["cores"], 64);
  ASSERT_EQ(prediction["stores"].size(), 3);
  EXPECT_EQ(prediction["stores"][0]["cameras"], 544);
  EXPECT_NEAR(prediction["loads"][0]["rest_ms"].get<double>(), 5, 1e-9);
  EXPECT_EQ(prediction["check"]["predicted"], 17);  // 2 cores · 850 ÷ 100
  EXPECT_EQ(prediction["check"]["measured"], 14);
  EXPECT_NEAR(prediction["check"]["error"].get<double>(), 17.0 / 14 - 1, 1e-9);
}

}  // namespace
}  // namespace mien::density
