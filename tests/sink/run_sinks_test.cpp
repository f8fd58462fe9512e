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
  const auto open = [&](const std::filesystem::path& sqlite) {
    for (auto& sink : make_run_sinks(folder_ / "out", sqlite)) sink->open(example_run());
  };
  open(folder_ / "shop.db");
  EXPECT_TRUE(std::filesystem::exists(folder_ / "shop.db"));
  open("near.db");
  EXPECT_TRUE(std::filesystem::exists(folder_ / "out" / "near.db"));
  open("../up.db");
  EXPECT_TRUE(std::filesystem::exists(folder_ / "up.db"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out" / "mien.db"));
}

TEST_F(RunSinks, TouchNoFileBeforeTheyAreOpened) {
  const char* const names[] = {"events.jsonl", "tracks.csv", "summary.json", "mien.db"};
  for (const char* name : names) std::ofstream(folder_ / name) << "a former run's";
  const auto use = [&](const std::filesystem::path& folder) {
    std::mt19937 random(1);
    const auto forget_old = [] { ADD_FAILURE() << "deletes before it is opened"; };
    for (auto& sink : make_run_sinks(folder, kDatabaseName, {}, {}, forget_old)) {
      sink->frame("a", random_frame(random, 0, 2));
      sink->frame("a", random_frame(random, 1, 0));
      sink->track("a", example_track(1));
      sink->close(example_summary({"a"}));
    }
  };
  use(folder_);
  for (const char* name : names) EXPECT_EQ(read(folder_ / name), "a former run's") << name;
  use(folder_ / "new");
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "new"));
}

TEST_F(RunSinks, ADatabaseThatIsRefusedLeavesTheFormerFiles) {
  for (const char* name : {"events.jsonl", "tracks.csv", "summary.json", "mien.db"})
    std::ofstream(folder_ / name) << std::string(5000, 'x');
  output_failure([&] {
    for (auto& sink : make_run_sinks(folder_)) sink->open(example_run());
  });
  for (const char* name : {"events.jsonl", "tracks.csv", "summary.json", "mien.db"})
    EXPECT_EQ(std::filesystem::file_size(folder_ / name), 5000u) << name;
}

TEST_F(RunSinks, AFolderThatCannotBeMadeIsNamed) {
  std::ofstream(folder_ / "file") << "x";
  const Error error = output_failure([&] { make_run_sinks(folder_ / "file" / "out"); });
  EXPECT_EQ(error.where(), (folder_ / "file" / "out").string());
}

}  // namespace
}  // namespace mien::sink
