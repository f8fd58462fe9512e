// One period a page: runs into one folder and several folders add up, and every figure is of all of
// them. What is right is summed here by SQL over each file alone, or by hand.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audience/store.h"
#include "audience_fixture.h"
#include "base/sqlite_database.h"
#include "report/audience.h"
#include "report/report.h"
#include "report_fixture.h"
#include "runs_fixture.h"

namespace mien::report {
namespace {

using fixture::Folder;
using fixture::json;
using fixture::kRuns;
using fixture::run_of;
using fixture::write_runs;
using ::testing::HasSubstr;

json audience_of(std::vector<std::filesystem::path> folders) { return *read_audience(folders, {}); }

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
