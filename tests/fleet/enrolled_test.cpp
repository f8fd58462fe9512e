// A store and its hub: what each makes of what the other says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mien/error.h"

#include "base/json.h"
#include "fleet/acceptable.h"
#include "fleet/decisions.h"
#include "fleet/hub_client.h"
#include "fleet/site_token.h"
#include "serve/answers_json.h"

namespace mien::fleet {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

RunConfig store_with_aisle() {
  RunConfig config;
  config.cameras = {{.name = "aisle", .input = "rtsp://camera/1", .content = "cereal"}};
  config.contents = {{"cereal", {}}, {"bread", {}}};
  return config;
}

Proposal of_section(const RunConfig& config, const std::string& section) {
  return {.id = 7,
          .camera = "aisle",
          .section = section,
          .base = text_of(serve::section_json(config.cameras[0]))};
}

TEST(Acceptable, WhatNoWordsWouldTellIsRefused) {
  const RunConfig config = store_with_aisle();
  EXPECT_THAT(acceptable(config, of_section(config, R"({"content": "bread"})")),
              ElementsAre(HasSubstr("cereal → bread")));
  for (const char* section :
       {R"({"content": "bread", "by_api": "true"})", R"({"content": "bread", "by_api": "false"})",
        R"({"content": "bread", "time_in_name": "%Y"})",
        R"({"content": "bread", "screen": "a\u001b[2K"})",
        R"({"content": "bread", "screen": "a\u009b2K"})",
        R"({"content": "bread", "zones": {"a\nb": [[0, 0], [1, 0], [1, 1]]}})",
        R"({"content": "bread", "input": "rtsp://elsewhere/"})", "[]", "null"}) {
    EXPECT_THROW(acceptable(config, of_section(config, section)), Error) << section;
    EXPECT_THROW(check_proposable("aisle", section), Error) << section;
  }
}

TEST(Acceptable, EveryKeyThatAStoreTellsMayBeProposed) {
  RunConfig config = store_with_aisle();
  CameraConfig& camera = config.cameras[0];
  camera.detect_fps = 2, camera.width = 320, camera.screen = "wall";
  camera.purpose = "event-audience";
  const Polygon polygon{{0, 0}, {1, 0}, {1, 1}};
  camera.zones["z"] = camera.masks["m"] = camera.staff["s"] = polygon;
  camera.showings = {{.content = "bread", .zone = "z", .days = 3, .from = 60, .to = 120}};
  const std::string whole = text_of(serve::section_json(camera));
  EXPECT_NO_THROW(check_proposable("aisle", whole)) << whole;
}

TEST(Acceptable, WhatIsSoAlreadyIsNoChangeHoweverOld) {
  const RunConfig config = store_with_aisle();
  Proposal proposal = of_section(config, R"({"content": "cereal"})");
  proposal.base = R"({"content": "bread"})";
  EXPECT_THAT(acceptable(config, proposal), ElementsAre("nothing"));
  proposal.section = R"({"content": "bread"})";
  EXPECT_THROW(acceptable(config, proposal), Error);
}

TEST(ProposalsIn, TextsAreLinesAndNeitherManyNorLong) {
  Json list = Json::array();
  for (int i = 0; i < 600; ++i)
    list.push_back({{"id", i},
                    {"camera", "aisle\x1b[2K"},
                    {"words", std::string(5000, 'x') + "\n"},
                    {"who", "a\nb\u009b1A"},
                    {"made", 7}});
  const auto all = proposals_in(text_of({{"proposals", list}}), "https://hub");
  ASSERT_EQ(all.size(), 500u);
  EXPECT_EQ(all[0].camera, "aisle [2K");
  EXPECT_EQ(all[0].who, "a b 1A");
  EXPECT_EQ(all[0].words.size(), 2000u);
  EXPECT_EQ(all[0].made, "");
  for (const char* other : {"", "[]", "{}", R"({"proposals": {}})"})
    EXPECT_THROW(proposals_in(other, "https://hub"), Error) << other;
}

std::vector<Proposal> heard_of(std::initializer_list<std::int64_t> ids) {
  std::vector<Proposal> all;
  for (const std::int64_t id : ids) all.push_back({.id = id});
  return all;
}

TEST(Decisions, AnAnswerOlderThanADecisionListsItNoMore) {
  Decisions decisions;
  const auto mark = decisions.mark();
  auto heard = heard_of({1, 2});
  decisions.begin(1, {.accepted = true, .name = "Ben Ode"});
  EXPECT_TRUE(decisions.unheard(heard, mark).empty()) << "it is being told";
  ASSERT_EQ(heard.size(), 1u);
  EXPECT_EQ(heard[0].id, 2);
  decisions.tried(1);
  heard = heard_of({1, 2});
  EXPECT_TRUE(decisions.unheard(heard, mark).empty()) << "the hub was asked before it was told";
  EXPECT_EQ(heard.size(), 1u);
}

TEST(Decisions, WhatTheHubDidNotHearIsToldUntilItListsItNoMore) {
  Decisions decisions;
  decisions.begin(1, {.accepted = true, .name = "Ben Ode"});
  decisions.tried(1);
  for (int minute = 0; minute < 3; ++minute) {
    auto heard = heard_of({1});
    const auto unheard = decisions.unheard(heard, decisions.mark());
    ASSERT_EQ(unheard.size(), 1u);
    EXPECT_EQ(unheard[0].first, 1);
    EXPECT_EQ(unheard[0].second.name, "Ben Ode");
    EXPECT_TRUE(heard.empty());
    decisions.tried(1);
  }
  auto heard = heard_of({2});
  EXPECT_TRUE(decisions.unheard(heard, decisions.mark()).empty());
  heard = heard_of({1});
  EXPECT_TRUE(decisions.unheard(heard, decisions.mark()).empty()) << "it is forgotten";
  EXPECT_EQ(heard.size(), 1u) << "so its number may come again";
}

TEST(SiteToken, ItsNameTellsTheStoreAndWhichTokenItIs) {
  const std::string hash = "sha256:" + std::string(64, 'a');
  const auto token = site_token(name_of({.site = "north/17", .hash = hash}));
  ASSERT_TRUE(token);
  EXPECT_EQ(token->site, "north/17");
  EXPECT_EQ(token->hash, hash);
  for (const char* other : {"", "office", "site/", "site/store-17", "site//store-17"})
    EXPECT_FALSE(site_token(other)) << other;
  EXPECT_FALSE(site_token(name_of({.site = "", .hash = hash}))) << "every store's";
}

}  // namespace
}  // namespace mien::fleet
