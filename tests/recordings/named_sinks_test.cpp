#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "mien/error.h"
#include "mien/sinks.h"

#include "audience/store.h"
#include "base/sqlite_database.h"
#include "base/temporary_folder.h"
#include "base/time.h"

namespace mien {
namespace {

constexpr const char* kFiles[] = {"events.jsonl", "tracks.csv", "summary.json", "mien.db"};

class NamedSinks : public testing::Test {
 protected:
  static RunInfo run_of(WallTime began) {
    RunInfo run;
    run.started_at = rfc3339(began);
    return run;
  }
  /// Of one second.
  void write_run(WallTime began, int tracks, const SinkSettings& settings = {}) {
    const auto sink = make_sink("seconds", file_, settings);
    sink->open(run_of(began));
    FrameResult frame{{0, 0.5, 100, 100}, {}};
    frame.faces.emplace_back();
    sink->frame("a", frame);
    for (int i = 1; i <= tracks; ++i) sink->track("a", {.id = i});
    Summary summary;
    summary.inputs.push_back({.input = "a"});
    sink->close(summary);
  }
  std::int64_t count(const std::string& rows) {
    return Database(file_).integer("SELECT count(*) FROM " + rows);
  }

  const TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
  const std::filesystem::path file_ = folder_ / "mien.db";
};

TEST_F(NamedSinks, RetentionDeletesOldRunsWithAllTheirRows) {
  write_run(wall_now() - std::chrono::days(99), 6000);  // more than go at once
  write_run(wall_now(), 1);
  SinkSettings settings;
  settings.config.retention_days = 30;
  make_sink("seconds", file_, settings)->close({});
  EXPECT_EQ(count("runs"), 2) << "0, or no `open`, keeps everything";
  write_run(wall_now(), 1, settings);
  EXPECT_EQ(count("runs"), 2);
  for (const char* table : {"inputs", "tracks", "expressions"}) {
    EXPECT_EQ(count(std::string(table) + " WHERE run = 1"), 0) << table;
    EXPECT_EQ(count(table), 2) << table;
  }
}

TEST_F(NamedSinks, AFolderIsKeptWhileARunWritesThere) {
  const auto out = folder_ / "out";
  std::filesystem::create_directory(out);
  std::ofstream(out / "report.html") << "<!doctype html>the run before";
  auto sinks = make_folder_sinks(out);
  EXPECT_TRUE(std::filesystem::exists(out / ".mien.lock"));
  EXPECT_TRUE(std::filesystem::exists(out / "report.html"));
  for (const auto& sink : sinks) sink->open(run_of(wall_now()));
  EXPECT_FALSE(std::filesystem::exists(out / "report.html"));
  sinks.clear();
  EXPECT_FALSE(std::filesystem::exists(out / ".mien.lock"));
}

TEST_F(NamedSinks, AFolderHasAFileOfEachKind) {
  const auto out = folder_ / "deep" / "out";
  for (const auto& sink : make_folder_sinks(out)) {
    sink->open(run_of(wall_now()));
    sink->close({});
  }
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(out))
    names.push_back(entry.path().filename());
  EXPECT_THAT(names, testing::UnorderedElementsAre("events.jsonl", "tracks.csv", "summary.json",
                                                   "mien.db"));
}

TEST_F(NamedSinks, TheDatabaseIsWhereTheUserWantsIt) {
  const auto open = [&](const std::filesystem::path& sqlite) {
    SinkSettings settings;
    settings.config.sqlite = sqlite;
    for (const auto& sink : make_folder_sinks(folder_ / "out", settings))
      sink->open(run_of(wall_now()));
  };
  open(folder_ / "shop.db");
  EXPECT_TRUE(std::filesystem::exists(folder_ / "shop.db"));
  open("near.db");
  EXPECT_TRUE(std::filesystem::exists(folder_ / "out" / "near.db"));
  open("../up.db");
  EXPECT_TRUE(std::filesystem::exists(folder_ / "up.db"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out" / "mien.db"));
}

TEST_F(NamedSinks, NoFileIsTouchedBeforeTheyAreOpened) {
  for (const char* name : kFiles) std::ofstream(folder_ / name) << "a former run's";
  SinkSettings settings;
  settings.config.retention_days = 30;
  settings.config.cameras = {{.name = "a", .input = "a.mp4", .content = "soup"}};
  const auto use = [&](const std::filesystem::path& folder) {
    for (const auto& sink : make_folder_sinks(folder, settings)) {
      sink->frame("a", FrameResult{{0, 0.5, 100, 100}, {}});
      sink->track("a", {.id = 1});
      sink->close({});
    }
  };
  use(folder_);
  for (const char* name : kFiles)
    EXPECT_EQ(std::filesystem::file_size(folder_ / name), 14u) << name;
  use(folder_ / "new");
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "new"));
}

TEST_F(NamedSinks, ADatabaseThatIsRefusedLeavesTheFormerFiles) {
  for (const char* name : kFiles) std::ofstream(folder_ / name) << std::string(5000, 'x');
  EXPECT_THROW(for (const auto& sink
                    : make_folder_sinks(folder_)) sink->open(run_of(wall_now())),
               Error);
  for (const char* name : kFiles)
    EXPECT_EQ(std::filesystem::file_size(folder_ / name), 5000u) << name;
}

TEST_F(NamedSinks, AFolderThatCannotBeMadeIsNamed) {
  std::ofstream(folder_ / "file") << "x";
  try {
    make_folder_sinks(folder_ / "file" / "out");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::output);
    EXPECT_EQ(error.where(), (folder_ / "file" / "out").string());
  }
  EXPECT_THROW(make_folder_sinks(""), Error) << "the working folder has no lock";
}

TEST_F(NamedSinks, NoInputIsWrittenOver) {
  std::ofstream(folder_ / "tracks.csv") << "a recording";
  SinkSettings settings;
  settings.config.cameras = {{.name = "a", .input = folder_ / "tracks.csv"}};
  settings.config.sinks.jsonl = folder_ / "tracks.csv";
  EXPECT_THROW(make_folder_sinks(folder_, settings), Error);
  EXPECT_THROW(make_database_sinks(folder_ / "tracks.csv", settings), Error);
  EXPECT_THROW(make_configured_sinks(settings), Error);
  std::ofstream(folder_ / "report.html") << "notes";
  EXPECT_THROW(make_folder_sinks(folder_), Error);
}

// 40 days have passed since the file was used, or the clock is wrong.
TEST_F(NamedSinks, ARunByAWrongClockDeletesNoRun) {
  const WallTime now = wall_now();
  write_run(now - std::chrono::days(40), 1);
  audience::Store(file_).believe_clock(now - std::chrono::days(40));
  std::vector<std::string> said;
  SinkSettings settings;
  settings.config.retention_days = 30;
  settings.log = [&](const std::string& words) { said.push_back(words); };
  make_sink("seconds", file_, settings)->open(run_of(now));
  for (const auto& sink : make_folder_sinks(folder_, settings)) sink->open(run_of(now));
  EXPECT_EQ(count("runs"), 3);
  EXPECT_EQ(count("tracks"), 1);
  EXPECT_EQ(count("expressions"), 1);
  EXPECT_EQ(count("runs WHERE started_at = '" + rfc3339(now) + "'"), 2);
  using testing::HasSubstr;
  EXPECT_THAT(said, testing::ElementsAre(HasSubstr("3 rows are past the retention"),
                                         HasSubstr("--clock-is-right")));
}

TEST_F(NamedSinks, WhereContentsAreShownRetentionIsLookedAtOnce) {
  write_run(wall_now() - std::chrono::days(40), 1);
  audience::Store(file_).believe_clock(wall_now() - std::chrono::days(40));
  int said = 0;
  SinkSettings settings;
  settings.config.retention_days = 30;
  settings.config.cameras = {{.name = "a", .input = "a.mp4", .content = "soup"}};
  settings.log = [&](const std::string&) { ++said; };
  for (const auto& sink : make_database_sinks(file_, settings)) sink->open(run_of(wall_now()));
  EXPECT_EQ(said, 1);
}

// A run without a word of it into the file of a server that keeps 30 days, and its log 400.
TEST_F(NamedSinks, ARunLeavesTheRetentionOfAFileWhereNobodyChoseAnother) {
  const std::filesystem::path file = folder_ / "mien.db";
  audience::Store(file, {.retention_days = 30, .log_retention_days = 400});
  SinkSettings settings;
  settings.config.cameras = {{.name = "a", .input = "a.mp4", .content = "soup"}};
  make_sink("audience", file, settings)->open(RunInfo{});
  EXPECT_EQ(audience::Store(file).retention_days(), 30);
  EXPECT_EQ(audience::Store(file).log_retention_days(), 400);
  settings.config.retention_days = 7;
  settings.config.logs.retention_days = 200;
  make_sink("audience", file, settings)->open(RunInfo{});
  EXPECT_EQ(audience::Store(file).retention_days(), 7) << "somebody chose it";
  EXPECT_EQ(audience::Store(file).log_retention_days(), 200);
}

}  // namespace
}  // namespace mien
