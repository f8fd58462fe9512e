// events.jsonl: what a consumer of DL Streamer's gvametaconvert reads, line by line.
#include "sink/event.h"

#include <limits>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include <gmock/gmock.h>

#include "plain_event.h"
#include "sink_fixture.h"

namespace mien::sink {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class Events : public SinkTest {};

std::vector<json> lines_of(const std::string& text) {
  std::vector<json> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(json::parse(line));
  return lines;
}

json fast(const RunInfo& run, const std::string& input, const FrameResult& result) {
  return json::parse(EventWriter(run).line(input, result, std::chrono::system_clock::now()));
}

TEST_F(Events, TheFastWriterSaysExactlyWhatTheObjectSays) {
  std::mt19937 random(7);
  EventWriter writer(example_run());
  for (int i = 0; i < 500; ++i) {
    const FrameResult result = random_frame(random, i * 977, i % 6);
    const json line =
        json::parse(writer.line("lobby \"1\"\n", result, std::chrono::system_clock::now()));
    ASSERT_EQ(line, plain_event(example_run(), "lobby \"1\"\n", result, line["system_timestamp"]));
  }
}

TEST_F(Events, NameThePictureOfAFolder) {
  std::mt19937 random(7);
  FrameResult result = random_frame(random, 3, 2);
  EXPECT_FALSE(fast(example_run(), "photos", result).contains("file")) << "a video's have none";
  result.file = "caf\xe9 \"1\".jpg";
  const json line = fast(example_run(), "photos", result);
  EXPECT_EQ(line["source"], "photos");
  EXPECT_EQ(line["file"], "caf\xef\xbf\xbd \"1\".jpg");
  EXPECT_EQ(line, plain_event(example_run(), "photos", result, line["system_timestamp"]));
}

TEST_F(Events, HoldTheContractsKeysAndUnits) {
  FrameResult result;
  result.frame = {50, 2.000000001, 200, 100};
  Face face;
  face.detection = {.box = {-20, 10, 120, 200}, .confidence = 0.5f};
  face.detection.landmarks = Landmarks{{{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10.25f}}};
  face.expression.label = Emotion::surprise;
  face.expression.probabilities[2] = 1;
  face.expression.confidence = 1;
  face.expression.valence = 0.25f;
  face.expression.arousal = -0.5f;
  face.track = 4;
  result.faces = {face};
  const json line = fast(example_run(), "a.mp4", result);
  EXPECT_EQ(line["source"], "a.mp4");
  EXPECT_EQ(line["timestamp"], 2000000001);
  EXPECT_TRUE(line["timestamp"].is_number_integer());
  EXPECT_TRUE(std::regex_match(line["system_timestamp"].get<std::string>(),
                               std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)")));
  EXPECT_EQ(line["frame_id"], 50);
  EXPECT_EQ(line["resolution"], json({{"width", 200}, {"height", 100}}));
  ASSERT_EQ(line["objects"].size(), 1u);
  const json& object = line["objects"][0];
  EXPECT_EQ(object["detection"],
            json::parse(R"({"bounding_box":{"x_min":0.0,"y_min":0.1,"x_max":0.5,"y_max":1.0},
                            "confidence":0.5,"label":"face","label_id":0})"));
  EXPECT_EQ(object["x"], 0);
  EXPECT_EQ(object["y"], 10);
  EXPECT_EQ(object["w"], 100);
  EXPECT_EQ(object["h"], 90);
  EXPECT_EQ(object["id"], 4);
  EXPECT_EQ(
      object["emotion"],
      json::parse(R"({"label":"surprise","label_id":2,"confidence":1.0,"probabilities":{"neutral":0,
              "happiness":0,"surprise":1,"sadness":0,"anger":0,"disgust":0,"fear":0,"contempt":0},
              "valence":0.25,"arousal":-0.5,"model":{"name":"fer","sha256":"e0"}})"));
  EXPECT_EQ(object["landmarks"], json::parse("[[1,2],[3,4],[5,6],[7,8],[9,10.25]]"));
  EXPECT_EQ(object["zone"], "");
  EXPECT_EQ(object["content"], "");
}

TEST_F(Events, SayWhereAFaceWasAndWhatItWasShown) {
  FrameResult result{{0, 0, 10, 10}, {Face{}, Face{}}, "spot \"summer\"\n.mp4"};
  result.faces[0].zone = "shelf \"A\\1\"";
  result.faces[1].zone = "caf\xe9";
  for (Face& face : result.faces) face.content = "spot \"summer\"\n.mp4";
  json line = fast(example_run(), "a", result);
  EXPECT_EQ(line["objects"][0]["zone"], "shelf \"A\\1\"");
  EXPECT_EQ(line["objects"][1]["zone"], "caf\xef\xbf\xbd");
  for (const json& object : line["objects"]) EXPECT_EQ(object["content"], "spot \"summer\"\n.mp4");
  EXPECT_EQ(line, plain_event(example_run(), "a", result, line["system_timestamp"]));
  result.faces.resize(1);
  result.faces[0].zone = "door";
  result.faces[0].content = "trailer";
  line = fast(example_run(), "a", result);
  EXPECT_EQ(line["objects"][0]["zone"], "door");
  EXPECT_EQ(line["objects"][0]["content"], "trailer");
  EXPECT_EQ(line, plain_event(example_run(), "a", result, line["system_timestamp"]));
}

TEST_F(Events, AnUnknownExpressionSaysWhyAndAKnownOneDoesNot) {
  FrameResult result{{0, 0, 100, 100}, {Face{}, Face{}}};
  result.faces[0].expression.doubt = Doubt::turned_away;
  result.faces[1].expression.label = Emotion::anger;
  const json line = fast(example_run(), "a", result);
  EXPECT_EQ(line["objects"][0]["emotion"]["label"], "unknown");
  EXPECT_EQ(line["objects"][0]["emotion"]["label_id"], 8);
  EXPECT_EQ(line["objects"][0]["emotion"]["reason"], "turned_away");
  EXPECT_FALSE(line["objects"][1]["emotion"].contains("reason"));
  EXPECT_FALSE(line["objects"][1].contains("landmarks"));
}

TEST_F(Events, NumbersStayNumbersWhateverComesIn) {
  const float bad[] = {
      std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
      -std::numeric_limits<float>::infinity(), std::numeric_limits<float>::max(),
      std::numeric_limits<float>::lowest(),    std::numeric_limits<float>::denorm_min()};
  for (const float value : bad) {
    FrameResult result{{-1, value, 100, 100}, {Face{}}};
    Face& face = result.faces[0];
    face.detection.box = {value, value, value, value};
    face.detection.confidence = value;
    face.detection.landmarks = Landmarks{{{value, value}}};
    face.expression.probabilities.fill(value);
    face.expression.valence = face.expression.arousal = face.expression.confidence = value;
    const json line = fast(example_run(), "a", result);
    EXPECT_EQ(line, plain_event(example_run(), "a", result, line["system_timestamp"])) << value;
    for (const auto& [key, edge] : line["objects"][0]["detection"]["bounding_box"].items()) {
      EXPECT_GE(edge.get<double>(), 0) << key;
      EXPECT_LE(edge.get<double>(), 1) << key;
    }
  }
  const FrameResult no_size{{0, 0, 0, 0}, {Face{}}};
  EXPECT_EQ(fast(example_run(), "a", no_size)["objects"][0]["w"], 0);
}

TEST_F(Events, NamesThatAreNoUtf8StillGiveValidLines) {
  RunInfo run = example_run();
  run.emotion.name = "m\xff\"";
  const FrameResult result{{0, 0, 10, 10}, {Face{}}};
  const std::string input = "caf\xe9/\x01\\.mp4";
  const json line = fast(run, input, result);
  EXPECT_EQ(line["source"], "caf\xef\xbf\xbd/\x01\\.mp4");
  EXPECT_EQ(line, plain_event(run, input, result, line["system_timestamp"]));
}

TEST_F(Events, TheFileHoldsOneLinePerFrameWithFaces) {
  const auto file = folder_ / "events.jsonl";
  std::ofstream(file) << "an older run's lines\n";
  std::mt19937 random(1);
  auto sink = make_jsonl(file);
  sink->open(example_run());
  for (int i = 0; i < 300; ++i) sink->frame("a", random_frame(random, i, i % 3));
  sink->close(example_summary({"a"}));
  const auto lines = lines_of(read(file));
  ASSERT_EQ(lines.size(), 200u);
  EXPECT_EQ(lines[0]["frame_id"], 1);
  EXPECT_EQ(lines[199]["frame_id"], 299);
}

TEST_F(Events, TheFirstLineIsThereBeforeTheRunEnds) {
  std::mt19937 random(1);
  auto sink = make_jsonl(folder_ / "e");
  sink->open(example_run());
  sink->frame("a", random_frame(random, 0, 1));
  EXPECT_EQ(lines_of(read(folder_ / "e")).size(), 1u);
}

TEST_F(Events, WhatASinkWasGivenIsKeptWithoutAClose) {
  std::mt19937 random(1);
  {
    auto sink = make_jsonl(folder_ / "e");
    sink->open(example_run());
    for (int i = 0; i < 10; ++i) sink->frame("a", random_frame(random, i, 1));
  }
  EXPECT_EQ(lines_of(read(folder_ / "e")).size(), 10u);
}

TEST_F(Events, AFullDiskIsNamedWithReasonAndRemedy) {
  std::mt19937 random(1);
  auto sink = make_jsonl("/dev/full");
  sink->open(example_run());
  const Error error = output_failure([&] { sink->frame("a", random_frame(random, 0, 1)); });
  EXPECT_EQ(error.where(), "/dev/full");
  EXPECT_THAT(error.reason(), HasSubstr("No space left on device"));
  EXPECT_THAT(error.remedy(), HasSubstr("free some space"));
}

TEST_F(Events, AFileThatCannotBeOpenedIsNamed) {
  const auto open = [](const auto& file) { make_jsonl(file)->open(example_run()); };
  EXPECT_THAT(output_failure([&] { open(folder_); }).reason(), HasSubstr("directory"));
  const auto absent = folder_ / "no" / "events.jsonl";
  EXPECT_EQ(output_failure([&] { open(absent); }).where(), absent.string());
}

}  // namespace
}  // namespace mien::sink
