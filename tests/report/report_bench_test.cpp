/// \file The page of a performance study: its figures are the files' figures, its sentences are
/// made of them, and what is broken is named.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mien/error.h"

#include "bench_fixture.h"
#include "report/report.h"
#include "study/words.h"
#include "study_fixture.h"

namespace mien::report {
namespace {

using fixture::Folder;
using fixture::json;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

json page_of(const std::vector<std::filesystem::path>& folders) {
  const std::string page = report_html(folders);
  const std::string opening = "<script id=\"data\" type=\"application/json\">";
  const std::size_t begin = page.find(opening) + opening.size();
  return json::parse(page.substr(begin, page.find("</script>", begin) - begin));
}

json study_of(const Folder& folder) { return page_of({folder.path()})["studies"][0]; }

json bench_of(const json& file) {
  const Folder folder;
  folder.write("bench.json", file.dump());
  return study_of(folder)["bench"];
}

std::string error_of(const std::string& name, const std::string& text) {
  const Folder folder;
  folder.write(name, text);
  try {
    report_html({folder.path()});
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input);
    return error.what();
  }
  return "no error";
}

std::vector<std::string> lines(const json& list) { return list.get<std::vector<std::string>>(); }

TEST(ReportBench, ARunAloneHasNoStudy) {
  const Folder folder;
  fixture::write_one_face(folder);
  EXPECT_TRUE(page_of({folder.path()})["studies"].empty());
}

TEST(ReportBench, EverySectionIsThereAndNothingIsMissing) {
  const Folder folder;
  fixture::write_study(folder);
  const json study = study_of(folder);
  EXPECT_EQ(study["missing"], json::array());
  EXPECT_EQ(study["hardware"].size(), 5u);
  EXPECT_EQ(study["bench"]["results"].size(), 21u);
  EXPECT_EQ(study["tune"]["maps"].size(), 3u);
  EXPECT_EQ(study["tune"]["yaml"], fixture::kBestYaml);
  EXPECT_EQ(study["density"]["cameras"], 19);
  EXPECT_EQ(study["density"]["way"], "live");
  EXPECT_EQ(study["density"]["substream"], true);
  EXPECT_EQ(study["density"]["prediction"]["stores"][1]["cameras"], 1180);
  EXPECT_EQ(study["density"]["prediction"]["check"]["measured"], 19);
  EXPECT_EQ(study["before"]["metrics"][0]["value"], 0.49);
  EXPECT_EQ(study["after"]["metrics"][1]["met"], true);
  EXPECT_EQ(study["emotion"].size(), 2u);
}

TEST(ReportBench, WhatIsMissingIsNamedWithItsCommand) {
  const Folder folder;
  folder.write("density.json", fixture::density_file().dump());
  const json missing = study_of(folder)["missing"];
  EXPECT_THAT(missing.dump(), AllOf(HasSubstr("mien bench CLIP"), HasSubstr("mien profile CLIP"),
                                    HasSubstr("mien tune CLIP"), HasSubstr("mien eval emotion")));
  EXPECT_THAT(missing.dump(), Not(HasSubstr("mien density")));
}

TEST(ReportBench, GainsOfTheWaterfallMultiplyToTheBestSpeedup) {
  const json bench = bench_of(fixture::bench_file());
  double product = 1, best = 0;
  for (const json& rung : bench["ladder"]) product *= rung["gain"].get<double>();
  for (const json& row : bench["results"]) {
    if (row["best"]) best = row["speedup"];
  }
  EXPECT_NEAR(product, best, 1e-9);
  EXPECT_NEAR(best, 342.0 / 12.0, 1e-9);
  EXPECT_EQ(bench["ladder"].front()["label"], "baseline");
  EXPECT_EQ(bench["ladder"].back()["label"], "cnn-per-core-tracked");
}

TEST(ReportBench, NothingWinsBySeeingLess) {
  const json bench = bench_of(fixture::bench_file());
  const json fastest = bench["results"].back();  // recall 0.11 at 810 fps
  EXPECT_EQ(fastest["sees_enough"], false);
  EXPECT_EQ(fastest["best"], false);
  EXPECT_THAT(lines(bench["not_paid"]),
              Contains(AllOf(HasSubstr("cnn-keyframes"), HasSubstr("recall 0.11"))));
}

TEST(ReportBench, TheLogIsMadeOfTheDataFigures) {
  const json bench = bench_of(fixture::bench_file());
  const auto paid = lines(bench["paid"]);
  ASSERT_EQ(paid.size(), bench["ladder"].size());
  for (std::size_t i = 0; i < paid.size(); ++i) {
    const json& rung = bench["ladder"][i];
    EXPECT_THAT(paid[i], AllOf(HasSubstr(rung["label"].get<std::string>()),
                               HasSubstr(study::three_digits(rung["ms"])),
                               HasSubstr(study::three_digits(rung["recall"]))));
    if (i > 0) {
      EXPECT_THAT(paid[i], HasSubstr(study::times(rung["gain"])));
    }
  }
  EXPECT_THAT(paid[2], HasSubstr("1 → 2 workers"));
  EXPECT_THAT(bench["finding"].get<std::string>(), HasSubstr(study::times(28.5)));
}

TEST(ReportBench, ASlowerSourceBuildIsSaidToBeSlowerAndWhy) {
  const auto log = lines(bench_of(fixture::bench_file())["not_paid"]);
  EXPECT_THAT(
      log, Contains(AllOf(
               HasSubstr("hog, dlib built for avx: 32.0 ms"), HasSubstr(study::times(32.0 / 17.4)),
               HasSubstr("a high share is not speed"), HasSubstr("emulated without AVX2"))));
  EXPECT_THAT(log, Contains(AllOf(HasSubstr("hog-source-build avx:"), HasSubstr("CPU time"))));
}

TEST(ReportBench, TheArticlesClaimsStandBesideWhatWasMeasured) {
  const json claims = bench_of(fixture::bench_file())["claims"];
  ASSERT_EQ(claims.size(), 5u);
  const std::string parallel = claims[0]["here"], ratio = claims[1]["here"];
  EXPECT_THAT(parallel, AllOf(HasSubstr(study::times(28.0 / 14.3)), HasSubstr("on 2 workers"),
                              HasSubstr("their limit is 2"), HasSubstr("was not measured")));
  EXPECT_THAT(ratio, AllOf(HasSubstr(study::times(17.4 / 8.0)), HasSubstr(study::times(70.2 / 4.9)),
                           HasSubstr("2 of 4 settings measured here reach 8.5")));
}

TEST(ReportBench, WithoutABaselineThereIsNoLadder) {
  json file = fixture::bench_file();
  file["results"].erase(0);
  for (json& row : file["results"]) row.erase("speedup_vs_baseline");
  const json bench = bench_of(file);
  EXPECT_TRUE(bench["ladder"].empty());
  EXPECT_TRUE(bench["paid"].empty());
  EXPECT_THAT(bench["finding"].get<std::string>(), HasSubstr("without a baseline"));
}

TEST(ReportBench, AFasterApproachWithoutAnyOtherFigureIsEnough) {
  const json bench = bench_of(json::parse(R"({"results":[
      {"approach":"baseline","ms_per_frame":80},{"approach":"own-idea","fps_median":25},
      {"approach":"mpi","error":"mpirun was not found"},{"approach":"threads","fps_median":12.5}]})"));
  ASSERT_EQ(bench["ladder"].size(), 2u);
  EXPECT_DOUBLE_EQ(bench["ladder"][1]["gain"], 2);
  EXPECT_EQ(bench["failed"][0]["label"], "mpi");
  EXPECT_THAT(lines(bench["not_paid"]),
              Contains(HasSubstr("mpi did not run: mpirun was not found")));
}

TEST(ReportBench, BrokenFilesAreNamedWithFileAndKey) {
  EXPECT_THAT(error_of("bench.json", R"({"results":[{"approach":"a","fps_median":"fast"}]})"),
              AllOf(HasSubstr("bench.json: results[0].fps_median is not a number"),
                    HasSubstr("mien bench")));
  EXPECT_THAT(error_of("bench.json", R"({"results":[{"fps_median":3}]})"),
              HasSubstr("results[0].approach is missing"));
  EXPECT_THAT(error_of("bench.json", R"({"results":[{"approach":"a","fps_median":0}]})"),
              HasSubstr("fps_median is not above 0"));
  EXPECT_THAT(error_of("bench.json", R"({"scaling":[{"approach":"a","workers":2}]})"),
              HasSubstr("scaling[0].fps is missing"));
  EXPECT_THAT(error_of("profile.json", R"({"before":{}})"), HasSubstr("before.core_utilisation"));
  EXPECT_THAT(error_of("density.json", R"({"steps":3})"), HasSubstr("steps is not a list"));
  EXPECT_THAT(error_of("tune.json", R"({"trials":[{"fps":[]}]})"), HasSubstr("trials[0].fps"));
  EXPECT_THAT(error_of("eval_detect.json", R"({"detector":"x"})"), HasSubstr("ap is missing"));
  EXPECT_THAT(
      error_of("eval_emotion.json",
               R"({"models":[{"name":"x","confusion":{"labels":["a"],"counts":[[1,2]]}}]})"),
      HasSubstr("models[0].confusion is not as many rows"));
  EXPECT_THAT(error_of("bench.json", "{\"results\":["), HasSubstr("is not a JSON object"));
}

TEST(ReportBench, HostileNamesStayText) {
  json file = fixture::bench_file();
  for (json& row : file["results"]) row["note"] = fixture::kHostileName;
  file["results"][5]["approach"] = fixture::kHostileName;
  const Folder folder;
  folder.write("bench.json", file.dump());
  folder.write("best.yaml", fixture::kHostileName);
  folder.write("tune.json", "{}");
  const std::string page = report_html({folder.path()});
  EXPECT_THAT(page, Not(HasSubstr("<script>document.documentElement.dataset.pwned")));
  EXPECT_THAT(page, Not(HasSubstr("<img src=x")));
  EXPECT_EQ(study_of(folder)["bench"]["results"][5]["approach"], fixture::kHostileName);
}

TEST(ReportBench, FoldersAreGatheredUntilAKindComesAgain) {
  const Folder bench, density, other, before, after;
  bench.write("bench.json", fixture::bench_file().dump());
  density.write("density.json", fixture::density_file().dump());
  before.write("profile.json", fixture::profile_file()["before"].dump());
  after.write("profile.json", fixture::profile_file()["after"].dump());
  other.write("bench.json", R"({"results":[{"approach":"baseline","fps_median":3}]})");
  const json studies =
      page_of({bench.path(), before.path(), density.path(), after.path(), other.path()})["studies"];
  ASSERT_EQ(studies.size(), 2u);
  EXPECT_EQ(studies[0]["names"].size(), 4u);
  EXPECT_EQ(studies[0]["before"]["metrics"][0]["value"], 0.49);
  EXPECT_EQ(studies[0]["after"]["metrics"][0]["value"], 0.99);
  EXPECT_FALSE(studies[0]["roofline"].is_null());
  EXPECT_TRUE(studies[1]["density"].is_null());
}

TEST(ReportBench, SnapshotsOfBenchStandInForAMissingProfile) {
  const Folder folder;
  folder.write("bench.json", fixture::bench_file().dump());
  const json study = study_of(folder);
  EXPECT_EQ(study["before"]["source"], "mien bench");
  EXPECT_EQ(study["before"]["metrics"][0]["met"], false);
  EXPECT_EQ(study["after"]["metrics"][0]["value"], 0.99);
  EXPECT_TRUE(study["after"]["metrics"][2]["value"].is_null());
  EXPECT_THAT(study["after"]["metrics"][2]["reason"].get<std::string>(), HasSubstr("no hardware"));
  EXPECT_THAT(study["missing"].dump(), HasSubstr("Figures 1 and 2 with advice"));
}

TEST(ReportBench, TheHeatMapShowsTheLongestMeasuredOfACell) {
  const Folder folder;
  folder.write("tune.json", R"({"trials":[
      {"settings":{"workers":2,"pin":"cores"},"fps":190,"rung":0},
      {"settings":{"workers":2,"pin":"cores"},"fps":180,"rung":2},
      {"settings":{"workers":10,"pin":"none"},"fps":90,"rung":0}]})");
  const json map = study_of(folder)["tune"]["maps"][0];
  EXPECT_EQ(map["columns"], json::parse(R"(["2","10"])"));
  EXPECT_EQ(map["cells"][0][0]["fps"], 180);
  EXPECT_EQ(map["cells"][0][0]["tried"], 2);
  EXPECT_TRUE(map["cells"][0][1].is_null());
}

}  // namespace
}  // namespace mien::report
