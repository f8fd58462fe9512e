#include "receivers/webhook_rules.h"

#include <nlohmann/json.hpp>

#include <gmock/gmock.h>

namespace mien::receivers {
namespace {

using ::testing::SizeIs;

outbox::Message tally(double valence, const std::string& content = "cereal") {
  outbox::Message message{.seq = 1, .kind = "tally", .key = "k"};
  message.text = nlohmann::json{{"content", content}, {"valence", valence}, {"people", 9}}.dump();
  return message;
}

outbox::Message camera(const std::string& state) {
  outbox::Message message{.seq = 1, .kind = "camera_state", .camera = "aisle", .key = "k"};
  message.text = nlohmann::json{{"state", state}}.dump();
  return message;
}

TEST(WebhookRules, ATallyFiresWhenItPassesAndNotAgainBeforeItCameBack) {
  WebhookRules rules({{.when = "tally", .content = "cereal", .value = "valence", .above = 0.4}});
  EXPECT_THAT(rules.calls(tally(0.3)), SizeIs(0));
  const auto calls = rules.calls(tally(0.5));
  ASSERT_THAT(calls, SizeIs(1));
  EXPECT_EQ(nlohmann::json::parse(calls[0])["words"], "valence of cereal is above 0.4");
  EXPECT_THAT(rules.calls(tally(0.6)), SizeIs(0));
  EXPECT_THAT(rules.calls(tally(0.9, "bread")), SizeIs(0)) << "another content";
  EXPECT_THAT(rules.calls(tally(0.1)), SizeIs(0));
  EXPECT_THAT(rules.calls(tally(0.5)), SizeIs(1));
}

TEST(WebhookRules, AFigureThatIsNotPublishedPassesNothing) {
  WebhookRules rules({{.when = "tally", .value = "valence", .below = 0.1}});
  outbox::Message hidden = tally(0);
  hidden.text = R"({"content":"cereal","valence":null})";
  EXPECT_THAT(rules.calls(hidden), SizeIs(0));
  EXPECT_THAT(rules.calls(tally(0)), SizeIs(1));
}

TEST(WebhookRules, ACameraIsLostOnceAndBackOnce) {
  WebhookRules rules({{.when = "camera_lost"}, {.when = "camera_back"}});
  EXPECT_THAT(rules.calls(camera("connecting")), SizeIs(0));
  EXPECT_THAT(rules.calls(camera("live")), SizeIs(0));
  EXPECT_THAT(rules.calls(camera("stalled")), SizeIs(1));
  EXPECT_THAT(rules.calls(camera("failed")), SizeIs(0));
  EXPECT_THAT(rules.calls(camera("connecting")), SizeIs(0));
  const auto back = rules.calls(camera("live"));
  ASSERT_THAT(back, SizeIs(1));
  EXPECT_EQ(nlohmann::json::parse(back[0])["words"], "camera aisle is back");
}

}  // namespace
}  // namespace mien::receivers
