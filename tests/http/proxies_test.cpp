// Whose word is taken on who asks.
#include "http/proxies.h"

#include <gtest/gtest.h>

namespace mien::http {
namespace {

RequestHead seen(const Proxies& proxies, const std::string& peer, const std::string& forwarded_for,
                 const std::string& forwarded = {}) {
  RequestHead head;
  head.client = peer;
  head.loopback = peer == "127.0.0.1";
  head.forwarded_for = forwarded_for;
  head.forwarded = forwarded;
  proxies.look_through(head);
  return head;
}

ServerConfig trusting(std::vector<std::string> proxies, const char* header = "x-forwarded-for") {
  ServerConfig config;
  config.trusted_proxies = std::move(proxies);
  config.proxy_header = header;
  return config;
}

TEST(Proxies, ThatAreNotTrustedSayNothing) {
  EXPECT_EQ(seen(Proxies(ServerConfig{}), "127.0.0.1", "9.9.9.9").client, "127.0.0.1");
  const Proxies proxies(trusting({"127.0.0.1"}));
  EXPECT_EQ(seen(proxies, "10.0.0.5", "9.9.9.9").client, "10.0.0.5");
}

TEST(Proxies, TheRightMostAddressThatIsNoProxyAsks) {
  const Proxies proxies(trusting({"127.0.0.1", "10.0.0.0/8"}));
  EXPECT_EQ(seen(proxies, "127.0.0.1", "9.9.9.9").client, "9.9.9.9");
  EXPECT_FALSE(seen(proxies, "127.0.0.1", "9.9.9.9").loopback);
  EXPECT_EQ(seen(proxies, "127.0.0.1", "1.1.1.1, 9.9.9.9").client, "9.9.9.9")
      << "what stands left of it the client wrote itself";
  EXPECT_EQ(seen(proxies, "127.0.0.1", "127.0.0.1, 9.9.9.9").client, "9.9.9.9");
  EXPECT_EQ(seen(proxies, "127.0.0.1", "8.8.8.8, 9.9.9.9, 10.1.2.3").client, "9.9.9.9");
  EXPECT_EQ(seen(proxies, "127.0.0.1", "10.1.2.3").client, "10.1.2.3") << "proxies all the way";
  EXPECT_EQ(seen(proxies, "127.0.0.1", "2001:db8::7").client, "2001:db8::7");
  EXPECT_EQ(seen(proxies, "127.0.0.1", "9.9.9.9:4711").client, "9.9.9.9");
}

TEST(Proxies, WhatIsNoAddressIsNotBelieved) {
  const Proxies proxies(trusting({"127.0.0.1", "10.0.0.0/8"}));
  for (const char* odd : {"", "unknown", "9.9.9.9.9", "a, b", ",", "9.9.9.9, nonsense"})
    EXPECT_EQ(seen(proxies, "127.0.0.1", odd).client, "127.0.0.1") << odd;
  EXPECT_EQ(seen(proxies, "127.0.0.1", "nonsense, 10.1.2.3").client, "10.1.2.3");
}

// A proxy passes the header on that it does not write: a client could put anything in it.
TEST(Proxies, OnlyTheHeaderThatTheyWriteIsRead) {
  const Proxies plain(trusting({"127.0.0.1"}));
  EXPECT_EQ(seen(plain, "127.0.0.1", "9.9.9.9", "for=1.1.1.1").client, "9.9.9.9");
  const Proxies rfc(trusting({"127.0.0.1"}, "forwarded"));
  const RequestHead head =
      seen(rfc, "127.0.0.1", "1.1.1.1", "for=8.8.8.8, For=\"[2001:db8::7]:4711\";proto=https");
  EXPECT_EQ(head.client, "2001:db8::7");
  EXPECT_TRUE(head.encrypted);
}

}  // namespace
}  // namespace mien::http
