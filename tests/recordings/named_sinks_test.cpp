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
