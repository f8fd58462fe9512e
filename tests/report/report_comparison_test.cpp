// Two periods, contents or stores beside each other: the sides are what SQL says of the rows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mien/error.h"

#include "audience_fixture.h"
#include "base/sqlite_database.h"
#include "report/comparison.h"

namespace mien::report {
namespace {

using ::testing::HasSubstr;

struct Side {
  std::int64_t values = 0;
  double mean = 0;
};

/// `what` of the rows `where`, computed by the database.
Side by_sql(const fixture::Folder& folder, const std::string& what, const std::string& where) {
  Database database(folder.path() / "mien.db", Database::Access::read);
  Statement query = database.prepare("SELECT count(" + what + "), avg(" + what +
                                     ") FROM exposures WHERE " + where);
  query.start();
  query.next();
  return {query.integer(0), query.real(1)};
}

/// The row of a content and measure must be the two sides, and their difference.
void expect_row(const json& comparison, const std::string& content, const std::string& measure,
                const Side& a, const Side& b) {
  for (const json& row : comparison["rows"]) {
    if (row["content"] != content || row["measure"] != measure) continue;
    EXPECT_EQ(row["a"]["values"], a.values);
    EXPECT_EQ(row["b"]["values"], b.values);
    EXPECT_NEAR(row["a"]["mean"].get<double>(), a.mean, 1e-9);
    EXPECT_NEAR(row["b"]["mean"].get<double>(), b.mean, 1e-9);
    EXPECT_NEAR(row["difference"]["value"].get<double>(), b.mean - a.mean, 1e-9);
    return;
  }
  ADD_FAILURE() << "no row of " << content << ", " << measure << ": " << comparison.dump(1);
}

constexpr char kValence[] = "valence / 1e4";

TEST(ReportComparison, TwoPeriodsAreTheirDaysRows) {
  const fixture::Folder folder;
  fixture::write_audience(folder);
  const std::filesystem::path folders[] = {folder.path()};
  const json found = comparison_json(folders, "2026-11-03/2026-11-04", "2026-11-05/2026-11-08", {});
  EXPECT_EQ(found["kind"], "periods");
  for (const std::string content : {"good", "plain"}) {
    const auto days = [&](const char* from, const char* to) {
      return "content = '" + content + "' AND date(start_ms / 1000, 'unixepoch') BETWEEN '" + from +
             "' AND '" + to + "'";
    };
    expect_row(found, content, "valence",
               by_sql(folder, kValence, days("2026-11-03", "2026-11-04")),
               by_sql(folder, kValence, days("2026-11-05", "2026-11-08")));
  }
}

TEST(ReportComparison, WhoIsOnBothSidesIsNotCompared) {
  const fixture::Folder folder;
  fixture::write_audience(folder);
  const std::filesystem::path folders[] = {folder.path()};
  const std::string path = folder.path().string();
  for (const auto& [left, right] :
       {std::pair<std::string, std::string>("2026-11-03/2026-11-05", "2026-11-05/2026-11-08"),
        {"2026-11-03", "2026-11-03"},
        {"good", "good"},
        {path, path + "/."}})
    EXPECT_THROW(comparison_json(folders, left, right, {}), Error) << left;
  try {
    comparison_json(folders, "2026-12-24/2027-01-02", "2026-12-30/2027-01-09", {});
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_THAT(error.what(), HasSubstr("2026-12-30/2027-01-02 is in both periods"));
  }
}

TEST(ReportComparison, TwoContentsAreTheirRows) {
  const fixture::Folder folder;
  fixture::write_audience(folder);
  const std::filesystem::path folders[] = {folder.path()};
  const json found = comparison_json(folders, "plain", "good", {});
  EXPECT_EQ(found["kind"], "contents");
  expect_row(found, "", "valence", by_sql(folder, kValence, "content = 'plain'"),
             by_sql(folder, kValence, "content = 'good'"));
  EXPECT_THAT(found["finding"], HasSubstr("valence +0.70"));
  audience::tell(folder.path() / "mien.db", {.titles = {{"good", "The good one"}}});
  EXPECT_EQ(comparison_json(folders, "plain", "good", {})["b"], "The good one");
  EXPECT_EQ(comparison_json(folders, "plain", "The good one", {})["rows"],
            comparison_json(folders, "plain", "good", {})["rows"]);
  EXPECT_THROW(comparison_json(folders, "plain", "godo", {}), Error);
}

TEST(ReportComparison, TwoStoresAreTheirFolders) {
  const fixture::Folder one, other;
  fixture::write_audience(one);
  fixture::write_audience(other);
  {
    audience::Store store(other.path() / "mien.db");
    std::vector<audience::Exposure> more;
    for (int i = 0; i < 20; ++i) more.push_back(fixture::stay("good", 240 + i / 5 * 24, 0.9));
    store.add(more);
    store.decide(fixture::kNine + std::chrono::days(40));
  }
  const std::filesystem::path folders[] = {one.path()};
  const json found = comparison_json(folders, one.path().string(), other.path().string(), {});
  EXPECT_EQ(found["kind"], "stores");
  expect_row(found, "good", "valence", by_sql(one, kValence, "content = 'good'"),
             by_sql(other, kValence, "content = 'good'"));
}

TEST(ReportComparison, WhereNothingButSmilesIsReadTheirShareIsCompared) {
  const fixture::Folder folder;
  {
    audience::Store store(folder.path() / "mien.db");
    std::vector<audience::Exposure> stays;
    for (int i = 0; i < 50; ++i) {  // enough an hour, with and without, to be told
      for (const auto& [content, smiling] : {std::pair("calm", 5), {"merry", 15}}) {
        stays.push_back(fixture::stay(content, i / 25 * 24, 0));
        stays.back().valence.reset();
        if (i % 25 < smiling) stays.back().reaction = audience::Reaction{Emotion::happiness, {}};
      }
    }
    store.add(stays);
    store.decide(fixture::kNine + std::chrono::days(40));
  }
  audience::tell(folder.path() / "mien.db", {.expressions = "smile"});
  const std::filesystem::path folders[] = {folder.path()};
  const json found = comparison_json(folders, "calm", "merry", {});
  expect_row(found, "", "smiles", by_sql(folder, "(reaction IS NOT NULL)", "content = 'calm'"),
             by_sql(folder, "reaction IS NOT NULL", "content = 'merry'"));
  EXPECT_THAT(found["finding"], HasSubstr("share of stays with a smile +0.40"));
}

}  // namespace
}  // namespace mien::report
