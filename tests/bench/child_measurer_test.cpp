#include "bench/child_measurer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mien/error.h"

#include "base/temporary_folder.h"
#include "bench/job.h"

namespace mien::bench {
namespace {

const std::map<std::string, std::string> kPath = {{"PATH", "/usr/bin:/bin"}};

TEST(Measurer, WithoutMpirunSaysWhatToInstall) {
  const TemporaryFolder scratch(testing::TempDir());
  const auto measure = make_child_measurer({.program = "/bin/true",
                                            .environment = {{"PATH", "/nowhere"}},
                                            .models = {},
                                            .scratch = scratch.path()});
  try {
    measure(make_job({"a.mp4"}, "mpi"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_THAT(error.what(), testing::HasSubstr("openmpi-bin"));
  }
}

// The reason in a row of the bench is the program's own last word, with its kind.
TEST(Measurer, AChildsErrorComesThrough) {
  const TemporaryFolder scratch(testing::TempDir());
  const auto program = scratch.path() / "mien";
  {
    std::FILE* file = std::fopen(program.c_str(), "w");
    std::fputs("#!/bin/sh\necho 'mien: retinaface: is missing' >&2\nexit 4\n", file);
    std::fclose(file);
  }
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  const auto measure = make_child_measurer(
      {.program = program, .environment = kPath, .models = {}, .scratch = scratch.path()});
  try {
    measure(make_job({"a.mp4"}, "cnn-sync"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::model);
    EXPECT_THAT(error.what(), testing::HasSubstr("retinaface: is missing"));
  }
}

TEST(Job, GoesThroughJsonAndRefusesWhatItDoesNotKnow) {
  Job job = make_job({"a.mp4", "b.mp4"}, "cnn-streams");
  job.tuning.streams = 3;
  job.seconds = 1.5;
  job.faces = "f.jsonl";
  EXPECT_EQ(to_json(job_from_json(to_json(job), "spec")), to_json(job));
  auto wrong = to_json(job);
  wrong["aproach"] = "x";
  EXPECT_THROW(job_from_json(wrong, "spec"), Error);
  auto typed = to_json(job);
  typed["width"] = "wide";
  EXPECT_THROW(job_from_json(typed, "spec"), Error);
}

}  // namespace
}  // namespace mien::bench
