// Where nothing but smiles was read, the page says smile and no smile, and nothing of valence.
#include <set>

#include <gtest/gtest.h>

#include "audience_fixture.h"
#include "report/audience.h"
#include "report/run.h"
#include "report/smiles.h"
#include "report_fixture.h"

namespace mien::report {
namespace {

using fixture::Folder;
using fixture::json;

std::set<std::string> keys_of(const json& object) {
  std::set<std::string> keys;
  for (const auto& [key, unused] : object.items()) keys.insert(key);
  return keys;
}

TEST(ReportSmiles, EveryLabelOfARunSaysSmileOrNoSmile) {
  const Folder folder;
  fixture::write_smiles(folder);
  const auto run = read_run(std::vector{folder.path()});
  ASSERT_TRUE(run);
  EXPECT_EQ((*run)["finding"], "1 face, mostly smile; from no smile to smile");
  const json& input = (*run)["inputs"][0];
  const std::set<std::string> both = {"no smile", "smile"};
  EXPECT_EQ(keys_of(input["emotions"]), both);
  EXPECT_EQ(keys_of((*run)["total"]["emotions"]), both);
  EXPECT_EQ(keys_of(input["timeline"]["counts"]), both);
  EXPECT_EQ(input["tracks_rows"][0][4], "smile");
  EXPECT_EQ(input["dominant"]["label"], "smile");
  EXPECT_EQ(run->dump().find("happiness"), std::string::npos);
}

// As long as its summary does not say otherwise, a label is what the events call it.
TEST(ReportSmiles, ARunOfAllExpressionsKeepsItsLabels) {
  const Folder folder;
  fixture::write_one_face(folder);
  const auto run = read_run(std::vector{folder.path()});
  ASSERT_TRUE(run);
  EXPECT_TRUE((*run)["inputs"][0]["emotions"].contains("happiness"));
  EXPECT_EQ(run->dump().find("smile"), std::string::npos);
}

TEST(ReportSmiles, OfRunsBeforeThoseThatKnewNothingElseSaySoToo) {
  RunFiles files;
  files.summary["expressions"] = "smile";
  files.earlier = {{{"emotions", {{"happiness", 0.6}, {"neutral", 0.4}, {"anger", 0.0}}}},
                   {{"emotions", {{"happiness", 0.6}, {"anger", 0.4}}}},
                   {{"emotions", "damaged"}}};
  say_smiles(files);
  EXPECT_EQ(files.earlier[0]["emotions"].dump(), R"({"smile":0.6,"no smile":0.4})");
  EXPECT_EQ(files.earlier[1]["emotions"].dump(), R"({"happiness":0.6,"anger":0.4})");
  EXPECT_EQ(files.earlier[2]["emotions"], "damaged");
}

TEST(ReportSmiles, ContentsAreRankedByThem) {
  const Folder folder;
  fixture::write_smiling_audience(folder);
  const auto section = read_audience(std::vector{folder.path()}, {});
  ASSERT_TRUE(section);
  EXPECT_EQ((*section)["smiles"], true);
  const json& contents = (*section)["contents"];
  ASSERT_EQ(contents.size(), 2u);
  EXPECT_EQ(contents[0]["content"], "merry");
  EXPECT_NEAR(contents[0]["figures"]["emotions"]["smile"].get<double>(), 0.6, 1e-9);
  EXPECT_NEAR(contents[1]["figures"]["emotions"]["no smile"].get<double>(), 0.8, 1e-9);
  for (const json& row : contents)
    for (const std::string& label : keys_of(row["figures"]["emotions"]))
      EXPECT_TRUE(label == "smile" || label == "no smile" || label == "unknown") << label;
  EXPECT_EQ((*section)["finding"], "Most smiles in front of merry: 60 % of the time");
}

}  // namespace
}  // namespace mien::report
