/// \file The page that a run leaves: its findings, its data, and that nothing in a name can become
/// markup.

#include "report/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mien/error.h"

#include "report/finding.h"
#include "report/timeline.h"
#include "report_fixture.h"
#include "study/files.h"

namespace mien::report {
namespace {

using fixture::Folder;
using fixture::json;
using ::testing::HasSubstr;
using ::testing::Not;

/// The data block of a page, as the browser's JSON.parse would see it.
json data_of(const std::string& page) {
  const std::string opening = "<script id=\"data\" type=\"application/json\">";
  const std::size_t begin = page.find(opening) + opening.size();
  return json::parse(page.substr(begin, page.find("</script>", begin) - begin));
}

json run_of(const Folder& folder) {
  return data_of(report_html({folder.path()}))["folders"][0]["sections"]["run"];
}

ErrorKind error_of(const std::vector<std::filesystem::path>& folders) {
  try {
    report_html(folders);
  } catch (const Error& error) {
    return error.kind();
  }
  ADD_FAILURE() << "no error";
  return ErrorKind::internal;
}

TEST(Report, SaysInOneSentenceWhatTheRunFound) {
  const Folder folder;
  fixture::write_one_face(folder);
  EXPECT_EQ(run_of(folder)["finding"], "1 face, mostly happiness; from sadness to happiness");
}

TEST(Report, NamesTheBestInputAndTheUnreadableOne) {
  const Folder folder;
  fixture::write_store(folder);
  const std::string finding = run_of(folder)["finding"];
  EXPECT_THAT(finding, HasSubstr("5 inputs"));
  EXPECT_THAT(finding, HasSubstr("most happiness in entrance.mp4"));
  EXPECT_THAT(finding, HasSubstr("1 input could not be read"));
}

TEST(Report, ShowsEveryInputWithItsTroubles) {
  const Folder folder;
  fixture::write_store(folder);
  const json inputs = run_of(folder)["inputs"];
  ASSERT_EQ(inputs.size(), 5u);
  EXPECT_EQ(inputs[2]["finding"], "No face in 0:30 of video");
  EXPECT_EQ(inputs[3]["finding"], "Could not be read");
  EXPECT_EQ(inputs[3]["error"], "Invalid data found when processing input");
  EXPECT_EQ(inputs[4]["damaged_packets"], 17);
  EXPECT_THAT(inputs[4]["damage"], HasSubstr("corrupt"));
}

TEST(Report, CountsEveryFaceViewOnceInFewBins) {
  const Folder folder;
  fixture::write_store(folder);
  const json inputs = run_of(folder)["inputs"];
  for (const json& input : inputs) {
    if (!input.contains("timeline")) continue;
    const json& timeline = input["timeline"];
    EXPECT_LE(timeline["mean_faces"].size(), 400u);
    double views = 0;
    for (const auto& [label, series] : timeline["counts"].items()) {
      ASSERT_EQ(series.size(), timeline["mean_faces"].size()) << label;
      for (const json& count : series) views += count.get<double>();
    }
    EXPECT_EQ(views, input["faces"]);
  }
}

TEST(Report, AverageOfAConstantCrowdIsConstant) {
  report::EventsRead log;
  report::Sightings& seen = log.inputs["a"];
  for (int i = 0; i < 100; ++i) {
    report::FrameCounts frame{.seconds = i * 0.2};
    frame.counts[1] = 3;
    seen.frames.push_back(frame);
  }
  const report::FacesOverTime timeline = report::make_timeline(seen, 20, 100);
  for (const double faces : timeline.mean_faces) EXPECT_DOUBLE_EQ(faces, 3);
}

TEST(Report, TimelineEndsWhereTheVideoEndsNotWhereTheLastFaceWas) {
  report::Sightings seen;
  seen.frames.push_back({.seconds = 1});
  EXPECT_DOUBLE_EQ(report::make_timeline(seen, 3600, 18000).duration_s, 3600);
  EXPECT_LE(report::make_timeline(seen, 3e8, 100).mean_faces.size(), 400u);
  EXPECT_LE(report::make_timeline(seen, 0, 0).mean_faces.size(), 400u);
}

TEST(Report, HostileNamesCannotLeaveTheDataBlock) {
  const Folder folder;
  fixture::write_store(folder);
  const std::string page = report_html({folder.path()});
  EXPECT_THAT(page, Not(HasSubstr("<script>document.documentElement.dataset.pwned")));
  EXPECT_THAT(page, Not(HasSubstr("<img src=x")));
  EXPECT_THAT(page, Not(HasSubstr("\xE2\x80\xA8")));
  EXPECT_EQ(data_of(page)["folders"][0]["sections"]["run"]["inputs"][4]["input"],
            fixture::kHostileName);
}

TEST(Report, TemplatePlaceholdersInDataStayText) {
  const Folder folder;
  folder.write("summary.json",
               fixture::summary_of(json::array({fixture::input_row("{{data}}{{nothing}}.mp4", 1, 0,
                                                                   0, json::object())}))
                   .dump());
  EXPECT_EQ(run_of(folder)["inputs"][0]["input"], "{{data}}{{nothing}}.mp4");
}

TEST(Report, HidesPasswordsOfCameraAddresses) {
  const Folder folder;
  fixture::write_store(folder);
  const std::string page = report_html({folder.path()});
  EXPECT_THAT(page, Not(HasSubstr("secret")));
  EXPECT_EQ(run_of(folder)["inputs"][0]["input"], "rtsp://***@10.0.0.7:554/aisle-3");
  EXPECT_EQ(study::without_credentials("at http://a:b@c@host/x?y=u@v and rtsp://host/p@q"),
            "at http://***@host/x?y=u@v and rtsp://host/p@q");
}

TEST(Report, LoadsNothing) {
  const Folder folder;
  fixture::write_one_face(folder);
  const std::string page = report_html({folder.path()});
  EXPECT_THAT(page, HasSubstr("content=\"default-src 'none'; style-src 'unsafe-inline'; "
                              "script-src 'unsafe-inline'; img-src data:\""));
  for (const char* loader : {"<script src", "@import", "url(http", "<iframe", "fetch("}) {
    EXPECT_THAT(page, Not(HasSubstr(loader)));
  }
}

TEST(Report, KeepsTheMachineTableInItsOrder) {
  const Folder folder;
  folder.write("summary.json",
               R"({"inputs":[],"machine":{"Sockets":"1","CPU":"x","Flags":["a","b"],"Cores":2}})");
  EXPECT_EQ(run_of(folder)["machine"],
            json::parse(R"([["Sockets","1"],["CPU","x"],["Cores","2"]])"));
}

TEST(Report, ModelsKeepTheirHashAndLicence) {
  const Folder folder;
  fixture::write_one_face(folder);
  const json models = run_of(folder)["models"];
  ASSERT_EQ(models.size(), 2u);
  EXPECT_EQ(models[0]["licence"], "MIT");
  EXPECT_EQ(models[0]["sha256"].get<std::string>().size(), 64u);
}

TEST(Report, AKilledRunStillHasAPage) {
  const Folder folder;
  folder.write("events.jsonl", fixture::event_line("a.mp4", 1, {"happiness", "unknown"}) +
                                   "nonsense\n" + R"({"source":"a.mp4","timest)");
  folder.write("tracks.csv", fixture::kTracksHeader + "a.mp4,1,0,1,5,happi");
  const json run = run_of(folder);
  ASSERT_EQ(run["inputs"].size(), 1u);
  EXPECT_EQ(run["inputs"][0]["faces"], 2);
  EXPECT_EQ(run["total"]["faces"], 2);
  EXPECT_THAT(run["notes"].dump(), HasSubstr("summary.json is missing"));
  EXPECT_THAT(run["notes"].dump(), HasSubstr("2 unreadable lines of events.jsonl"));
  EXPECT_THAT(run["notes"].dump(), HasSubstr("1 unreadable line of tracks.csv"));
}

TEST(Report, OddFieldsAreEmptyOnes) {
  const Folder folder;
  folder.write("summary.json", R"({"inputs":[{"input":7,"fps":"fast","emotions":[1],"error":{},
      "stages_ms":null,"faces":-4},null,[]],"total":3,"detector":"x","machine":[[1],["a",2]],
      "workers":null,"interrupted":"no"})");
  folder.write("events.jsonl",
               "{\"source\":1,\"timestamp\":-5,\"objects\":[]}\n"
               "{\"source\":\"b\",\"timestamp\":1e300,\"objects\":[]}\n"
               "{\"source\":\"b\",\"timestamp\":5,\"objects\":[3,{\"emotion\":\"x\"}]}\n[]\n");
  folder.write("tracks.csv", "a\n\"unclosed");
  const json run = run_of(folder);
  EXPECT_EQ(run["inputs"][0]["faces"], 0);
  EXPECT_EQ(run["machine"], json::parse(R"([["a","2"]])"));
}

TEST(Report, LabelsOfOtherModelsAreShownAndTooManyAreGathered) {
  const Folder folder;
  std::vector<std::string> labels;
  for (int i = 0; i < 40; ++i) labels.push_back("label" + std::to_string(i));
  folder.write("events.jsonl", fixture::event_line("a", 0.5, labels));
  const json counts = run_of(folder)["inputs"][0]["timeline"]["counts"];
  EXPECT_TRUE(counts.contains("label0"));
  EXPECT_TRUE(counts.contains("other"));
  EXPECT_LE(counts.size(), report::LabelTable::kSlots);
}

TEST(Report, NamesAFolderWithoutResults) {
  const Folder empty, damaged;
  damaged.write("summary.json", "{\"inputs\":");
  EXPECT_EQ(error_of({empty.path()}), ErrorKind::input);
  EXPECT_EQ(error_of({damaged.path()}), ErrorKind::input);
  EXPECT_EQ(error_of({empty.path() / "absent"}), ErrorKind::input);
  EXPECT_EQ(error_of({}), ErrorKind::usage);
}

TEST(Report, ReadsQuotedNames) {
  const Folder folder;
  folder.write("tracks.csv",
               fixture::kTracksHeader + "\"a, \"\"b\"\"\nc\",1,0,2,10,neutral,0.5,0,0,1\r\n");
  const json input = run_of(folder)["inputs"][0];
  EXPECT_EQ(input["input"], "a, \"b\"\nc");
  EXPECT_EQ(input["tracks_rows"].size(), 1u);
}

TEST(Report, AValenceThatWasNotReadIsNoZero) {
  const Folder folder;
  folder.write("tracks.csv", fixture::kTracksHeader + "a,1,0,2,50,unknown,0,,,1\n" +
                                 "a,2,1,2,25,happiness,0.7,0.5,0.25,1\n");
  EXPECT_EQ(run_of(folder)["inputs"][0]["tracks_rows"].dump(),
            R"([[1,0.0,2.0,50,"unknown",0.0,null,null,1.0],)"
            R"([2,1.0,2.0,25,"happiness",0.7,0.5,0.25,1.0]])");
}

TEST(Report, LongTrackListsKeepTheLongestStays) {
  const Folder folder;
  std::string text = fixture::kTracksHeader;
  for (int i = 1; i <= 1500; ++i) {
    text += "a," + std::to_string(i) + "," + std::to_string(i) + ",9999," + std::to_string(i) +
            ",neutral,0.5,0,0,1\n";
  }
  folder.write("tracks.csv", text);
  const json input = run_of(folder)["inputs"][0];
  EXPECT_EQ(input["tracks_rows"].size(), 1000u);
  EXPECT_EQ(input["tracks_left_out"], 500);
  EXPECT_EQ(input["tracks_rows"][0][0], 501);
}

// Fourteen copies of one recording, and the first of them was said to be the happiest.
TEST(Finding, OfEqualInputsNoneIsTheHappiest) {
  const auto input = [](const char* name, double share) {
    return report::Facts{.name = name, .faces = 24, .shares = {{"happiness", share}}};
  };
  const report::Facts total{.faces = 72, .shares = {{"happiness", 0.7}}};
  EXPECT_EQ(report::finding_of({input("a", 0.7), input("b", 0.702), input("c", 0.3)}, total),
            "3 inputs: 72 views of faces, mostly happiness");
  EXPECT_EQ(report::finding_of({input("a", 0.5), input("b", 0.7), input("c", 0.3)}, total),
            "3 inputs: 72 views of faces, mostly happiness; most happiness in b (70 %)");
}

TEST(Finding, DoesNotClaimAnExpressionThatCouldNotBeRead) {
  const report::Facts facts{.faces = 10, .tracks = 2, .shares = {{"unknown", 0.8}, {"fear", 0.2}}};
  EXPECT_EQ(report::finding_of(facts), "2 faces, mostly too unclear to read");
}

}  // namespace
}  // namespace mien::report
