// The default is always among the last, and wins unless another is faster beyond doubt.
#include "tune/tune.h"
#include "tune/tune_fixture.h"

namespace mien::tune {
namespace {

// What `mien run` does is faster than all else: the search may not talk anyone out of it.
TEST_F(TuneTest, TheDefaultWinsWhereItIsTheFastest) {
  const Job usual = tune_space(options()).jobs.front();
  EXPECT_EQ(usual.approach, "cnn-per-core-tracked");
  EXPECT_EQ(usual.detector, "yunet-n");
  EXPECT_EQ(usual.width, 640);
  EXPECT_EQ(usual.workers, 2);
  const json result = run(options(), [&](const Job& job) {
    return FakeOutcome{.fps = settings_of(job) == settings_of(usual) ? 300.0 : 150.0};
  });
  EXPECT_TRUE(result["default_is_best"].get<bool>());
  EXPECT_EQ(result["winner"]["settings"], settings_of(usual));
  EXPECT_THAT(result["finding"].get<std::string>(),
              HasSubstr("The default settings are best here"));
  EXPECT_THAT(result["best_yaml"].get<std::string>(),
              HasSubstr("The default settings are best here"));
}

// As seen: the search's one look made others faster, runs in turns say the opposite.
TEST_F(TuneTest, LuckOfTheSearchDoesNotBeatTheDefault) {
  bool verifying = false;
  const Job usual = tune_space(options()).jobs.front();
  auto tools = fake_tools(
      [&](const Job& job) {
        const bool is_usual = settings_of(job) == settings_of(usual);
        return FakeOutcome{.fps = is_usual ? (verifying ? 580.0 : 400.0) : 430.0};
      },
      &now_);
  tools.progress = [&](const std::string& what, double) { verifying |= what.starts_with("verif"); };
  const json result = tune(options(), tools, [this] { return now_; });
  EXPECT_TRUE(result["default_is_best"].get<bool>());
  EXPECT_TRUE(result["verification"]["swapped"].get<bool>());
}

// Faster in the median, but not in every round: noise, so the default stays.
TEST_F(TuneTest, AGainWithinTheNoiseIsNoGain) {
  int calls = 0;
  const Job usual = tune_space(options()).jobs.front();
  const json result = run(options(), [&](const Job& job) {
    const bool is_usual = settings_of(job) == settings_of(usual);
    return FakeOutcome{.fps = is_usual ? 300.0 : 303.0 + (++calls % 2 ? 40 : -40)};
  });
  EXPECT_TRUE(result["default_is_best"].get<bool>());
}

// As seen on a busy machine: a profile came out of it, "the default settings are the best known".
TEST_F(TuneTest, WithoutAMeasurementThereIsNoProfile) {
  struct Case {
    double busy, duration, min_recall;  // seconds that each start takes
    std::vector<std::string> approaches;
    const char* cost;
  };
  for (const Case& one : {Case{0, 3, 0, options().approaches, "takes 1.8 s here"},
                          Case{0, 3, 0, {"cnn-streams"}, "takes 1.8 s here"},
                          Case{5, 20, 0.9, options().approaches, "takes 6.1 s here"}}) {
    now_ = 0;
    TuneOptions none = options();
    none.approaches = one.approaches;
    none.duration = one.duration;
    none.min_recall = one.min_recall;
    const json result = run(none, [&](const Job& job) {
      now_ += one.busy;
      return FakeOutcome{.fps = known_speed(job)};
    });
    EXPECT_EQ(result["tried"], 0);
    EXPECT_TRUE(result["winner"].is_null());
    EXPECT_TRUE(result["best_yaml"].is_null());
    EXPECT_FALSE(result["default_is_best"].get<bool>());
    const auto finding = result["finding"].get<std::string>();
    EXPECT_THAT(finding, HasSubstr("Nothing was measured, so there is no profile"));
    EXPECT_THAT(finding, HasSubstr("Give a longer --search-duration"));
    EXPECT_THAT(finding, HasSubstr(one.cost));
    for (const json& trial : result["trials"]) EXPECT_NE(trial["verdict"], "winner");
    EXPECT_LE(now_, 1.1 * one.duration);
  }
}

TEST_F(TuneTest, WithoutALookAtWhatWasAskedForItSaysSo) {
  TuneOptions other = options();
  other.detectors = {"retinaface"};
  other.duration = 20;
  try {
    run(other, [&](const Job& job) {
      now_ += 5;
      return FakeOutcome{.fps = known_speed(job)};
    });
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.where(), "--search-duration");
    EXPECT_THAT(error.remedy(), HasSubstr("longer"));
  }
}

TEST_F(TuneTest, WithoutTimeForAComparisonTheDefaultStays) {
  TuneOptions few = options();
  few.duration = 16;
  few.min_recall = 0;
  int calls = 0;
  const json result = run(few, [&](const Job& job) {
    if (++calls == 5) now_ += 30;  // something else has the machine
    return FakeOutcome{.fps = known_speed(job)};
  });
  EXPECT_GT(result["tried"], 0);
  EXPECT_TRUE(result["default_is_best"].get<bool>());
  EXPECT_THAT(result["finding"].get<std::string>(), HasSubstr("no time to verify another"));
}

// It was called a lack of time.
TEST_F(TuneTest, WhatFailedIsNoLackOfTime) {
  for (const bool grid : {false, true}) {
    TuneOptions broken = options();
    broken.min_recall = 0;
    broken.grid = grid;
    const json result = run(broken, [](const Job&) { return FakeOutcome{.error = "no memory"}; });
    EXPECT_EQ(result["tried"], 0);
    EXPECT_TRUE(result["winner"].is_null());
    EXPECT_TRUE(result["best_yaml"].is_null());
    const auto finding = result["finding"].get<std::string>();
    EXPECT_THAT(finding, HasSubstr("Nothing could be measured, so there is no profile: "));
    EXPECT_THAT(finding, HasSubstr("no memory"));
    EXPECT_EQ(finding.find("--search-duration"), std::string::npos) << finding;
  }
}

TEST_F(TuneTest, ADefaultThatFailsIsNoWinnerWhereThereIsNoTimeForAComparison) {
  TuneOptions few = options();
  few.duration = 40;
  few.min_recall = 0;
  const Job usual = tune_space(options()).jobs.front();
  int calls = 0;
  const json result = run(few, [&](const Job& job) {
    if (++calls == 5) now_ += 30;  // something else has the machine
    const bool is_usual = settings_of(job) == settings_of(usual);
    return FakeOutcome{.fps = known_speed(job), .error = is_usual ? "no memory" : ""};
  });
  EXPECT_GT(result["tried"], 0);
  EXPECT_TRUE(result["default"]["fps"].is_null());
  EXPECT_FALSE(result["default_is_best"].get<bool>());
  ASSERT_TRUE(result["winner"].is_object());
  EXPECT_TRUE(result["winner"]["fps"].is_number());
  EXPECT_EQ(result["winner"]["verdict"], "winner");
  EXPECT_THAT(result["finding"].get<std::string>(), HasSubstr("The best of the search"));
}

TEST_F(TuneTest, ADefaultThatSeesTooLittleDoesNotWin) {
  const json result = run(options(), [](const Job& job) {
    const bool usual = job.detector == "yunet-n";
    return FakeOutcome{.fps = usual ? 300.0 : 100.0, .faces_seen = usual ? 1 : 2};
  });
  EXPECT_FALSE(result["default_is_best"].get<bool>());
  EXPECT_EQ(result["winner"]["settings"]["detector"], "retinaface");
  EXPECT_THAT(result["finding"].get<std::string>(), HasSubstr("find only"));
}

// As seen: the nearest of those named was called the default, which was none of them.
TEST_F(TuneTest, TheDefaultIsTheRealOneWhateverIsAskedFor) {
  TuneOptions some = options();
  some.approaches = {"cnn-streams"};
  some.widths = {480};
  const Job usual = tune_space(options()).jobs.front();
  for (const double asked_fps : {80.0, 400.0}) {
    const json result = run(some, [&](const Job& job) {
      return FakeOutcome{.fps = settings_of(job) == settings_of(usual) ? 200.0 : asked_fps};
    });
    EXPECT_EQ(result["default"]["settings"], settings_of(usual));
    EXPECT_EQ(result["default"]["fps"], 200.0) << "it is a finalist";
    EXPECT_EQ(result["default"]["verdict"], "not asked for");
    EXPECT_FALSE(result["default_asked"].get<bool>());
    EXPECT_FALSE(result["default_is_best"].get<bool>());
    EXPECT_EQ(result["winner"]["settings"]["approach"], "cnn-streams") << "as asked";
    EXPECT_NEAR(result["verification"]["over_default"].get<double>(), asked_fps / 200, 1e-9);
    const auto finding = result["finding"].get<std::string>();
    EXPECT_THAT(finding, HasSubstr("not among those asked for"));
    EXPECT_EQ(finding.find("Without this profile mien is faster") != std::string::npos,
              asked_fps < 200);
  }
}

TEST_F(TuneTest, TheRecallOfWhatWasNotAskedForIsNoneOfTheSearch) {
  TuneOptions some = options();
  some.detectors = {"retinaface"};
  try {
    run(some, [](const Job& job) {
      return FakeOutcome{.faces_seen = job.detector == "retinaface" ? 1 : 2};
    });
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("the best finds 50 %"));
  }
}

}  // namespace
}  // namespace mien::tune
