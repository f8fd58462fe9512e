// What leaves with `publish: sights`: the event of each searched frame with faces, no more.
#include "receivers/sights.h"

#include <nlohmann/json.hpp>
#include <vector>

#include <gtest/gtest.h>

#include "base/time.h"
#include "sink/plain_event.h"

namespace mien::receivers {
namespace {

FrameResult seen(int faces) {
  FrameResult result{.frame = {.index = 7, .seconds = 1.4, .width = 640, .height = 360}};
  result.at = WallTime(std::chrono::milliseconds(1'793'000'000'000));
  for (int i = 0; i < faces; ++i)
    result.faces.push_back({.detection = {.box = {10, 20, 30, 40}, .confidence = 0.9F},
                            .track = i + 1,
                            .zone = "shelf",
                            .content = "cereal"});
  return result;
}

TEST(Sights, AreTheEventsOfFramesWithFaces) {
  std::vector<outbox::Fact> facts;
  const auto sights = make_sights([&](outbox::Fact fact) { facts.push_back(std::move(fact)); }, {});
  sights->frame("aisle", seen(1));
  EXPECT_TRUE(facts.empty()) << "nobody knows the model before it is open";
  RunInfo run;
  run.emotion.name = "mien";
  sights->open(run);
  sights->frame("aisle", seen(0));
  EXPECT_TRUE(facts.empty());
  sights->frame("aisle", seen(2));
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(facts[0].kind, "sight");
  EXPECT_EQ(facts[0].camera, "aisle");
  EXPECT_EQ(facts[0].time_ms, 1'793'000'000'000);
  auto body = nlohmann::json::parse(facts[0].body);
  const auto told = body["system_timestamp"].get<std::string>();
  EXPECT_EQ(body, sink::plain_event(run, "aisle", seen(2), told));
}

TEST(Sights, OfACameraWhoseFiguresAreSuspendedDoNotLeave) {
  std::vector<std::string> cameras;
  const auto sights = make_sights([&](const outbox::Fact& fact) { cameras.push_back(fact.camera); },
                                  [](const std::string& camera) { return camera == "till"; });
  sights->open({});
  for (const char* camera : {"till", "aisle"}) sights->frame(camera, seen(1));
  EXPECT_EQ(cameras, std::vector<std::string>{"aisle"});
}

}  // namespace
}  // namespace mien::receivers
