// A body of many levels must not take the server down.
#include "base/json.h"

#include <chrono>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "config/config_reader.h"
#include "serve/answers_json.h"
#include "serve/config_desk.h"

namespace mien::serve {
namespace {

std::string nested(int levels) { return std::string(levels, '[') + std::string(levels, ']'); }

TEST(Json, WhatIsNestedTooDeepIsDiscarded) {
  EXPECT_FALSE(parse_json(nested(20)).is_discarded());
  EXPECT_TRUE(parse_json(nested(40)).is_discarded());
  EXPECT_TRUE(parse_json(nested(400'000)).is_discarded());
  EXPECT_TRUE(parse_json(std::string(400'000, '[')).is_discarded());
  EXPECT_TRUE(parse_json("{\"a\": }").is_discarded());
  EXPECT_EQ(text_of(parse_json(R"({"a": [1, {"b": null}]})")), R"({"a":[1,{"b":null}]})");
}

// A hundred thousand took a kiosk's thread half a minute.
TEST(Json, AnObjectOfMoreKeysThanAnyOfOursIsDiscarded) {
  const auto keys = [](int count) {
    std::string text = "{\"list\": [{}, {";
    for (int i = 0; i < count; ++i) text += (i ? ",\"" : "\"") + std::to_string(i) + "\":0";
    return text + "}]}";
  };
  EXPECT_EQ(parse_json(keys(1000))["list"][1].size(), 1000u);
  EXPECT_TRUE(parse_json(keys(1001)).is_discarded());
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(parse_json(keys(100'000)).is_discarded());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
}

// Of two ratings none is the customer's word.
TEST(Json, AKeyGivenTwiceIsDiscardedAndNamed) {
  for (const auto& [text, key] : std::vector<std::pair<std::string, std::string>>{
           {R"({"content":"cereal","rating":4,"rating":1})", "rating"},
           {R"({"a":{"x":1,"\u0078":2}})", "x"},
           {R"([{"a":1},{"b":1,"b":1}])", "b"}}) {
    std::string doubled;
    EXPECT_TRUE(parse_json(text, &doubled).is_discarded()) << text;
    EXPECT_EQ(doubled, key) << text;
  }
  const std::string sound = R"([{"a":1,"b":{"a":1}},{"a":{"a":2},"b":3}])";
  EXPECT_EQ(text_of(parse_json(sound)), sound);
}

TEST(Json, ACameraOfManyLevelsIsRefused) {
  EXPECT_THROW(camera_of_json("a", R"({"input": "x", "zones": )" + nested(250'000) + "}", {}),
               Error);
  EXPECT_THROW(camera_of_json("a", R"({"input": "x", "zones": )" + nested(20) + "}", {}), Error);
}

std::string refused_at(const std::string& body) {
  try {
    camera_of_json("a", body, {});
  } catch (const Error& error) {
    return error.where();
  }
  return "read";
}

TEST(Json, AnUnknownKeyOfACameraIsNamedWhateverItsValue) {
  for (const std::string value : {"1", "true", "null", "\"x\"", "{\"y\": 2}"}) {
    try {
      camera_of_json("a", R"({"input":"rtsp://10.0.0.7/x","inputs":)" + value + "}", {});
      ADD_FAILURE() << value;
    } catch (const Error& error) {
      EXPECT_EQ(error.where(), "camera 'a', inputs");
      EXPECT_EQ(error.reason(), "unknown key 'inputs' in a camera");
      EXPECT_EQ(error.remedy(), "did you mean 'input'?");
    }
  }
}

TEST(Json, ARefusedCameraNamesTheKey) {
  EXPECT_EQ(refused_at(R"({"input": "x", "detect": {"fps": 5, "width": 64}})"), "read");
  EXPECT_EQ(refused_at(R"({"input": "x", "detect": {"fps": -1}})"), "camera 'a', detect.fps");
  EXPECT_EQ(refused_at(R"({"input": "x", "sleep": "well"})"), "camera 'a', sleep");
  EXPECT_EQ(refused_at(R"({"input": "x", "zones": {"b": [[0, 0], [2, 0], [1, 1]]}})"),
            "camera 'a', zones.b");
  EXPECT_EQ(refused_at(R"({"input": 7})"), "camera 'a', input");
  EXPECT_EQ(refused_at(R"({"input": "x", "detect": {"input": true}})"), "camera 'a', detect.input");
  EXPECT_EQ(refused_at(R"({"input": "x", "zones": null})"), "camera 'a', zones");
  EXPECT_EQ(refused_at(R"({"input": "x", "content": [{"content": 3}]})"),
            "camera 'a', content.content");
  EXPECT_EQ(refused_at(R"({"input": "x", "by_api": true})"), "camera 'a', by_api");
  EXPECT_EQ(refused_at(R"({"input": "x", "detect": {"fps": null}})"), "camera 'a', detect.fps");
  EXPECT_EQ(refused_at(R"({"input": "x", "screen": "a\nb"})"), "camera 'a', screen");
  EXPECT_EQ(refused_at(R"({"input": "x", "zones": {"a\u0007": 1}})"), "camera 'a', zones.a\x07");
  EXPECT_EQ(refused_at(R"({"screen": "x"})"), "camera 'a'") << "there is no input";
  EXPECT_EQ(refused_at(R"({"input": "x", "content": [{"content": "Soup", "to": "10:00"},
                           {"content": "soup", "from": "10:00"}]})"),
            "camera 'a', content.content");
}

// The page sends a camera back with other zones: whatever else it was told must stand.
TEST(Json, ASectionThatIsSentBackIsTheSameCamera) {
  const RunConfig config = config::parse_config(R"(
cameras:
  till:
    input: "rtsp://camera/main"
    detect: { input: "rtsp://camera/sub", fps: 0, width: 320 }
    transport: tcp
    sleep: never
    screen: lobby
    purpose: event-audience
    content:
      - { content: soup, zone: shelf, from: "22:00", to: "02:00", days: [mon, sun] }
      - { content: cereal }
    zones: { shelf: [[0.1, 0.2], [0.6, 0.2], [0.6, 0.9]] }
    masks: { door: [[0.8, 0], [1, 0], [1, 1]] }
    staff: { desk: [[0, 0], [0.5, 0], [0.5, 0.5]] }
  plain: { input: "rtsp://camera/other" }
)",
                                                "mien.yaml", {});
  for (const CameraConfig& camera : config.cameras) {
    const std::string section = text_of(section_json(camera));
    EXPECT_EQ(camera_of_json(camera.name, section, config), camera) << section;
  }
}

}  // namespace
}  // namespace mien::serve
