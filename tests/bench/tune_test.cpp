#include "bench/tune.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/child_measurer.h"
#include "fake_measurer.h"

namespace mien::bench {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class TuneTest : public testing::Test {
 protected:
  TuneOptions options() {
    TuneOptions options;
    options.inputs = {"clip.mp4"};
    options.approaches = {"cnn-per-core", "cnn-per-core-tracked"};
    options.detectors = {"yunet-n", "retinaface"};
    options.duration = 300;
    options.cores = 2;
    options.folder = scratch_.path();
    return options;
  }
  json run(const TuneOptions& options, std::function<FakeOutcome(const Job&)> outcome) {
    return tune(options, fake_tools(std::move(outcome), &now_), [this] { return now_; });
  }

  double now_ = 0;
  ScratchFolder scratch_{testing::TempDir()};
};

// A space whose best is known: one factor a setting.
double known_speed(const Job& job) {
  double fps = 100;
  if (job.approach == "cnn-per-core-tracked") fps *= 1.7;
  if (job.detector == "yunet-n") fps *= 1.3;
  if (job.precision == "bf16") fps *= 1.2;
  if (job.width == 480) fps *= 1.15;
  if (job.workers == 2) fps *= 1.02;
  if (job.tuning.pin == "cores") fps *= 1.01;
  if (job.tuning.skip_loop_filter) fps *= 1.1;
  return fps;
}

TEST_F(TuneTest, HalvingFindsTheBestOfAKnownSpace) {
  const json result =
      run(options(), [](const Job& job) { return FakeOutcome{.fps = known_speed(job)}; });
  const json& best = result["winner"]["settings"];
  EXPECT_EQ(best["approach"], "cnn-per-core-tracked");
  EXPECT_EQ(best["detector"], "yunet-n");
  EXPECT_EQ(best["precision"], "bf16");
  EXPECT_EQ(best["width"], 480);
  EXPECT_EQ(best["workers"], 2);
  EXPECT_EQ(best["pin"], "cores");
  EXPECT_EQ(result["trials"].size(), tune_space(options()).size());
}

TEST_F(TuneTest, TheGridAgrees) {
  TuneOptions all = options();
  all.grid = true;
  const auto outcome = [](const Job& job) { return FakeOutcome{.fps = known_speed(job)}; };
  EXPECT_EQ(run(all, outcome)["winner"]["settings"], run(options(), outcome)["winner"]["settings"]);
}

TEST_F(TuneTest, TheTimeIsKept) {
  TuneOptions quick = options();
  quick.duration = 60;
  quick.min_recall = 0;
  run(quick, [](const Job& job) { return FakeOutcome{.fps = known_speed(job)}; });
  EXPECT_LT(now_, 90);
}

// The fastest sees nothing: it must not win.
TEST_F(TuneTest, TheGuardKeepsOutWhatSeesTooLittle) {
  const json result = run(options(), [](const Job& job) {
    return FakeOutcome{.fps = known_speed(job), .faces_seen = job.detector == "yunet-n" ? 1 : 2};
  });
  EXPECT_EQ(result["winner"]["settings"]["detector"], "retinaface");
  int kept_out = 0;
  for (const json& trial : result["trials"]) kept_out += trial["verdict"] == "sees too little";
  EXPECT_GT(kept_out, 0);
}

TEST_F(TuneTest, NothingThatSeesEnoughIsAnErrorWithTheBestThereIs) {
  try {
    run(options(),
        [](const Job& job) { return FakeOutcome{.faces_seen = job.width == 1280 ? 2 : 1}; });
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_THAT(error.what(), HasSubstr("50 %"));
  }
}

// Lucky during the search, slow when run again.
TEST_F(TuneTest, VerificationSwapsAWinnerThatWasLucky) {
  bool verifying = false;
  auto tools = fake_tools(
      [&](const Job& job) {
        const bool lucky = job.tuning.pin == "cores";
        const double speed = known_speed(job) * (job.tuning.skip_frames ? 0.9 : 1);
        return FakeOutcome{.fps = speed * (lucky && verifying ? 0.5 : 1)};
      },
      &now_);
  tools.progress = [&](const std::string& what, double) { verifying |= what.starts_with("verif"); };
  const json result = tune(options(), tools, [this] { return now_; });
  EXPECT_EQ(result["winner"]["settings"]["pin"], "none");
  EXPECT_TRUE(result["verification"]["swapped"].get<bool>());
}

// One measurement of a second is a draw between near ones: the third may be the best.
TEST_F(TuneTest, VerificationLooksAtMoreThanTwo) {
  bool verifying = false;
  auto tools = fake_tools(
      [&](const Job& job) {
        const double speed = known_speed(job) * (job.tuning.skip_frames ? 0.9 : 1);
        return FakeOutcome{.fps = speed * (verifying && job.workers == 3 ? 1.5 : 1)};
      },
      &now_);
  tools.progress = [&](const std::string& what, double) { verifying |= what.starts_with("verif"); };
  EXPECT_EQ(tune(options(), tools, [this] { return now_; })["winner"]["settings"]["workers"], 3);
}

TEST_F(TuneTest, TheProfileHoldsTheWinnerAndItsEvidence) {
  const json result =
      run(options(), [](const Job& job) { return FakeOutcome{.fps = known_speed(job)}; });
  const auto yaml = result["best_yaml"].get<std::string>();
  EXPECT_THAT(yaml, HasSubstr("# Found by mien tune"));
  EXPECT_THAT(yaml, HasSubstr("approach: cnn-per-core-tracked"));
  EXPECT_THAT(yaml, HasSubstr("instruction_sets:"));
  EXPECT_GT(result["changes"].size(), 2u);
}

TEST_F(TuneTest, CtrlCKeepsTheBestSoFar) {
  int left = 40;
  const json result = run(options(), [&](const Job& job) {
    if (left-- == 0) throw Interrupted{};
    return FakeOutcome{.fps = known_speed(job)};
  });
  EXPECT_TRUE(result["interrupted"].get<bool>());
  EXPECT_FALSE(result["winner"].is_null());
  EXPECT_THAT(result["best_yaml"].get<std::string>(), HasSubstr("interrupted"));
}

TEST_F(TuneTest, MmodBringsTheArticlesKnobs) {
  TuneOptions mmod = options();
  mmod.detectors.push_back("mmod");
  std::set<std::string> affinities;
  for (const Job& job : tune_space(mmod))
    if (job.detector == "mmod") affinities.insert(job.environment.at("KMP_AFFINITY"));
  EXPECT_EQ(affinities.size(), 3u);
}

}  // namespace
}  // namespace mien::bench
