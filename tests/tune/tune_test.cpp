#include "tune/tune.h"

#include <set>

#include "bench/child_measurer.h"
#include "infer/engine.h"
#include "tune/tune_fixture.h"

namespace mien::tune {
namespace {

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
  EXPECT_EQ(result["trials"].size(), tune_space(options()).jobs.size());
}

// What `mien run` leaves out by itself is no gain of a profile.
TEST_F(TuneTest, PicturesThatNoSearchNeedsAreLeftOutByAll) {
  for (const Job& job : tune_space(options()).jobs)
    EXPECT_EQ(job.tuning.skip_frames, job.approach == "cnn-per-core-tracked") << job.approach;
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
  for (const double seconds : {10.0, 20.0, 60.0, 300.0}) {
    for (const double min_recall : {0.0, 0.9}) {
      quick.duration = seconds;
      quick.min_recall = min_recall;
      now_ = 1000;
      run(quick, [](const Job& job) { return FakeOutcome{.fps = known_speed(job)}; });
      EXPECT_LE(now_ - 1000, 1.1 * seconds) << seconds << " s, recall " << min_recall;
    }
  }
}

// Every start takes 1.5 s, one in seven four: a machine with other work.
TEST_F(TuneTest, TheTimeIsKeptWhereStartsAreSlow) {
  for (const double seconds : {20.0, 60.0, 300.0}) {
    now_ = 0;
    int starts = 0;
    TuneOptions slow = options();
    slow.duration = seconds;
    const json result = run(slow, [&](const Job& job) {
      now_ += ++starts % 7 == 0 ? 4 : 1.5;
      return FakeOutcome{.fps = known_speed(job)};
    });
    EXPECT_LE(now_, 1.1 * seconds) << seconds;
    EXPECT_EQ(result["winner"].is_null(), seconds < 60) << "20 s are too few there";
  }
}

TEST_F(TuneTest, ProgressNeverPassesTheWhole) {
  TuneOptions quick = options();
  quick.duration = 20;
  double most = 0, last = 0;
  auto tools =
      fake_tools([](const Job& job) { return FakeOutcome{.fps = known_speed(job)}; }, &now_);
  tools.progress = [&](const std::string&, double share) {
    most = std::max(most, share);
    EXPECT_GE(share, last - 1e-9);
    last = share;
  };
  tune(quick, tools, [this] { return now_; });
  EXPECT_LE(most, 1);
}

// The count of what was measured, by the measurer's own list.
TEST_F(TuneTest, OnlyWhatWasMeasuredIsCalledTried) {
  TuneOptions quick = options();
  quick.duration = 25;
  std::set<std::string> measured;
  const json result = run(quick, [&](const Job& job) {
    if (job.faces.empty()) measured.insert(settings_of(job).dump());
    return FakeOutcome{.fps = known_speed(job)};
  });
  EXPECT_EQ(result["space"], tune_space(quick).jobs.size());
  EXPECT_LT(result["tried"].get<std::size_t>(), result["space"].get<std::size_t>());
  for (const json& trial : result["trials"]) {
    const bool was = measured.contains(trial["settings"].dump());
    EXPECT_EQ(trial["fps"].is_number(), was) << trial.dump();
    EXPECT_EQ(trial["verdict"] == "not tried", !was) << trial.dump();
  }
  EXPECT_THAT(result["best_yaml"].get<std::string>(),
              HasSubstr(std::to_string(result["tried"].get<int>()) + " of " +
                        std::to_string(result["space"].get<int>()) + " configurations"));
}

// The fastest sees nothing: it must not win.
TEST_F(TuneTest, TheGuardKeepsOutWhatSeesTooLittle) {
  const json result = run(options(), [](const Job& job) {
    return FakeOutcome{.fps = known_speed(job), .faces_seen = job.detector == "yunet-n" ? 1 : 2};
  });
  EXPECT_EQ(result["winner"]["settings"]["detector"], "retinaface");
  int kept_out = 0;
  for (const json& trial : result["trials"]) kept_out += trial["verdict"] == "recall too low";
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
        const bool lucky = job.tuning.pin == Pin::cores;
        return FakeOutcome{.fps = known_speed(job) * (lucky && verifying ? 0.5 : 1)};
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
        return FakeOutcome{.fps = known_speed(job) * (verifying && job.workers == 3 ? 1.5 : 1)};
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

// A named precision is that of the expression model as well: `mien` in bf16 in place of mien-int8.
TEST_F(TuneTest, AProfileOfTheUsualPrecisionLeavesTheExpressionModelItsOwn) {
  const std::string usual(name_of(infer::precision_for(Precision::automatic)));
  for (const std::string fast : {"f32", "bf16"}) {
    const json result = run(options(), [&](const Job& job) {
      return FakeOutcome{.fps = job.precision == fast ? 200.0 : 100.0};
    });
    EXPECT_EQ(result["winner"]["settings"]["precision"], fast);
    EXPECT_THAT(result["best_yaml"].get<std::string>(),
                HasSubstr("precision: " + (fast == usual ? "auto" : fast) + "\n"));
  }
}

TEST_F(TuneTest, CtrlCKeepsTheBestSoFar) {
  int left = 40;
  const json result = run(options(), [&](const Job& job) {
    if (left-- == 0) throw bench::Interrupted{};
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
  for (const Job& job : tune_space(mmod).jobs)
    if (job.detector == "mmod") affinities.insert(job.environment.at("KMP_AFFINITY"));
  EXPECT_EQ(affinities.size(), 3u);
}

}  // namespace
}  // namespace mien::tune
