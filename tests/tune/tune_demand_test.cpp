#include "tune/demand.h"
#include "tune/tune_fixture.h"

namespace mien::tune {
namespace {

class TuneDemandTest : public TuneTest {
 protected:
  // With work on demand twice as fast, and four times with all of it.
  static double speed_of(const Job& job) {
    if (!job.expressions) return known_speed(job);
    return job.demand == "off" ? 100 : job.demand == "auto" ? 200 : 400;
  }
  static std::string demand_in(const json& result) {
    const auto text = result["best_yaml"].get<std::string>();
    const std::size_t from = text.find("\ndemand:\n");
    return from == std::string::npos ? "" : text.substr(from + 1);
  }
};

TEST_F(TuneDemandTest, TheCheapestThatMissesNobodyIsChosen) {
  const json result =
      run(options(), [](const Job& job) { return FakeOutcome{.fps = speed_of(job)}; });
  const json& demand = result["demand"];
  EXPECT_EQ(demand["choice"], "on");
  ASSERT_EQ(demand["ways"].size(), 2u);
  EXPECT_DOUBLE_EQ(demand["ways"][0]["saves"].get<double>(), 0.5);
  EXPECT_DOUBLE_EQ(demand["ways"][1]["saves"].get<double>(), 0.75);
  EXPECT_EQ(demand["ways"][1]["faces"], 20);
  EXPECT_EQ(demand_in(result), "demand:\n  read: on\n  search: on\n  decode: on\n");
  EXPECT_THAT(result["best_yaml"].get<std::string>(),
              HasSubstr("# --demand on saves 75 % of the CPU time, misses 0 of 20 faces and 0 of 2 "
                        "tracks: chosen\n"));
}

// `on` misses one of two people for all of their two seconds.
TEST_F(TuneDemandTest, AWayThatMissesSomebodyIsNotChosen) {
  const json result = run(options(), [](const Job& job) {
    FakeOutcome outcome{.fps = speed_of(job), .frames_seen = job.expressions ? 21 : 10};
    if (job.expressions && job.demand == "on") outcome.faces_seen = 1;
    return outcome;
  });
  EXPECT_EQ(result["demand"]["choice"], "auto");
  EXPECT_EQ(demand_in(result), "demand:\n  read: auto\n  search: auto\n  decode: auto\n");
  EXPECT_EQ(
      demand_lines(result["demand"]).at(1),
      "--demand on saves 75 % of the CPU time, misses 21 of 42 faces and 1 of 2 tracks (up to "
      "2.0 s long)");
}

TEST_F(TuneDemandTest, WhereAllMissSomebodyAllOfTheWorkIsDone) {
  const json result = run(options(), [](const Job& job) {
    FakeOutcome outcome{.fps = speed_of(job), .frames_seen = job.expressions ? 21 : 10};
    if (job.expressions && job.demand != "off") outcome.faces_seen = 1;
    return outcome;
  });
  EXPECT_EQ(result["demand"]["choice"], "off");
}

// A saving within the noise is none: what a run does by itself stays.
TEST_F(TuneDemandTest, WithoutASavingTheDefaultStays) {
  const json result = run(options(), [](const Job& job) {
    return FakeOutcome{.fps = job.expressions ? (job.demand == "off" ? 100.0 : 101.0)
                                              : known_speed(job)};
  });
  EXPECT_EQ(result["demand"]["choice"], "auto");
}

TEST_F(TuneDemandTest, WhatCannotWorkOnDemandIsNotAsked) {
  TuneOptions streams = options();
  streams.approaches = {"cnn-streams"};
  streams.min_recall = 0;
  const json result = run(streams, [](const Job& job) {
    EXPECT_FALSE(job.expressions);
    return FakeOutcome{.fps = job.approach == "cnn-streams" ? 300.0 : 100.0};
  });
  EXPECT_EQ(result["winner"]["settings"]["approach"], "cnn-streams");
  EXPECT_EQ(demand_lines(result["demand"]),
            std::vector<std::string>{"The --demand modes were not compared: the approach "
                                     "cnn-streams does not support --demand."});
  EXPECT_EQ(demand_in(result), "");
}

TEST_F(TuneDemandTest, ARunThatFailsLeavesTheProfileWithoutAChoice) {
  const json result = run(options(), [](const Job& job) {
    return FakeOutcome{.fps = speed_of(job), .error = job.expressions ? "no such model" : ""};
  });
  EXPECT_THAT(demand_lines(result["demand"]).at(0), HasSubstr("no such model"));
  EXPECT_EQ(demand_in(result), "");
  EXPECT_FALSE(result["winner"].is_null());
}

// Of a cut recording each way would have seen another part.
TEST_F(TuneDemandTest, WhatIsNotSeenToItsEndIsNotCompared) {
  TuneOptions two = options();
  two.inputs = {"long.mp4", "short.mp4"};
  const auto of_long = [](const Job& job) { return job.inputs.front() == "long.mp4"; };
  const auto outcome = [&](const Job& job) {
    return FakeOutcome{.fps = speed_of(job), .cut = job.demand == "on" && of_long(job)};
  };
  const json result = run(two, outcome);
  EXPECT_EQ(result["demand"]["inputs"], json{"short.mp4"});
  EXPECT_EQ(result["demand"]["ways"][0]["faces"], 20) << "of the short one alone";
  two.inputs = {"long.mp4"};
  const json none = run(two, outcome);
  EXPECT_EQ(demand_in(none), "");
  EXPECT_THAT(none["best_yaml"].get<std::string>(),
              HasSubstr("# The --demand modes were not compared: there was not enough time for all "
                        "of long.mp4; give a shorter recording, or a longer --search-duration.\n"));
}

TEST_F(TuneDemandTest, WhereNobodyIsSeenNothingIsChosen) {
  TuneOptions any = options();
  any.min_recall = 0;
  const json result =
      run(any, [](const Job& job) { return FakeOutcome{.fps = speed_of(job), .faces_seen = 0}; });
  EXPECT_EQ(demand_lines(result["demand"]).at(0),
            "The --demand modes were not compared: nobody is seen in these recordings.");
  EXPECT_EQ(demand_in(result), "");
}

// One slow moment of `auto`, one lucky one of `on`.
TEST_F(TuneDemandTest, NoSingleRunDecides) {
  int autos = 0, ons = 0;
  const json result = run(options(), [&](const Job& job) {
    FakeOutcome outcome{.fps = job.expressions ? 100 : known_speed(job)};
    if (job.expressions && job.demand == "auto" && ++autos == 3) outcome.fps = 20;
    if (job.expressions && job.demand == "on" && ++ons == 3) outcome.fps = 900;
    return outcome;
  });
  EXPECT_GE(result["demand"]["rounds"], 3);
  EXPECT_EQ(result["demand"]["choice"], "auto");
}

TEST_F(TuneDemandTest, ExpressionsThatDifferAreCounted) {
  const json result = run(options(), [](const Job& job) {
    return FakeOutcome{.fps = speed_of(job), .label = job.demand == "on" ? "sadness" : "neutral"};
  });
  EXPECT_EQ(result["demand"]["choice"], "auto");
  EXPECT_EQ(result["demand"]["ways"][0]["sights_alike"], 20);
  EXPECT_EQ(result["demand"]["ways"][1]["sights_alike"], 0);
  EXPECT_EQ(result["demand"]["ways"][1]["stays"], 2);
}

// Every configuration is measured as a run has it: with work on demand.
TEST_F(TuneDemandTest, TheSearchMeasuresWhatARunDoes) {
  for (const Job& job : tune_space(options()).jobs) EXPECT_EQ(job.demand, "auto") << job.approach;
}

TEST_F(TuneDemandTest, ProgressRisesToTheEnd) {
  double last = 0;
  auto tools = fake_tools([](const Job& job) { return FakeOutcome{.fps = speed_of(job)}; }, &now_);
  tools.progress = [&](const std::string& what, double share) {
    EXPECT_GE(share, last - 1e-9) << what;
    last = share;
  };
  tune(options(), tools, [this] { return now_; });
  EXPECT_LE(last, 1);
}

}  // namespace
}  // namespace mien::tune
