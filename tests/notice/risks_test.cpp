#include <functional>
#include <set>

#include "papers_fixture.h"

namespace mien::notice {
namespace {

using fixture::json;
using fixture::of_build;
using fixture::strict;
using fixture::words;

const json* risk(const json& said, const std::string& id) {
  for (const json& one : said["sections"])
    if (one["facts"].value("id", "") == id) return &one;
  return nullptr;
}

std::set<std::string> weakened(const json& said) {
  std::set<std::string> settings;
  for (const json& one : said["sections"][0]["facts"]["weakened"]) settings.insert(one["setting"]);
  return settings;
}

TEST(Risks, EachHasItsCauseWhomItTouchesAndWhatIsLeft) {
  const json said = risk_register(strict(), of_build());
  EXPECT_EQ(said["version"], "1.2.3");
  std::size_t risks = 0;
  for (const json& one : said["sections"]) {
    if (!one["facts"].contains("id")) continue;
    ++risks;
    const json& facts = one["facts"];
    EXPECT_FALSE(facts["cause"].get<std::string>().empty()) << facts["id"];
    EXPECT_FALSE(facts["touched"].empty()) << facts["id"];
    EXPECT_FALSE(facts["measures"].empty()) << facts["id"];
    EXPECT_FALSE(facts["residual"].get<std::string>().empty()) << facts["id"];
    EXPECT_EQ(one["blanks"].size(), 2u) << facts["id"];
  }
  EXPECT_EQ(said["sections"][0]["facts"]["risks"], risks);
  EXPECT_EQ(risks, 14u);
}

TEST(Risks, OfAStrictConfigurationNothingIsWeakened) {
  const json said = risk_register(strict(), of_build());
  EXPECT_EQ(weakened(said), std::set<std::string>());
  EXPECT_EQ(said.dump().find("Weakened or off: "), std::string::npos);
}

struct Weaker {
  const char* setting;
  std::function<void(RunConfig&)> set;
};

// Each setting by itself, and no other.
TEST(Risks, ASettingThatWeakensAMeasureIsNamed) {
  const Weaker all[] = {
      {"audience.min_audience", [](RunConfig& c) { c.audience.min_audience = 2; }},
      {"server.live_view", [](RunConfig& c) { c.server.live_view = true; }},
      {"sinks.publish", [](RunConfig& c) { c.sinks.publish = Publish::stays; }},
      {"sinks.publish", [](RunConfig& c) { c.sinks.publish = Publish::sights; }},
      {"sinks.jsonl", [](RunConfig& c) { c.sinks.jsonl = "events.jsonl"; }},
      {"storage.retention_days", [](RunConfig& c) { c.retention_days = 0; }},
      {"expressions", [](RunConfig& c) { c.expressions = Expressions::all; }},
      {"server.raw_video", [](RunConfig& c) { c.server.raw_video = true; }},
      {"cameras.*.staff", [](RunConfig& c) { c.cameras[0].staff.clear(); }},
      {"server.require_notice", [](RunConfig& c) { c.server.require_notice = false; }},
      {"notice", [](RunConfig& c) { c.notice.contact.clear(); }},
      {"server.overseer", [](RunConfig& c) { c.server.overseer.clear(); }},
      {"logs.retention_days", [](RunConfig& c) { c.logs.retention_days = 30; }},
      {"server.tls", [](RunConfig& c) { c.server.certificate.clear(); }},
      {"sinks.*.tls", [](RunConfig& c) { c.sinks.mqtt = MqttConfig{.host = "broker.example"}; }},
      {"server.camera_inputs", [](RunConfig& c) { c.server.camera_inputs.folders = {"/srv"}; }},
      {"reload.allow_fewer", [](RunConfig& c) { c.reload.allow_fewer = true; }},
  };
  for (const Weaker& one : all) {
    RunConfig config = strict();
    one.set(config);
    const json said = risk_register(config, of_build());
    EXPECT_EQ(weakened(said), std::set<std::string>{one.setting});
    std::size_t warnings = 0;
    for (const json& section : said["sections"])
      for (const json& warning : section["warnings"]) {
        EXPECT_TRUE(warning.get<std::string>().starts_with(std::string(one.setting) + ": "))
            << warning;
        ++warnings;
      }
    EXPECT_EQ(warnings, said["sections"][0]["facts"]["weakened"].size()) << one.setting;
    EXPECT_NE(said.dump().find("Weakened or off: "), std::string::npos) << one.setting;
    EXPECT_NE(instructions_page(said).find("<b>Weakened:</b> " + std::string(one.setting)),
              std::string::npos);
  }
}

TEST(Risks, OnThisMachineAloneNoTokenAndNoNoticeAreAskedFor) {
  RunConfig config = strict();
  config.server.listen = "127.0.0.1:8642";
  config.server.admin_token.clear();
  config.server.certificate.clear();
  EXPECT_EQ(weakened(risk_register(config, of_build())),
            (std::set<std::string>{"server.require_notice", "server.tokens"}));
}

TEST(Risks, AReceiverOfThisMachineNeedsNoEncryption) {
  RunConfig config = strict();
  config.sinks.mqtt = MqttConfig{.host = "127.0.0.1"};
  config.sinks.kafka = KafkaConfig{.brokers = {"kafka-1:9092"}};
  config.sinks.kafka->tls.on = true;
  config.sinks.postgres = PostgresConfig{.url = "postgresql://m@db.example/m?sslmode=verify-full"};
  EXPECT_EQ(weakened(risk_register(config, of_build())), std::set<std::string>());
  config.sinks.postgres->url = "postgresql://m:hunter2@db.example/m";
  const json said = risk_register(config, of_build());
  EXPECT_EQ(weakened(said), std::set<std::string>{"sinks.*.tls"});
  EXPECT_EQ(said.dump().find("hunter2"), std::string::npos);
}

TEST(Risks, WhereSightsLeaveNobodySaysThatFacesStay) {
  RunConfig config = strict();
  const std::string stay = "No face, no track number and no picture goes to a receiver";
  EXPECT_NE(risk_register(config, of_build()).dump().find(stay), std::string::npos);
  config.sinks.publish = Publish::sights;
  const std::string said = risk_register(config, of_build()).dump();
  EXPECT_EQ(said.find(stay), std::string::npos);
  EXPECT_NE(said.find("No picture goes to a receiver"), std::string::npos);
}

TEST(Risks, WithoutExpressionsThereIsNoRiskOfWrongOnes) {
  RunConfig config = strict();
  config.emotion = "none";
  const json said = risk_register(config, of_build());
  EXPECT_FALSE(risk(said, "wrong-estimate"));
  EXPECT_FALSE(risk(said, "unequal-error"));
  EXPECT_TRUE(risk(said, "one-person"));
}

TEST(Risks, TheResidualErrorIsTheMeasuredOne) {
  const json said = risk_register(strict(), of_build());
  const double right = measured("mien")["accuracy"][0]["percent"].get<double>();
  const std::string left = (*risk(said, "wrong-estimate"))["facts"]["residual"];
  EXPECT_NE(left.find(json(right).dump() + " % of the faces are right"), std::string::npos) << left;
  EXPECT_NE(words(*risk(said, "unequal-error")).find("skin tone"), std::string::npos);
  BuildFacts own = of_build();
  own.emotion = {.name = "mine"};
  const json of_own = risk_register(strict(), own);
  EXPECT_NE(words(*risk(of_own, "wrong-estimate")).find("Not known"), std::string::npos);
  EXPECT_EQ(weakened(of_own), std::set<std::string>{"emotion"}) << "it has no threshold";
}

}  // namespace
}  // namespace mien::notice
