#include "config/profile_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mien/error.h"

#include "config/unused_keys.h"

namespace mien::config {
namespace {

using testing::HasSubstr;

const std::map<std::string, std::string> kHere = {
    {"model", "CPU \"A\""}, {"cores", "2"}, {"instruction_sets", "AVX AVX2"}};

Profile tuned() {
  Profile profile{.file = "best.yaml", .machine = kHere};
  profile.run.approach = "cnn-per-core-tracked";
  profile.run.detector = "yunet-n";
  profile.run.precision = Precision::bf16;
  profile.run.width = 480;
  profile.run.detect_fps = 7.5;
  profile.run.workers = 2;
  profile.run.build = "avx512";
  profile.run.tuning = {.pin = Pin::cores,
                        .huge_pages = true,
                        .prefetch = 3,
                        .streams = 4,
                        .batch = 8,
                        .blas_threads = 2,
                        .skip_loop_filter = true,
                        .skip_frames = true};
  profile.run.demand.search = OnDemand::on;
  profile.run.demand.decode = OnDemand::on;
  profile.environment = {{"KMP_AFFINITY", "granularity=fine,compact,1,0"},
                         {"OMP_NUM_THREADS", "2"}};
  return profile;
}

std::string message_of(const std::string& text) {
  try {
    parse_profile(text, "best.yaml");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    return error.what();
  }
  return "nothing was thrown";
}

// What tune writes, run reads.
TEST(ProfileFile, WhatIsWrittenIsRead) {
  const Profile read = parse_profile(profile_text(tuned(), "first line\n\nthird: line"), "b.yaml");
  EXPECT_EQ(read.machine, kHere);
  EXPECT_EQ(read.environment, tuned().environment);
  EXPECT_EQ(read.run.approach, "cnn-per-core-tracked");
  EXPECT_EQ(read.run.width, 480);
  EXPECT_EQ(read.run.detect_fps, 7.5);
  EXPECT_TRUE(read.run.tuning.skip_loop_filter);
  EXPECT_TRUE(read.run.tuning.skip_frames);
  EXPECT_EQ(read.run.tuning.batch, 8);
  EXPECT_EQ(read.run.tuning.blas_threads, 2);
  EXPECT_EQ(read.run.demand, tuned().run.demand);
  EXPECT_EQ(read.run.upsample, -1);
}

// Detector, width, precision, workers and pinning are live cameras', too.
TEST(ProfileFile, WhatIsNothingToLiveCamerasIsNamed) {
  const Profile read = parse_profile(profile_text(tuned(), ""), "best.yaml");
  EXPECT_THAT(
      unused_keys(read.run, "serve"),
      testing::ElementsAre(
          "approach, tuning.prefetch, tuning.huge_pages, tuning.streams, tuning.batch, "
          "tuning.skip_frames: ignored by 'mien serve' (applies to recordings only: mien run)",
          "detect_fps: ignored by 'mien serve' (the configuration's detect: { fps: … } applies)"));
  EXPECT_THAT(unused_keys(read.run, "run"), testing::IsEmpty());
}

TEST(ProfileFile, IsAppliedOnItsMachineAndLeavesCamerasAlone) {
  RunConfig config;
  config.cameras.push_back({.name = "aisle", .input = "a.mp4"});
  config.min_confidence = 0.7;
  EXPECT_EQ(apply_profile(tuned(), false, kHere, config), "");
  EXPECT_EQ(config.detector, "yunet-n");
  EXPECT_EQ(config.workers, 2);
  EXPECT_EQ(config.tuning.pin, Pin::cores);
  EXPECT_EQ(config.demand.search, OnDemand::on);
  EXPECT_EQ(config.cameras.size(), 1u);
  EXPECT_EQ(config.min_confidence, 0.7);
}

// What it names goes before the file's, the usual value too; of the rest the file's stays.
TEST(ProfileFile, EachKeyOfDemandThatItNamesIsTaken) {
  const DemandConfig all{.read = OnDemand::on, .search = OnDemand::on, .decode = OnDemand::on};
  const auto applied = [&](const std::string& demand) {
    RunConfig config;
    config.demand = all;
    Profile profile = parse_profile(profile_text({.machine = kHere}, "") + demand, "best.yaml");
    apply_profile(profile, false, kHere, config);
    return config.demand;
  };
  EXPECT_EQ(applied(""), all);
  EXPECT_EQ(applied("demand: {read: auto, search: auto, decode: auto}\n"), DemandConfig());
  EXPECT_EQ(applied("demand: {search: off}\n"),
            (DemandConfig{.read = OnDemand::on, .search = OnDemand::off, .decode = OnDemand::on}));
}

TEST(ProfileFile, AnotherMachinesProfileIsRefusedOrAdapted) {
  auto other = kHere;
  other["cores"] = "40";
  RunConfig config;
  try {
    apply_profile(tuned(), false, other, config);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_THAT(error.what(), HasSubstr("cores: '2' there, '40' here"));
    EXPECT_THAT(error.what(), HasSubstr("--force"));
  }
  EXPECT_THAT(apply_profile(tuned(), true, other, config), HasSubstr("adapted"));
  EXPECT_EQ(config.workers, 0);
  EXPECT_EQ(config.precision, Precision::automatic);
  EXPECT_EQ(config.build, "auto");
  EXPECT_EQ(config.width, 480);
}

TEST(ProfileFile, AProfileThatNamesNoMachineIsOfAnotherOne) {
  RunConfig config;
  EXPECT_THROW(apply_profile(parse_profile("run: {approach: threads}", "x"), false, kHere, config),
               Error);
}

TEST(ProfileFile, MistakesNameFileLineAndNearestKey) {
  EXPECT_THAT(message_of("run:\n  aproach: threads\n"),
              AllOf(HasSubstr("best.yaml:2"), HasSubstr("approach")));
  EXPECT_THAT(message_of("run:\n  workers: many\n"), HasSubstr("best.yaml:2"));
  EXPECT_THAT(message_of("tuning:\n  pin: sockets\n"), HasSubstr("best.yaml:2"));
  EXPECT_THAT(message_of("tuning:\n  huge_pages: perhaps\n"), HasSubstr("true"));
  EXPECT_THAT(message_of("tunning: {}\n"), HasSubstr("tuning"));
}

// A profile that came by mail must not choose what the process loads.
TEST(ProfileFile, OnlyVariablesOfThreadingRuntimesAreTaken) {
  EXPECT_THAT(message_of("environment:\n  LD_PRELOAD: evil.so\n"),
              AllOf(HasSubstr("best.yaml:2"), HasSubstr("LD_PRELOAD")));
}

TEST(ProfileFile, AMissingFileSaysHowToMakeOne) {
  try {
    load_profile("/nowhere/best.yaml");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("mien tune"));
  }
}

}  // namespace
}  // namespace mien::config
