#include "http/auth.h"

#include <gtest/gtest.h>

#include "mien/error.h"

#include "http/rate_limit.h"

namespace mien::http {

TEST(Tokens, EachScopeAndNoMore) {
  const Tokens tokens({.admin_token = "admin-token-0123456789",
                       .read_token = hashed("read-token-0123456789"),
                       .rate_token = "rate-token-0123456789"});
  EXPECT_FALSE(tokens.open());
  EXPECT_EQ(tokens.grant_of("admin-token-0123456789"),
            (Grant{.read = true, .rate = true, .admin = true}));
  EXPECT_EQ(tokens.grant_of("read-token-0123456789"), Grant{.read = true});
  EXPECT_EQ(tokens.grant_of("rate-token-0123456789"), Grant{.rate = true});
  EXPECT_FALSE(tokens.grant_of("admin-token-012345678"));
  EXPECT_FALSE(tokens.grant_of(""));
  // Who has read the file has no token.
  EXPECT_FALSE(tokens.grant_of(hashed("read-token-0123456789")));
}

TEST(Tokens, ByNameAndRevokedOneByOne) {
  ServerConfig config;
  config.rate_token = "rate-token-0123456789";
  config.tokens = {{"kiosk-door", TokenScope::rate, hashed("door-token-0123456789")},
                   {"kiosk-old", TokenScope::rate, hashed("old-token-0123456789"), true},
                   {"office", TokenScope::admin, "office-token-0123456789"}};
  const Tokens tokens(config);
  EXPECT_EQ(tokens.grant_of("door-token-0123456789")->token, "kiosk-door");
  EXPECT_EQ(tokens.grant_of("rate-token-0123456789")->token, "rate");
  EXPECT_TRUE(tokens.grant_of("office-token-0123456789")->admin);
  EXPECT_FALSE(tokens.grant_of("old-token-0123456789"));
  EXPECT_EQ(tokens.revoked("old-token-0123456789"), "kiosk-old");
  EXPECT_FALSE(tokens.revoked("door-token-0123456789"));
  EXPECT_TRUE(tokens.has_admin());
  config.tokens.back().revoked = true;
  EXPECT_FALSE(Tokens(config).has_admin());
  config.tokens.push_back({"twin", TokenScope::read, "door-token-0123456789"});
  EXPECT_THROW(Tokens{config}, Error) << "the same token, once hashed and once plain";
}

TEST(Tokens, UsesAreCountedOverAReload) {
  ServerConfig config;
  config.tokens = {{"kiosk-door", TokenScope::rate, hashed("door-token-0123456789")},
                   {"office", TokenScope::read, "office-token-0123456789"}};
  const Tokens before(config);
  before.grant_of("door-token-0123456789");
  before.grant_of("door-token-0123456789");
  before.grant_of("wrong-token-0123456789");
  config.tokens.pop_back();
  Tokens after(config);
  after.count_on(before);
  after.grant_of("door-token-0123456789");
  const auto uses = after.uses();
  ASSERT_EQ(uses.size(), 1u);
  EXPECT_EQ(uses[0].uses, 3u);
  EXPECT_GT(uses[0].last_ms, 1'600'000'000'000);
  EXPECT_EQ(before.uses()[1].last_ms, 0);
}

TEST(Tokens, NoneIsAllowedForThisMachineOnly) {
  EXPECT_TRUE(Tokens(ServerConfig{}).open());
  EXPECT_FALSE(Tokens(ServerConfig{}).grant_of(""));
  for (const char* listen : {"0.0.0.0:8642", "[::]:8642", "10.0.0.1:8642", "shop.example:8642"})
    EXPECT_THROW(Tokens({.listen = listen}), Error) << listen;
  EXPECT_NO_THROW(Tokens({.listen = "0.0.0.0:8642", .admin_token = new_token()}));
}

TEST(Tokens, ThoseThatCannotBeSentOrAreGuessedAreRefused) {
  for (const char* bad : {"short", "token with blanks in it", "töken-töken-töken", "sha256:12"})
    EXPECT_THROW(Tokens({.admin_token = bad}), Error) << bad;
}

TEST(Tokens, NewOnesDifferAndHashToThePublishedForm) {
  EXPECT_NE(new_token(), new_token());
  EXPECT_GE(new_token().size(), 43u);
  // FIPS 180-2's own example.
  EXPECT_EQ(hashed("abc"),
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Cookies, TheValueOfOne) {
  EXPECT_EQ(cookie_value("a=1; mien_token=x%20y; b=2", "mien_token"), "x y");
  EXPECT_EQ(cookie_value("xmien_token=1", "mien_token"), std::nullopt);
  EXPECT_EQ(cookie_value("", "mien_token"), std::nullopt);
}

TEST(Listen, AddressesAndPorts) {
  EXPECT_EQ(parse_listen("[::1]:80").address, "::1");
  EXPECT_EQ(parse_listen("localhost:0").port, 0);
  for (const char* bad : {"", "8642", ":8642", "a:", "a:70000", "a:1x"})
    EXPECT_THROW(parse_listen(bad), Error) << bad;
}

TEST(RateLimit, BurstThenSteady) {
  RateLimit limit(10, 3);
  const auto now = RateLimit::Clock::now();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limit.take("a", now), 0);
  EXPECT_GT(limit.take("a", now), 0);
  EXPECT_EQ(limit.take("b", now), 0) << "another client has its own";
  EXPECT_EQ(limit.take("a", now + std::chrono::milliseconds(101)), 0);
  EXPECT_GT(limit.take("a", now + std::chrono::milliseconds(102)), 0);
}

TEST(RateLimit, ManyClientsDoNotFillTheMemory) {
  RateLimit limit(10, 3);
  const auto now = RateLimit::Clock::now();
  for (int i = 0; i < 100'000; ++i)
    EXPECT_EQ(limit.take(std::to_string(i), now + std::chrono::milliseconds(i)), 0);
}

}  // namespace mien::http
