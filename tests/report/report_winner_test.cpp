/// \file One winner throughout: who may win, who is named where, and what figures allow.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench_fixture.h"
#include "report/report.h"
#include "study_fixture.h"

namespace mien::report {
namespace {

using fixture::Folder;
using fixture::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

json winner_page(const std::vector<std::filesystem::path>& folders) {
  const std::string page = report_html(folders);
  const std::string opening = "<script id=\"data\" type=\"application/json\">";
  const std::size_t begin = page.find(opening) + opening.size();
  return json::parse(page.substr(begin, page.find("</script>", begin) - begin));
}

json winner_study(const Folder& folder) { return winner_page({folder.path()})["studies"][0]; }

json winner_bench(const json& file) {
  const Folder folder;
  folder.write("bench.json", file.dump());
  return winner_study(folder)["bench"];
}

std::vector<std::string> lines_in(const json& list) { return list.get<std::vector<std::string>>(); }

// As seen: two numbers of workers, "never more than 62.0 ×, misfit 0.0 %".
TEST(ReportWinner, TwoPointsMakeNoLaw) {
  json file = fixture::bench_file();
  file["scaling"] = {{{"approach", "processes-cnn-per-core"}, {"workers", 1}, {"fps", 83.3}},
                     {{"approach", "processes-cnn-per-core"}, {"workers", 2}, {"fps", 164.0}}};
  const json two = winner_bench(file);
  EXPECT_FALSE(two["scaling"][0].contains("fit"));
  EXPECT_EQ(two["scaling"][0]["points"].size(), 2u);
  EXPECT_THAT(two["claims"].dump(), Not(HasSubstr("Amdahl")));
  file["scaling"].push_back(
      {{"approach", "processes-cnn-per-core"}, {"workers", 4}, {"fps", 300.0}});
  const json three = winner_bench(file);
  EXPECT_TRUE(three["scaling"][0].contains("fit"));
  EXPECT_THAT(three["claims"].dump(), HasSubstr("fitted to processes-cnn-per-core"));
}

// As seen: "threads" was out for "fewer faces" with the detector of the baseline itself.
TEST(ReportWinner, AnApproachWithTheBaselinesDetectorSeesEnough) {
  const json bench = winner_bench(json::parse(R"({"results":[
      {"approach":"baseline","detector":"hog","width":640,"fps_median":10,"recall_vs_reference":1.0,"reference_faces":25},
      {"approach":"threads","detector":"hog","width":640,"fps_median":26,"recall_vs_reference":0.9,"reference_faces":40},
      {"approach":"cnn-sync","detector":"yunet-n","width":640,"fps_median":20,"recall_vs_reference":0.97,"reference_faces":144},
      {"approach":"cnn-per-core","detector":"yunet-n","width":640,"fps_median":90,"recall_vs_reference":0.95,"reference_faces":25}]})"));
  EXPECT_EQ(bench["results"][1]["sees_enough"], true);
  EXPECT_EQ(bench["results"][2]["sees_enough"], true) << "within one face of the 25";
  EXPECT_EQ(bench["results"][3]["sees_enough"], false);
  EXPECT_EQ(bench["results"][1]["best"], true);
  EXPECT_THAT(bench["notes"].dump(), HasSubstr("not measured on the same frames"));
}

TEST(ReportWinner, OnlyMeasuredConfigurationsCountAsTried) {
  const Folder folder;
  folder.write("tune.json", R"({"trials":[
      {"settings":{"workers":2},"fps":190,"rung":0,"verdict":"winner"},
      {"settings":{"workers":3},"fps":180,"rung":0,"verdict":"dropped"},
      {"settings":{"workers":4},"fps":null,"verdict":"not tried"},
      {"settings":{"workers":5},"fps":null,"verdict":"recall too low"}]})");
  const json tune = winner_study(folder)["tune"];
  EXPECT_EQ(tune["tried"], 2);
  EXPECT_EQ(tune["space"], 4);
  EXPECT_EQ(tune["trials"].size(), 3u);
}

TEST(ReportWinner, ThePageSaysWhereTuneAndProfileNameAnotherWinner) {
  const auto agreement = [](const char* tuned, const char* shown) {
    const Folder folder;
    folder.write("bench.json", fixture::bench_file().dump());
    const json settings = {{"approach", tuned}, {"detector", "yunet-n"}, {"precision", "bf16"}};
    json trial = {{"settings", settings}, {"fps", 190}, {"verdict", "winner"}}, tune;
    tune["trials"].push_back(trial);
    folder.write("tune.json", tune.dump());
    json profile = fixture::profile_file();
    profile["after"]["approach"] = shown;
    folder.write("profile.json", profile.dump());
    return lines_in(winner_study(folder)["agreement"]);
  };
  const auto same = agreement("cnn-per-core-tracked", "cnn-per-core-tracked");
  ASSERT_EQ(same.size(), 1u);
  EXPECT_THAT(same[0], HasSubstr("the same winner, cnn-per-core-tracked"));
  const auto other = agreement("cnn-per-core", "cnn-sync");
  ASSERT_EQ(other.size(), 2u);
  EXPECT_THAT(other[0], AllOf(HasSubstr("cnn-per-core instead of cnn-per-core-tracked"),
                              HasSubstr("--min-recall")));
  EXPECT_THAT(other[1], HasSubstr("mien profile CLIP --approach cnn-per-core-tracked"));
}

}  // namespace
}  // namespace mien::report
