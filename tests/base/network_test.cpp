#include "base/network.h"

#include <gtest/gtest.h>

namespace mien {
namespace {

bool within(const char* network, const char* address) {
  return parse_network(network)->contains(*parse_ip(address));
}

TEST(Network, HoldsWhatItsPrefixSays) {
  EXPECT_TRUE(within("10.0.0.0/8", "10.255.1.2"));
  EXPECT_FALSE(within("10.0.0.0/8", "11.0.0.1"));
  EXPECT_TRUE(within("192.168.4.128/25", "192.168.4.200"));
  EXPECT_FALSE(within("192.168.4.128/25", "192.168.4.100"));
  EXPECT_TRUE(within("127.0.0.1", "127.0.0.1"));
  EXPECT_FALSE(within("127.0.0.1", "127.0.0.2"));
  EXPECT_TRUE(within("fd00::/8", "fd12:3456::1"));
  EXPECT_FALSE(within("fd00::/8", "fe80::1"));
  EXPECT_TRUE(within("0.0.0.0/0", "8.8.8.8"));
  EXPECT_FALSE(within("0.0.0.0/0", "2001:db8::1")) << "another family";
  EXPECT_TRUE(within("10.0.0.0/8", "::ffff:10.1.2.3")) << "the same address, written as IPv6";
}

TEST(Network, WhatIsNoneIsRefused) {
  for (const char* bad : {"", "10.0.0.0/33", "10.0.0.1/8", "10.0.0/8", "proxy.example", "10.0.0.0/",
                          "10.0.0.0/-1", "10.0.0.0/8x", "::1/129", "[::1]", "1.2.3.4:80"})
    EXPECT_FALSE(parse_network(bad)) << bad;
}

TEST(Network, Loopback) {
  for (const char* own : {"127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"})
    EXPECT_TRUE(is_loopback(*parse_ip(own))) << own;
  for (const char* other : {"10.0.0.1", "::2", "128.0.0.1"})
    EXPECT_FALSE(is_loopback(*parse_ip(other))) << other;
}

}  // namespace
}  // namespace mien
