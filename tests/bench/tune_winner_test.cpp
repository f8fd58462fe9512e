// Who wins: not what was lucky, and not what sees too little.
#include <gmock/gmock.h>

#include "tune_fixture.h"

namespace mien::bench {
namespace {

using nlohmann::json;
using testing::HasSubstr;

// What `mien run` does is faster than all else: the search may not talk anyone out of it.
TEST_F(TuneTest, TheDefaultWinsWhereItIsTheFastest) {
  const Job usual = tune_space(options()).front();
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
  const Job usual = tune_space(options()).front();
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
  const Job usual = tune_space(options()).front();
  const json result = run(options(), [&](const Job& job) {
    const bool is_usual = settings_of(job) == settings_of(usual);
    return FakeOutcome{.fps = is_usual ? 300.0 : 303.0 + (++calls % 2 ? 40 : -40)};
  });
  EXPECT_TRUE(result["default_is_best"].get<bool>());
}

TEST_F(TuneTest, WithoutTimeForAComparisonTheDefaultStays) {
  TuneOptions none = options();
  none.duration = 3;
  none.min_recall = 0;
  const json result =
      run(none, [](const Job& job) { return FakeOutcome{.fps = known_speed(job)}; });
  EXPECT_TRUE(result["default_is_best"].get<bool>());
  EXPECT_THAT(result["finding"].get<std::string>(), HasSubstr("--search-duration"));
  EXPECT_LE(now_, 3.3);
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

}  // namespace
}  // namespace mien::bench
