// What an earlier release took goes on working: tests/fixtures, one folder a release.
#include <filesystem>
#include <fstream>
#include <map>

#include <gtest/gtest.h>

#include "mien/config.h"

#include "config/tokens.h"
#include "http/auth.h"
#include "serve/reload_plan.h"

namespace mien::serve {

namespace {

namespace fs = std::filesystem;

const fs::path kFixtures = MIEN_SOURCE_DIR "/tests/fixtures";

/// Scope → token, as tokens.txt of the release has them.
std::map<std::string, std::string> tokens_in(const fs::path& folder) {
  std::map<std::string, std::string> tokens;
  std::ifstream file(folder / "tokens.txt");
  for (std::string scope, token; file >> scope >> token;) tokens[scope] = token;
  return tokens;
}

RunConfig config_in(const fs::path& folder) {
  return load_config(folder / "mien.yaml", {{"MIEN_CAM_PASSWORD", "p@ss"},
                                            {"MIEN_MQTT", "mqtt"},
                                            {"MIEN_READ", tokens_in(folder).at("read")}});
}

}  // namespace

TEST(Release, ConfigurationAndTokensOf010) {
  const fs::path folder = kFixtures / "0.1.0";
  const RunConfig config = config_in(folder);
  ASSERT_EQ(config.cameras.size(), 2u);
  EXPECT_EQ(config.cameras[0].input, "rtsp://viewer:p@ss@10.0.0.3/main");
  EXPECT_EQ(config.cameras[0].masks.size() + config.cameras[0].staff.size(), 2u);
  EXPECT_EQ(config.cameras[0].showings.size(), 2u);
  EXPECT_EQ(config.contents.size(), 3u);
  EXPECT_EQ(config.audience.time_zone, "Europe/Berlin");
  EXPECT_EQ(config.server.max_connections, 256);

  const http::Tokens tokens(config.server);
  EXPECT_FALSE(tokens.open());
  for (const auto& [scope, token] : tokens_in(folder)) {
    const auto grant = tokens.grant_of(token);
    ASSERT_TRUE(grant) << scope;
    EXPECT_EQ(grant->admin, scope == "admin");
    EXPECT_EQ(grant->read, scope != "rate");
    EXPECT_EQ(grant->rate, scope != "read");
    EXPECT_EQ(grant->token, scope) << "the audit log calls it by its scope";
  }
  const ReloadPlan again = plan_reload(config, config, config);
  EXPECT_EQ(again.refusal, "");
  EXPECT_TRUE(again.change.words.empty());
}

// The same tokens, moved one by one into the list: nothing is fewer, nobody is locked out.
TEST(Release, TheThreeTokensOf010MoveIntoTheList) {
  const RunConfig before = config_in(kFixtures / "0.1.0");
  RunConfig after = before;
  after.server.tokens = config::tokens_of(before.server);
  after.server.admin_token = after.server.read_token = after.server.rate_token = "";
  const ReloadPlan plan = plan_reload(before, before, after);
  EXPECT_EQ(plan.refusal, "");
  EXPECT_TRUE(plan.change.words.empty());
  for (const auto& [scope, token] : tokens_in(kFixtures / "0.1.0"))
    EXPECT_TRUE(http::Tokens(plan.next.server).grant_of(token)) << scope;
}

}  // namespace mien::serve
