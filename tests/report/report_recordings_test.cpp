// A recording counts once, however often and wherever it was analysed.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "runs_fixture.h"

namespace mien::report {
namespace {

using fixture::add_run;
using fixture::Folder;
using fixture::json;
using fixture::kRuns;
using fixture::run_of;
using fixture::write_runs;

TEST(ReportRecordings, ARecordingThatWasAnalysedAgainCountsOnce) {
  const Folder folder;
  write_runs(folder);
  {
    Database database(folder.path() / "mien.db");
    add_run(database, "2026-11-10T21:00:00Z", "day3.mp4", 103, 33, 4,
            R"({"happiness":1.0})");  // settings changed
    add_run(database, "2026-11-10T22:00:00Z", "aisle", 600, 50, 5,
            R"({"neutral":1.0})");  // a camera's hours:
    add_run(database, "2026-11-10T23:00:00Z", "aisle", 600, 51, 5,
            R"({"neutral":1.0})");                                    // alike in length
    database.execute("UPDATE runs SET id = id + 100 WHERE id = 14");  // the last one is the last
    database.execute("UPDATE inputs SET run = 114 WHERE run = 14");
  }
  const json run = run_of({folder.path()});
  EXPECT_EQ(run["inputs"].size(), kRuns + 2u);
  EXPECT_EQ(run["total"]["tracks"], 105 - 3 + 4 + 10);
  EXPECT_EQ(run["total"]["media_seconds"].get<double>(), 1400 + 105 + 1200);
}

/// What the run's only input was.
void name_recording(Database& database, int run, const std::string& recording) {
  database.prepare("INSERT INTO input_recordings SELECT run, name, ? FROM inputs WHERE run = ?")
      .run(recording, run);
}

TEST(ReportRecordings, RecordingsOfOneNameAndLengthAreToldApartByTheirContent) {
  const Folder folder;
  {
    Database database(folder.path() / "mien.db");
    migrate(database);
    for (int day = 1; day <= 4; ++day)  // the folder's files are replaced each day
      add_run(database, fmt::format("2026-11-{:02}T20:00:00Z", day), "aisle: 09.mp4", 3600, 10, day,
              R"({"neutral":1.0})");
    for (int run = 1; run <= 3; ++run) name_recording(database, run, run == 2 ? "b" : "a");
  }
  json row = fixture::input_row("aisle: 09.mp4", 3600, 10, 4, {{"neutral", 1.0}});
  row["recording"] = "c";
  json summary = fixture::summary_of(json::array({row}));
  summary["started_at"] = "2026-11-04T20:00:00Z";
  folder.write("summary.json", summary.dump());
  const json run = run_of({folder.path()});
  EXPECT_EQ(run["total"]["tracks"], 2 + 3 + 4) << "the third day was the first's again";
  EXPECT_EQ(run["total"]["media_seconds"], 3 * 3600);
}

TEST(ReportRecordings, ARecordingInTwoFoldersCountsOnce) {
  const Folder first, again, other;
  for (const auto& [folder, day, recording] :
       {std::tuple(&first, 1, "a"), {&again, 2, "a"}, {&other, 3, "b"}}) {
    json row = fixture::input_row("entrance.mp4", 60, 10 * day, day, {{"neutral", 1.0}});
    row["recording"] = recording;
    json summary = fixture::summary_of(json::array({row}));
    summary["started_at"] = fmt::format("2026-11-{:02}T20:00:00Z", day);
    folder->write("summary.json", summary.dump());
  }
  const json run = run_of({again.path(), other.path(), first.path()});
  EXPECT_EQ(run["total"]["tracks"], 2 + 3) << "the newest analysis";
  EXPECT_EQ(run["inputs"].size(), 2u);
}

TEST(ReportRecordings, AnAnalysisThatWasEndedAndBegunAnewCountsOnce) {
  const Folder folder;
  write_runs(folder);
  const json whole = run_of({folder.path()});
  {
    Database database(folder.path() / "mien.db");
    add_run(database, "2026-10-01T20:00:00Z", "day3.mp4", 40, 12, 1, R"({"happiness":1.0})");
    add_run(database, "2026-10-01T21:00:00Z", "rtsp://cam/1", 40, 12, 1, R"({"happiness":1.0})");
    add_run(database, "2026-10-01T22:00:00Z", "rtsp://cam/1", 50, 12, 1, R"({"happiness":1.0})");
    database.execute("UPDATE runs SET id = id - 20, interrupted = 1 WHERE id > 14");
    database.execute("UPDATE inputs SET run = run - 20 WHERE run > 14");
  }
  const json run = run_of({folder.path()});
  EXPECT_EQ(run["total"]["tracks"], whole["total"]["tracks"].get<int>() + 2);  // the address, twice
  EXPECT_EQ(run["inputs"].size(), kRuns + 2u);
}

}  // namespace
}  // namespace mien::report
