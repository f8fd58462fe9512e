// Tokens by name, proxies, the log and the reload, as the file has them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mien/error.h"

#include "config/config_reader.h"
#include "config/tokens.h"

namespace mien::config {
namespace {

using testing::HasSubstr;

const std::string kHash(64, 'a');

RunConfig read(const std::string& text) { return parse_config(text, "mien.yaml", {}); }

std::string failure(const std::string& text) {
  try {
    read(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_FALSE(error.remedy().empty());
    return error.what();
  }
  ADD_FAILURE() << "was accepted:\n" << text;
  return {};
}

TEST(ConfigTokens, AListOfNamesBesideTheOldKeys) {
  const RunConfig config = read(
      "server:\n"
      "  token: 0123456789abcdef\n"
      "  tokens:\n"
      "    - { name: kiosk-door, scope: rate, sha256: " +
      kHash +
      " }\n"
      "    - { name: office, scope: read, token: another-0123456789 }\n"
      "    - { name: kiosk-old, scope: rate, sha256: 'sha256:" +
      std::string(64, 'b') + "', revoked: true }\n");
  const auto tokens = tokens_of(config.server);
  ASSERT_EQ(tokens.size(), 4u);
  EXPECT_EQ(tokens[0], (TokenConfig{"admin", TokenScope::admin, "0123456789abcdef", false}));
  EXPECT_EQ(tokens[1], (TokenConfig{"kiosk-door", TokenScope::rate, "sha256:" + kHash, false}));
  EXPECT_EQ(tokens[2], (TokenConfig{"office", TokenScope::read, "another-0123456789", false}));
  EXPECT_TRUE(tokens[3].revoked);
  EXPECT_FALSE(without_tokens(config.server));
}

TEST(ConfigTokens, ASlipIsNamedAndNoTokenQuoted) {
  const struct {
    std::string token, says;
  } kCases[] = {
      {"{ name: a, scope: rate }", "sha256"},
      {"{ scope: rate, sha256: " + kHash + " }", "name"},
      {"{ name: a, sha256: " + kHash + " }", "scope"},
      {"{ name: a, scope: root, sha256: " + kHash + " }", "root"},
      {"{ name: 'a b', scope: rate, sha256: " + kHash + " }", "name"},
      {"{ name: a, scope: rate, sha256: hushhush }", "64 hex digits"},
      {"{ name: a, scope: rate, token: hushhush }", "fewer than 16"},
      {"{ name: a, scope: rate, sha256: " + kHash + ", token: hushhush-hushhush }",
       "both in plain text and hashed"},
      {"{ name: a, scope: rate, sha265: " + kHash + " }", "sha256"},
  };
  for (const auto& one : kCases) {
    const std::string words = failure("server:\n  tokens:\n    - " + one.token + "\n");
    EXPECT_THAT(words, HasSubstr("mien.yaml:3"));
    EXPECT_THAT(words, HasSubstr(one.says));
    EXPECT_THAT(words, Not(HasSubstr("hushhush"))) << one.token;
  }
  const std::string one = "{ name: a, scope: rate, sha256: " + kHash + " }";
  EXPECT_THAT(failure("server: { tokens: [" + one + ", " + one + "] }"), HasSubstr("same token"));
  EXPECT_THAT(failure("server: { tokens: [" + one +
                      ", { name: a, scope: rate, sha256: " + std::string(64, 'b') + " }] }"),
              HasSubstr("two tokens have the name 'a'"));
}

// A revoked token opens nothing: neither itself, nor a server beyond this machine.
TEST(ConfigTokens, ThoseThatAreRevokedProtectNobody) {
  const std::string revoked =
      "tokens: [{ name: a, scope: rate, sha256: " + kHash + ", revoked: true }]";
  EXPECT_THAT(failure("server: { listen: '0.0.0.0:8642', " + revoked + " }"),
              HasSubstr("no token is set"));
  EXPECT_TRUE(without_tokens(read("server: { " + revoked + " }").server));
}

TEST(ConfigProxies, NetworksAndWhatTheyWriteItIn) {
  const RunConfig config = read(
      "server: { token: 0123456789abcdef, trusted_proxies: [127.0.0.1, 10.0.0.0/8, '::1'], "
      "proxy_header: forwarded }");
  EXPECT_EQ(config.server.trusted_proxies,
            (std::vector<std::string>{"127.0.0.1", "10.0.0.0/8", "::1"}));
  EXPECT_EQ(config.server.proxy_header, "forwarded");
  EXPECT_THAT(failure("server: { token: 0123456789abcdef, trusted_proxies: [proxy.example] }"),
              HasSubstr("proxy.example"));
  EXPECT_THAT(failure("server: { trusted_proxies: [127.0.0.1] }"), HasSubstr("no token"))
      << "through a proxy the whole network would be anonymous";
}

TEST(ConfigSections, SaysWhichSectionsItHasAndWhatAReloadMay) {
  const RunConfig config =
      read("reload: { allow_fewer: true }\nlogs: { format: json, level: warning }");
  EXPECT_TRUE(config.reload.allow_fewer);
  EXPECT_EQ(config.logs.format, LogFormat::json);
  EXPECT_EQ(config.logs.level, LogLevel::warning);
  EXPECT_EQ(config.logs.retention_days, 183) << "half a year, unless it is said otherwise";
  EXPECT_EQ(
      read("storage: { retention_days: 7 }\nlogs: { retention_days: 400 }").logs.retention_days,
      400);
  EXPECT_EQ(config.sections, (std::vector<std::string>{"reload", "logs"}));
  EXPECT_TRUE(read("").sections.empty());
  EXPECT_THAT(failure("logs: { format: xml }"), HasSubstr("xml"));
  EXPECT_THAT(failure("logs: { retention_days: -1 }"), HasSubstr("-1"));
  EXPECT_THAT(failure("reload: { allow_less: true }"), HasSubstr("allow_fewer"));
}

}  // namespace
}  // namespace mien::config
