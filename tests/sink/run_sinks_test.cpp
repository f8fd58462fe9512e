// The output folder of a run.
#include <gmock/gmock.h>

#include "sink_fixture.h"

namespace mien::sink {
namespace {

class RunSinks : public SinkTest {};

TEST_F(RunSinks, LeaveTheFourFilesInAFolderThatIsMade) {
  const auto out = folder_ / "deep" / "out";
  {
    auto sinks = make_run_sinks(out);
    for (auto& sink : sinks) sink->open(example_run());
    for (auto& sink : sinks) sink->close(example_summary({"a"}));
  }
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(out))
    names.push_back(entry.path().filename());
  EXPECT_THAT(names, testing::UnorderedElementsAre("events.jsonl", "tracks.csv", "summary.json",
                                                   "mien.db"));
}

TEST_F(RunSinks, PutTheDatabaseWhereTheUserWantsIt) {
  make_run_sinks(folder_ / "out", folder_ / "shop.db");
  EXPECT_TRUE(std::filesystem::exists(folder_ / "shop.db"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out" / "mien.db"));
}

TEST_F(RunSinks, AFolderThatCannotBeMadeIsNamed) {
  std::ofstream(folder_ / "file") << "x";
  const Error error = output_failure([&] { make_run_sinks(folder_ / "file" / "out"); });
  EXPECT_EQ(error.where(), (folder_ / "file" / "out").string());
}

}  // namespace
}  // namespace mien::sink
