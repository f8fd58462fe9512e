// What a user's configuration file means, and what its mistakes are answered with.
#include "mien/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/config_reader.h"
#include "config/config_tuning.h"
#include "refused_config.h"

namespace mien {
namespace {

using config::parse_config;
using testing::HasSubstr;

constexpr const char* kWholeExample = R"(
cameras:
  aisle-3:
    input: rtsp://camera.example/stream   # a comment
    detect: { fps: 2.5, width: 960 }
    content: shelf-cereal
    zones:   { shelf: [[0.1,0.2],[0.6,0.2],[0.6,0.9],[0.1,0.9]] }
    masks:   { staff-door: [[0.8,0],[1,0],[1,1],[0.8,1]] }
  till:
    input: "loop:clip.mp4"
contents: { shelf-cereal: { title: "Cereal end cap" } }
storage:  { sqlite: visits.db, retention_days: 30 }
mqtt:     { host: 127.0.0.1, port: 1883, topic_prefix: mien, username: u, password: p }
server:   { listen: 127.0.0.1:8642, token: "{MIEN_TOKEN}" }
detector: yunet-n
emotion: fer
precision: bf16
workers: 3
approach: cnn-per-core
detect: { fps: 0, width: 320, upsample: 1, min_confidence: 0.4, color: rgb, build: avx2, blas: mkl }
tuning: { pin: cores, huge_pages: yes, prefetch: 20, streams: 3, batch: 2, skip_loop_filter: true }
demand: { read: auto, search: on, decode: off }
)";

TEST(Config, OneWordForAllThatIsOnDemand) {
  EXPECT_EQ(config::demand_of("on"), (DemandConfig{OnDemand::on, OnDemand::on, OnDemand::on}));
  EXPECT_EQ(config::demand_of("auto"), DemandConfig{});
  try {
    config::demand_of("sometimes");
    ADD_FAILURE() << "was accepted";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "demand: cannot be 'sometimes' (off, auto or on)");
  }
}

TEST(Config, ReadsEveryKeyOfTheDocumentedExample) {
  const RunConfig config =
      parse_config(kWholeExample, "mien.yaml", {{"MIEN_TOKEN", "0123456789abcdef"}});
  ASSERT_EQ(config.cameras.size(), 2u);
  const CameraConfig& aisle = config.cameras[0];
  EXPECT_EQ(aisle.name, "aisle-3");
  EXPECT_EQ(aisle.input, "rtsp://camera.example/stream");
  EXPECT_EQ(aisle.detect_fps, 2.5);
  EXPECT_EQ(aisle.width, 960);
  EXPECT_EQ(aisle.content, "shelf-cereal");
  ASSERT_EQ(aisle.zones.at("shelf").size(), 4u);
  EXPECT_FLOAT_EQ(aisle.zones.at("shelf")[2].y, 0.9f);
  EXPECT_EQ(aisle.masks.at("staff-door").size(), 4u);
  EXPECT_EQ(config.cameras[1].name, "till");
  EXPECT_EQ(config.cameras[1].detect_fps, -1) << "as the run says";
  EXPECT_EQ(config.cameras[1].width, 0) << "as the run says";
  EXPECT_EQ(config.contents.at("shelf-cereal").title, "Cereal end cap");
  EXPECT_EQ(config.sqlite, "visits.db");
  EXPECT_EQ(config.retention_days, 30);
  EXPECT_EQ(config.detector, "yunet-n");
  EXPECT_EQ(config.precision, Precision::bf16);
  EXPECT_EQ(config.workers, 3);
  EXPECT_EQ(config.approach, "cnn-per-core");
  EXPECT_EQ(config.detect_fps, 0);
  EXPECT_EQ(config.width, 320);
  EXPECT_EQ(config.upsample, 1);
  EXPECT_EQ(config.min_confidence, 0.4);
  EXPECT_EQ(config.color, "rgb");
  EXPECT_EQ(config.build, "avx2");
  EXPECT_EQ(config.blas, "mkl");
  EXPECT_EQ(config.tuning.pin, Pin::cores);
  EXPECT_TRUE(config.tuning.huge_pages);
  EXPECT_EQ(config.tuning.prefetch, 20);
  EXPECT_EQ(config.tuning.streams, 3);
  EXPECT_EQ(config.tuning.batch, 2);
  EXPECT_TRUE(config.tuning.skip_loop_filter);
  EXPECT_EQ(config.demand.read, OnDemand::automatic);
  EXPECT_EQ(config.demand.search, OnDemand::on);
  EXPECT_EQ(config.demand.decode, OnDemand::off);
}

TEST(Config, WhatIsNotSaidKeepsItsDefault) {
  const RunConfig defaults;
  for (const char* text :
       {"", "# nothing\n", "---\n", "cameras:\ncontents:\nstorage:\ndetect:\n"}) {
    const RunConfig config = parse_config(text, "mien.yaml", {});
    EXPECT_TRUE(config.cameras.empty());
    EXPECT_EQ(config.detector, defaults.detector);
    EXPECT_EQ(config.detect_fps, defaults.detect_fps);
    EXPECT_EQ(config.width, defaults.width);
  }
}

TEST(Config, AnUnknownKeyIsAnsweredWithItsLineAndTheNearestKey) {
  struct Case {
    const char *text, *where, *what, *remedy;
  };
  const Case cases[] = {
      {"workers: 1\ndetektor: hog\n", "mien.yaml:2", "'detektor'", "'detector'"},
      {"cameras:\n  a:\n    input: x\n    inputs: y\n", "mien.yaml:4", "'inputs'", "'input'"},
      {"cameras:\n  a: { input: x, detect: { fsp: 2 } }\n", "mien.yaml:2", "'fsp'", "'fps'"},
      {"contents:\n  b:\n    titel: x\n", "mien.yaml:3", "'titel'", "'title'"},
      {"storage:\n  sqlit: x\n", "mien.yaml:2", "'sqlit'", "'sqlite'"},
      {"mqtt:\n  hots: x\n", "mien.yaml:2", "'hots'", "'host'"},
      {"server:\n  tokenn: x\n", "mien.yaml:2", "'tokenn'", "'token'"},
      {"demand:\n  serach: on\n", "mien.yaml:2", "'serach'", "'search'"},
      {"detect: { min_confidense: 0.5 }\n", "mien.yaml:1", "min_confidense", "'min_confidence'"},
      {"storage:\n  zzzzzzzzzz: 1\n", "mien.yaml:2", "'zzzzzzzzzz'", "one of: sqlite"},
  };
  for (const Case& c : cases) {
    const Error error = refusal_of(c.text);
    EXPECT_EQ(error.where(), c.where) << c.text;
    EXPECT_THAT(error.reason(), HasSubstr(c.what));
    EXPECT_THAT(error.remedy(), HasSubstr(c.remedy));
  }
}

TEST(Config, ImpossibleValuesNameTheirLine) {
  const std::string camera = "cameras:\n  a:\n    input: x\n    ";
  const std::pair<std::string, std::string> cases[] = {
      {camera + "detect: { fps: -1 }", "mien.yaml:4"},
      {camera + "detect: { fps: .nan }", "mien.yaml:4"},
      {camera + "detect: { fps: fast }", "mien.yaml:4"},
      {camera + "detect: { fps: \"5\" }", "mien.yaml:4"},
      {camera + "detect: { width: 650 }", "mien.yaml:4"},
      {camera + "detect: { width: 32 }", "mien.yaml:4"},
      {camera + "detect: { width: 8192 }", "mien.yaml:4"},
      {camera + "detect: { width: 640.5 }", "mien.yaml:4"},
      {camera + "detect: 5", "mien.yaml:4"},
      {camera + "zones: { z: [[0,0],[1,1]] }", "mien.yaml:4"},
      {camera + "zones:\n      z: [[0,0],[1,1],[0,1.5]]", "mien.yaml:5"},
      {camera + "zones: { z: [[0,0],[1,1],[0,-0.1]] }", "mien.yaml:4"},
      {camera + "masks: { z: [[0,0],[1,1],[0]] }", "mien.yaml:4"},
      {camera + "masks: { z: [[0,0],[1,1],[0,a]] }", "mien.yaml:4"},
      {camera + "masks: { z: 3 }", "mien.yaml:4"},
      {camera + "zones: { z: [[0,0],[1,1],[0.5,0.5]] }", "mien.yaml:4"},
      {camera + "staff: { z: [[0.2,0.2],[0.2,0.2],[0.2,0.2]] }", "mien.yaml:4"},
      {camera + "masks: { z: [[0.1,0.1],[0.3,0.3],[0.2,0.2],[0.7,0.7]] }", "mien.yaml:4"},
      {camera + "masks: [1]", "mien.yaml:4"},
      {camera + "content: [a, b]", "mien.yaml:4"},
      {"cameras:\n  a:\n    input: ''\n", "mien.yaml:3"},
      {"cameras:\n  a:\n    input:\n", "mien.yaml:3"},
      {"cameras:\n  a:\n    content: x\n", "mien.yaml:2"},
      {"cameras:\n  a:\n", "mien.yaml:2"},
      {"cameras:\n  - input: x\n", "mien.yaml:2"},
      {"cameras: x\n", "mien.yaml:1"},
      {"cameras:\n  '': { input: x }\n", "mien.yaml:2"},
      {"\nprecision: f16\n", "mien.yaml:2"},
      {"demand: { read: always }\n", "mien.yaml:1"},
      {"demand: auto\n", "mien.yaml:1"},
      {"workers: -1\n", "mien.yaml:1"},
      {"workers: 1e400\n", "mien.yaml:1"},
      {"workers: 99999999999999999999\n", "mien.yaml:1"},
      {"workers: [2]\n", "mien.yaml:1"},
      {"detect: { min_confidence: 1.1 }\n", "mien.yaml:1"},
      {"detect: { upsample: 9 }\n", "mien.yaml:1"},
      {"storage: { retention_days: -3 }\n", "mien.yaml:1"},
      {"mqtt: { port: 0 }\n", "mien.yaml:1"},
      {"mqtt: { topic_prefix: 'a/#' }\n", "mien.yaml:1"},
      {"server: { listen: localhost }\n", "mien.yaml:1"},
      {"server: { listen: 'localhost:99999' }\n", "mien.yaml:1"},
      {"- a\n- b\n", "mien.yaml:1"},
      {"just text\n", "mien.yaml:1"},
  };
  for (const auto& [text, where] : cases) EXPECT_EQ(refusal_of(text).where(), where) << text;
}

TEST(Config, APolygonThatCrossesItselfHasAnArea) {
  EXPECT_NO_THROW(parse_config(
      "cameras: { a: { input: x, zones: { z: [[0,0],[1,1],[1,0],[0,1]] } } }", "m", {}));
}

// Of a name that only this build, its models or this machine know, the file says where it is.
TEST(Config, NamesThatOthersCheckKeepTheirPlace) {
  const RunConfig config = parse_config(
      "detector: yolo\nemotion:\n  '{MIEN_M}'\naudience:\n  grace_seconds: 1\n  time_zone: UTC\n",
      "mien.yaml", {{"MIEN_M", "mien"}});
  EXPECT_EQ(config.emotion, "mien");
  EXPECT_EQ(config.places,
            (decltype(RunConfig::places){{"detector", {"mien.yaml:1", "yolo"}},
                                         {"emotion", {"mien.yaml:3", "{MIEN_M}"}},
                                         {"audience.time_zone", {"mien.yaml:6", "UTC"}}}));
}

TEST(Config, AWidthBetweenTwoGoodOnesIsAnsweredWithBoth) {
  EXPECT_THAT(refusal_of("detect: { width: 650 }").remedy(), HasSubstr("640 or 672"));
}

TEST(Config, AKeyGivenTwiceIsRefused) {
  const Error error = refusal_of("workers: 1\nprecision: f32\nworkers: 2\n");
  EXPECT_EQ(error.where(), "mien.yaml:3");
  EXPECT_THAT(error.reason(), HasSubstr("first in line 1"));
  EXPECT_EQ(refusal_of("cameras:\n  a: { input: x }\n  a: { input: y }\n").where(), "mien.yaml:3");
}

TEST(Config, ACameraMayNameOnlyContentsThatAreListed) {
  const std::string camera = "cameras:\n  a: { input: x, content: cereals }\n";
  EXPECT_EQ(parse_config(camera, "m", {}).cameras[0].content, "cereals") << "no list, no check";
  const Error error = refusal_of(camera + "contents:\n  cereal: { title: C }\n");
  EXPECT_EQ(error.where(), "mien.yaml:2");
  EXPECT_THAT(error.remedy(), HasSubstr("'cereal'"));
  EXPECT_EQ(refusal_of(camera + "contents: {}\n").where(), "mien.yaml:2");
}

// Not two contents, whose figures would be apart.
TEST(Config, OneContentIsWrittenAlikeEverywhere) {
  const Error listed = refusal_of("contents:\n  cereal: {}\n  soup: {}\n  Cereal: {}\n");
  EXPECT_EQ(listed.where(), "mien.yaml:4");
  EXPECT_THAT(listed.reason(), HasSubstr("the one in line 2 only in upper and lower case"));
  const Error named = refusal_of(
      "cameras:\n  a: { input: x, content: cereal }\n  b:\n    input: y\n    content:\n"
      "      - { content: soup, to: \"12:00\" }\n      - { content: Cereal }\n");
  EXPECT_EQ(named.where(), "mien.yaml:7");
  EXPECT_THAT(named.reason(), HasSubstr("the one in line 2 only in upper and lower case"));
  EXPECT_EQ(parse_config("cameras:\n  a: { input: x, content: cereal }\n  b: { input: y, content: "
                         "cereal }\n",
                         "m", {})
                .cameras[1]
                .content,
            "cereal")
      << "the same content at two cameras is one";
}

TEST(Config, AContentIsNotCalledAsTheApiCallsAnotherAnswer) {
  for (const std::string name : {"figures", "shown"}) {
    EXPECT_EQ(refusal_of("contents:\n  soup: {}\n  " + name + ": {}\n").where(), "mien.yaml:3");
    EXPECT_EQ(refusal_of("cameras:\n  a:\n    input: x\n    content: " + name).where(),
              "mien.yaml:4");
    EXPECT_EQ(
        refusal_of("cameras:\n  a:\n    input: x\n    content:\n    - {content: " + name + "}")
            .where(),
        "mien.yaml:5");
    EXPECT_THROW(config::parse_camera("a", "{input: x, content: " + name + "}", {}, {}), Error);
  }
}

TEST(Config, BrokenYamlNamesTheLine) {
  EXPECT_EQ(refusal_of("workers: 1\ncameras: {a: [}\n").where(), "mien.yaml:2");
  EXPECT_THAT(refusal_of("workers: 1\n\tprecision: f32\n").where(), HasSubstr("mien.yaml:"));
  EXPECT_EQ(refusal_of("workers: 1\n---\nworkers: 2\n").kind(), ErrorKind::usage);
  EXPECT_EQ(refusal_of("? [a]\n: 1\n").where(), "mien.yaml:1");
  EXPECT_EQ(refusal_of("detector: \"a\\0b\"\n").where(), "mien.yaml:1");
}

TEST(Config, BombsAreRefused) {
  EXPECT_THAT(refusal_of("a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n").reason(), HasSubstr("alias"));
  for (const char* opening : {"[", "{", "- ", "? ", "{a: ", "[a, "}) {
    std::string text;
    while (text.size() < 100'000) text += opening;
    refusal_of(text);
  }
  std::string deep, many = "cameras: [";
  for (int i = 0; i < 500; ++i) deep += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  EXPECT_THAT(refusal_of(deep).reason(), HasSubstr("nested"));
  for (int i = 0; i < 300'000; ++i) many += "1,";
  EXPECT_THAT(refusal_of(many + "]").reason(), HasSubstr("100000 values"));
}

}  // namespace
}  // namespace mien
