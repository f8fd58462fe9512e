// The page's section on the audience: what the API would answer, guarded alike.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mien/error.h"

#include "audience/store.h"
#include "audience_fixture.h"
#include "report/audience.h"
#include "report/report.h"
#include "report_fixture.h"

namespace mien::report {
namespace {

using ::testing::HasSubstr;

TEST(ReportAudience, RanksContentsAndRelatesRatings) {
  const fixture::Folder folder;
  fixture::write_audience(folder);
  const auto section = report::read_audience(std::vector{folder.path()}, {});
  ASSERT_TRUE(section);
  const auto& contents = (*section)["contents"];
  ASSERT_EQ(contents.size(), 3u);
  EXPECT_EQ(contents[0]["content"], "good");
  EXPECT_EQ(contents[0]["figures"]["people"], 30);
  EXPECT_DOUBLE_EQ(contents[0]["figures"]["dwell_s"].get<double>(), 4);
  EXPECT_LT(contents[0]["p_holm"].get<double>(), 0.05);
  EXPECT_EQ(contents[0]["ratings"]["count"], 30);
  EXPECT_EQ(contents[1]["content"], "plain");
  EXPECT_EQ(contents[2]["content"], "rare");
  EXPECT_FALSE(contents[2].contains("figures")) << "two people";
  EXPECT_FALSE(contents[2].contains("valence"));
  EXPECT_EQ((*section)["relation"]["pairs"], 12) << "days of contents";
  EXPECT_EQ((*section)["relation"]["ratings"], 60);
  EXPECT_GT((*section)["relation"]["spearman"]["low"].get<double>(), 0.3);
  EXPECT_EQ((*section)["finding"], "good pleases most (valence +0.55)");
}

// The value of those who filled the file, not one of the report's own.
TEST(ReportAudience, GuardsAsTheDatabaseWasToldTo) {
  const fixture::Folder folder;
  fixture::write_audience(folder);
  audience::Store(folder.path() / "mien.db", {.min_audience = 200});
  const auto section = report::read_audience(std::vector{folder.path()}, {});
  ASSERT_TRUE(section);
  EXPECT_EQ((*section)["min_audience"], 200);
  for (const auto& row : (*section)["contents"]) {
    EXPECT_FALSE(row.contains("figures")) << row.dump();
    EXPECT_FALSE(row.contains("valence")) << row.dump();
    EXPECT_FALSE(row.contains("ratings")) << row.dump();
  }
  EXPECT_TRUE((*section)["relation"].is_null());
}

TEST(ReportAudience, IsOnThePageAndNowhereElse) {
  const fixture::Folder with, without;
  fixture::write_audience(with);
  fixture::write_one_face(without);
  EXPECT_THAT(report_html({with.path()}), HasSubstr("good pleases most"));
  EXPECT_FALSE(report::read_audience(std::vector{without.path()}, {}));
  audience::Store(without.path() / "mien.db");
  EXPECT_FALSE(report::read_audience(std::vector{without.path()}, {})) << "a run without contents";
}

TEST(ReportAudience, ADamagedDatabaseIsNamed) {
  const fixture::Folder folder;
  folder.write("mien.db",
               "no database at all, but long enough to have a header of its own, "
               "which SQLite then reads and refuses ....................");
  try {
    report::read_audience(std::vector{folder.path()}, {});
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input);
    EXPECT_THAT(error.what(), HasSubstr("mien.db"));
  }
}

}  // namespace
}  // namespace mien::report
