// One period a page: runs into one folder and several folders add up, and every figure is of all of
// them. What is right is summed here by SQL over each file alone, or by hand.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audience/store.h"
#include "audience_fixture.h"
#include "base/migrations.h"
#include "base/sqlite_database.h"
#include "report/audience.h"
#include "report/report.h"
#include "report/run.h"
#include "report_fixture.h"

namespace mien::report {
namespace {

using fixture::Folder;
using fixture::json;
using ::testing::HasSubstr;

constexpr int kRuns = 14;

json run_of(std::vector<std::filesystem::path> folders) { return *read_run(folders); }
json audience_of(std::vector<std::filesystem::path> folders) { return *read_audience(folders, {}); }

/// A run as the database's sink leaves it.
void add_run(Database& database, const std::string& started, const std::string& input,
             double seconds, int faces, int tracks, const std::string& emotions) {
  database
      .prepare(
          "INSERT INTO runs (started_at, version, detector, detector_sha256, emotion, "
          "emotion_sha256, "
          "approach, workers, machine, interrupted) VALUES (?, '', '', '', '', '', '', 1, '{}', 0)")
      .run(started);
  database
      .prepare(
          "INSERT INTO inputs VALUES (?, ?, ?, ?, ?, ?, ?, 1, 1, 100, 1, 1, 1, ?, '{}', 0, '', "
          "NULL)")
      .run(database.last_row(), input, static_cast<int>(seconds * 25),
           static_cast<int>(seconds * 5), faces, tracks, seconds, emotions);
}

/// Fourteen days' runs into one folder: the files are the last one's, the database knows all.
void write_runs(const Folder& folder) {
  Database database(folder.path() / "mien.db");
  migrate(database);
  Transaction transaction(database);
  for (int day = 1; day <= kRuns; ++day)
    add_run(database, fmt::format("2026-11-{:02}T20:00:00Z", day), fmt::format("day{}.mp4", day),
            100 + day, 10 * day, day, day % 2 ? R"({"happiness":1.0})" : R"({"neutral":1.0})");
  transaction.commit();
  json summary = fixture::summary_of(
      json::array({fixture::input_row("day14.mp4", 114, 140, 14, {{"neutral", 1.0}})}));
  summary["started_at"] = "2026-11-14T20:00:00Z";
  folder.write("summary.json", summary.dump());
}

TEST(ReportPeriod, RunsIntoOneFolderAddUp) {
  const Folder folder;
  write_runs(folder);
  const json run = run_of({folder.path()});
  Database database(folder.path() / "mien.db");
  EXPECT_EQ(run["inputs"].size(), static_cast<std::size_t>(kRuns));
  EXPECT_EQ(run["runs"], kRuns);
  for (const char* figure :
       {"faces", "tracks", "media_seconds", "frames_decoded", "frames_inferred"})
    EXPECT_EQ(
        run["total"][figure].get<double>(),
        static_cast<double>(database.integer(fmt::format("SELECT sum({}) FROM inputs", figure))))
        << figure;
  const double happy = static_cast<double>(
      database.integer("SELECT sum(faces) FROM inputs WHERE emotions LIKE '%happiness%'"));
  EXPECT_NEAR(run["total"]["emotions"]["happiness"].get<double>(),
              happy / run["total"]["faces"].get<double>(), 1e-9);
  EXPECT_THAT(run["finding"].get<std::string>(), HasSubstr("14 inputs: 105 faces"));
  EXPECT_EQ(run["started_at"], "2026-11-14T20:00:00Z");
}

TEST(ReportPeriod, ARecordingThatWasAnalysedAgainCountsOnce) {
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

TEST(ReportPeriod, RecordingsOfOneNameAndLengthAreToldApartByTheirContent) {
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

TEST(ReportPeriod, ARecordingInTwoFoldersCountsOnce) {
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

TEST(ReportPeriod, AnAnalysisThatWasEndedAndBegunAnewCountsOnce) {
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

TEST(ReportPeriod, AOneRunFolderIsAsItWas) {
  const Folder folder;
  fixture::write_one_face(folder);
  const json run = run_of({folder.path()});
  EXPECT_EQ(run["runs"], 1);
  EXPECT_GT(run["total"]["fps"].get<double>(), 0);
}

TEST(ReportPeriod, TheShareInNoFigureIsOfAllFolders) {
  const Folder first, second;
  for (const auto& [folder, week] :
       {std::pair(&first, "(0, 604800000, 0, 100)"), {&second, "(0, 604800000, 20, 300)"}}) {
    fixture::write_audience(*folder);
    Database(folder->path() / "mien.db")
        .execute(fmt::format("DELETE FROM cell_weeks; INSERT INTO cell_weeks VALUES {}", week));
  }
  EXPECT_DOUBLE_EQ(audience_of({first.path(), second.path()})["withheld"].get<double>(), 0.15);
}

TEST(ReportPeriod, FoldersArePooled) {
  const Folder first, second;
  fixture::write_one_face(first);
  fixture::write_store(second);
  const json one = run_of({first.path()}), two = run_of({second.path()});
  const json both = run_of({first.path(), second.path()});
  for (const char* figure : {"faces", "tracks", "media_seconds", "frames_decoded"})
    EXPECT_NEAR(both["total"][figure].get<double>(),
                one["total"][figure].get<double>() + two["total"][figure].get<double>(), 1e-6)
        << figure;
  EXPECT_EQ(both["inputs"].size(), one["inputs"].size() + two["inputs"].size());
}

/// Stays on a day of the store, counted from the fixture's; each once.
void write_stays(const Folder& folder, int day, int people, double valence,
                 const std::string& recording, int min_audience = 5) {
  audience::Store store(folder.path() / "mien.db",
                        {.min_audience = min_audience,
                         .utc_offset = [](WallTime) { return std::chrono::minutes(60); }});
  std::vector<audience::Exposure> stays;
  std::vector<audience::Rating> ratings;
  for (int i = 0; i < people; ++i) {
    stays.push_back(fixture::stay("shelf", 0, valence));
    stays.back().start += std::chrono::hours(24 * day) + std::chrono::minutes(i);
    stays.back().end = stays.back().start + std::chrono::seconds(4 + i % 3);
    stays.back().recording = recording;
    ratings.push_back({.content = "shelf",
                       .time = stays.back().start,
                       .value = 1.0 + i % 5,
                       .source_row = std::to_string(day * 1000 + i)});
  }
  store.add(stays);
  store.flush();
  store.add_ratings(ratings);
  store.decide(fixture::kNine + std::chrono::days(40), /*recordings_over=*/true);
}

TEST(ReportPeriod, TheAudienceOfFoldersIsPooled) {
  const Folder monday, tuesday, again;
  write_stays(monday, 0, 30, 0.5, "a");
  write_stays(tuesday, 1, 20, -0.1, "b", 12);
  write_stays(again, 0, 30, 0.5, "a");  // Monday's recording, in another folder
  double dwell = 0, valence = 0, rating = 0;
  std::int64_t stays = 0, ratings = 0;
  for (const Folder* folder : {&monday, &tuesday}) {
    Database database(folder->path() / "mien.db");
    stays += database.integer("SELECT count(*) FROM exposures");
    dwell +=
        static_cast<double>(database.integer("SELECT sum(end_ms - start_ms) FROM exposures")) / 1e3;
    valence += static_cast<double>(database.integer("SELECT sum(valence) FROM exposures")) / 1e4;
    ratings += database.integer("SELECT count(*) FROM ratings");
    rating += static_cast<double>(database.integer("SELECT sum(value) FROM ratings"));
  }
  const json pooled = audience_of({monday.path(), tuesday.path(), again.path()});
  ASSERT_EQ(pooled["contents"].size(), 1u);
  const json& shelf = pooled["contents"][0];
  EXPECT_EQ(shelf["figures"]["people"], stays);
  EXPECT_NEAR(shelf["figures"]["dwell_s"].get<double>(), dwell / static_cast<double>(stays), 1e-9);
  EXPECT_NEAR(shelf["valence"]["value"].get<double>(), valence / static_cast<double>(stays), 1e-9);
  EXPECT_EQ(shelf["ratings"]["count"], ratings);
  EXPECT_NEAR(shelf["ratings"]["mean"].get<double>(), rating / static_cast<double>(ratings), 1e-9);
  EXPECT_EQ(pooled["period"], json({{"from", "2026-11-03"}, {"to", "2026-11-04"}, {"days", 2}}));
  EXPECT_EQ(pooled["min_audience"], 12) << "the strictest";
  EXPECT_EQ(audience_of({monday.path()})["contents"][0]["figures"]["people"], 30)
      << "nothing was added to it";
}

/// In Chatham the clock goes an hour ahead in summer: 12:45 in July, 13:45 in November.
std::chrono::minutes chatham(WallTime time) {
  const WallTime winter_ends = *parse_time("2026-09-26T14:00:00Z").time;
  return std::chrono::minutes(time < winter_ends ? 765 : 825);
}

TEST(ReportPeriod, DaysAreThoseOfTheirOwnSeason) {
  const Folder folder;
  std::vector<audience::Exposure> stays;
  for (int day = 0; day < 3; ++day)  // half past midnight in July, looked at in November
    for (int i = 0; i < 6; ++i) {
      stays.push_back(fixture::stay("shelf", 0, 0.1));
      stays.back().start = *parse_time("2026-07-13T11:45:00Z").time + std::chrono::hours(24 * day) +
                           std::chrono::minutes(i);
      stays.back().end = stays.back().start + std::chrono::seconds(4);
    }
  {
    audience::Store store(folder.path() / "mien.db", {.utc_offset = chatham});
    store.add(stays);
    store.decide(fixture::kNine);
  }
  audience::Store(folder.path() / "mien.db",
                  {.utc_offset = [](WallTime) { return std::chrono::minutes(825); }});
  const json section = *read_audience(std::vector{folder.path()}, chatham);
  json days = json::array();
  for (const json& row : section["days"]) days.push_back(row["day"]);
  EXPECT_EQ(days, json({"2026-07-14", "2026-07-15", "2026-07-16"}));
  EXPECT_EQ(section["period"]["from"], "2026-07-14");
}

TEST(ReportPeriod, APageIsOfOnePeriod) {
  const Folder monday, tuesday;
  fixture::write_one_face(monday);
  fixture::write_store(tuesday);
  const std::string page = report_html({monday.path(), tuesday.path()});
  const std::string opening = "<script id=\"data\" type=\"application/json\">";
  const std::size_t begin = page.find(opening) + opening.size();
  const json data = json::parse(page.substr(begin, page.find("</script>", begin) - begin));
  ASSERT_EQ(data["folders"].size(), 1u);
  EXPECT_EQ(data["folders"][0]["name"],
            monday.path().filename().string() + ", " + tuesday.path().filename().string());
}

}  // namespace
}  // namespace mien::report
