// Copies that are given up: the results of a run that was interrupted do not wait for them.
#include "recordings/annotate_sink.h"

#include <fstream>

#include <gmock/gmock.h>

#include "base/temporary_folder.h"

namespace mien::recordings {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

class GivenUpCopies : public testing::Test {
 protected:
  /// What is told when a run over `inputs`, which cannot even be read, is concluded.
  std::vector<std::string> conclude(std::vector<std::string> inputs, bool interrupted, bool stop) {
    RunConfig config;
    Summary summary;
    summary.interrupted = interrupted;
    for (const std::string& input : inputs) {
      config.cameras.push_back({.name = input, .input = input});
      summary.inputs.push_back({.input = input, .frames_decoded = 63});
    }
    std::vector<std::string> told;
    const std::atomic<bool> stopped = stop;
    const auto sink = make_annotate_sink(
        config, {.folder = scratch_.path() / "annotated",
                 .stop = &stopped,
                 .log = [&](const std::string& words) { told.push_back(words); }});
    for (const std::string& input : inputs) sink->frame(input, {});
    sink->conclude(summary);
    sink->close(summary);
    EXPECT_FALSE(fs::exists(scratch_.path() / "annotated"));
    return told;
  }

  TemporaryFolder scratch_{testing::TempDir()};
};

TEST_F(GivenUpCopies, OfAnInterruptedRunNoneIsBegun) {
  EXPECT_THAT(conclude({"nowhere.mp4"}, true, true),
              ElementsAre("annotated copy: not written, interrupted"));
  EXPECT_THAT(conclude({"nowhere.mp4"}, true, false),
              ElementsAre("annotated copy: not written, interrupted"));
  EXPECT_THAT(conclude({"a.mp4", "b.mp4"}, true, true),
              ElementsAre("annotated copies of 2 inputs: not written, interrupted"));
}

TEST_F(GivenUpCopies, NorAfterARunThatWasDoneBefore) {
  EXPECT_THAT(conclude({"nowhere.mp4"}, false, true),
              ElementsAre("annotated copy: not written, interrupted"));
}

TEST_F(GivenUpCopies, OfLiveInputsThereIsNothingToSay) {
  EXPECT_THAT(conclude({"rtsp://192.0.2.1/a"}, true, true), ElementsAre());
}

// The one without --blur that was there before shows all faces under the new one's name.
TEST_F(GivenUpCopies, AFileIsNotLiveWhateverItsName) {
  const fs::path before = fs::current_path();
  fs::current_path(scratch_.path());
  for (const std::string name : {"loop:x.mp4", "v4l2:x.mp4"}) {
    EXPECT_THAT(conclude({name}, true, true), ElementsAre()) << "there is no such file";
    std::ofstream(name) << "a recording";
    EXPECT_THAT(conclude({name}, true, true),
                ElementsAre("annotated copy: not written, interrupted"));
  }
  fs::current_path(before);
}

TEST_F(GivenUpCopies, LeaveNoneOfAnotherRun) {
  RunConfig config;
  config.cameras.push_back({.name = "a.mp4", .input = "a.mp4"});
  const fs::path folder = scratch_.path() / "annotated", copy = folder / "a.mp4";
  fs::create_directories(folder);
  std::ofstream(copy) << "a copy";
  std::ofstream(folder / "another.mp4") << "a copy of a recording that is not in this run";
  const auto sink = make_annotate_sink(config, {.folder = folder, .blur = true});
  sink->open({});
  EXPECT_FALSE(fs::exists(copy));
  EXPECT_TRUE(fs::exists(folder / "another.mp4"));
}

}  // namespace
}  // namespace mien::recordings
