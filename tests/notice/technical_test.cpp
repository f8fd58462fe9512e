#include <fstream>
#include <map>
#include <set>

#include "papers_fixture.h"

namespace mien::notice {
namespace {

using fixture::json;
using fixture::of_build;
using fixture::section;
using fixture::strict;
using fixture::words;

TEST(TechnicalFile, HasEachPointOfAnnexIV) {
  const json said = technical_file(strict(), of_build());
  for (const char* point :
       {"IV(1)(a)", "IV(1)(b)", "IV(1)(c)", "IV(1)(d)", "IV(1)(e)", "IV(1)(g)", "IV(2)(a)",
        "IV(2)(b)", "IV(2)(c)", "IV(2)(d)", "IV(2)(e)", "IV(2)(f)", "IV(2)(g)", "IV(2)(h)",
        "IV(3)",    "IV(4)",    "IV(5)",    "IV(6)",    "IV(7)",    "IV(9)"})
    EXPECT_FALSE(words(section(said, point)).empty()) << point;
  EXPECT_TRUE(said["missing"].empty()) << said["missing"];
}

TEST(TechnicalFile, IsFilledInFromBuildAndConfiguration) {
  RunConfig config = strict();
  config.server.tokens = {
      {.name = "kiosk", .scope = TokenScope::rate, .secret = "s", .revoked = true}};
  config.sinks.webhook = WebhookConfig{.url = "https://hooks.example/T00/secret-part"};
  config.sinks.webhook->rules.push_back({.when = "camera_lost"});
  config.sinks.postgres = PostgresConfig{.url = "postgresql://mien:hunter2@db.example:5432/m"};
  const json said = technical_file(config, of_build());
  const json camera = section(said, "IV(1)(a)")["facts"]["cameras"][0];
  EXPECT_EQ(camera["zones"], json::array({"shelf"}));
  EXPECT_EQ(camera["masks"], json::array({"door"}));
  EXPECT_EQ(camera["staff_zones"], json::array({"till"}));
  EXPECT_EQ(camera["contents"], json::array({"cereal"}));
  std::set<std::string> hashes, where, tokens;
  for (const json& one : section(said, "IV(1)(c)")["facts"]["models"]) hashes.insert(one["sha256"]);
  EXPECT_EQ(hashes, (std::set<std::string>{"abc", "def", "789"}));
  for (const json& one : section(said, "IV(1)(b)")["facts"]["receivers"])
    where.insert(one["where"]);
  EXPECT_EQ(where, (std::set<std::string>{"hooks.example", "db.example:5432"}));
  for (const json& one : section(said, "IV(1)(g)")["facts"]["tokens"])
    tokens.insert(one["name"].get<std::string>() + (one["revoked"] ? " revoked" : ""));
  EXPECT_EQ(tokens, (std::set<std::string>{"admin", "kiosk revoked"}));
  EXPECT_EQ(section(said, "IV(1)(e)")["facts"]["machine"]["Memory"], "8 GiB");
  for (const char* secret : {"hunter2", "secret-part", "tok-tok", "10.0.0.3"})
    EXPECT_EQ(said.dump().find(secret), std::string::npos) << secret;
}

TEST(TechnicalFile, SaysHowLongEachThingIsKept) {
  RunConfig config = strict();
  config.sinks.jsonl = "faces.jsonl";
  const json said = technical_file(config, of_build());
  std::map<std::string, json> days;
  for (const json& one : section(said, "10, 12, 19")["facts"]["kept"])
    days[one["what"]] = one["days"];
  EXPECT_EQ(days.at("ratings"), 30);
  EXPECT_EQ(days.at("tracks and expressions of mien run"), 30);
  EXPECT_EQ(days.at("audit log"), 183);
  EXPECT_TRUE(days.at("pictures").is_null());
  EXPECT_TRUE(days.contains("single faces with their numbers"));
  EXPECT_FALSE(days.contains("what waits for a receiver"));
}

TEST(TechnicalFile, WhatOnlyPeopleKnowIsABlankWithAName) {
  const json said = technical_file(strict(), of_build());
  std::set<std::string> by;
  std::size_t blanks = 0;
  for (const json& one : said["sections"])
    for (const json& blank : one["blanks"]) {
      EXPECT_FALSE(blank["what"].get<std::string>().empty());
      by.insert(blank["by"]);
      ++blanks;
    }
  EXPECT_EQ(by, (std::set<std::string>{"the deployer", "the provider"}));
  const std::string page = instructions_page(said);
  std::size_t shown = 0;
  for (auto at = page.find("class=\"blank\""); at != std::string::npos;
       at = page.find("class=\"blank\"", at + 1))
    ++shown;
  EXPECT_EQ(shown, blanks);
  EXPECT_NE(page.find("Shop &lt;Ltd&gt;"), std::string::npos);
  EXPECT_EQ(page.find("<script"), std::string::npos);
}

TEST(TechnicalFile, OfAModelOfOnesOwnTheDataAreABlank) {
  BuildFacts own = of_build();
  own.emotion = {.name = "mine", .min_confidence = 0.5};
  const json said = technical_file(strict(), own);
  EXPECT_EQ(section(said, "IV(2)(d)")["blanks"].size(), 1u);
  EXPECT_NE(words(section(said, "IV(2)(g)")).find("No figures of the model 'mine'"),
            std::string::npos);
}

// Design and training data are the model card's sentences.
TEST(TechnicalFile, TheModelIsThatOfTheModelCard) {
  std::ifstream file(MIEN_SOURCE_DIR "/docs/MODEL_CARD.md");
  std::string card;
  for (std::string word; file >> word;) card += word + ' ';
  json all = measured("mien")["trained_on"];
  all.push_back(measured("mien")["design"]);
  for (const json& sentence : all) {
    std::string words = sentence;
    words.pop_back();  // the card may go on
    EXPECT_NE(card.find(words), std::string::npos) << words;
  }
}

}  // namespace
}  // namespace mien::notice
