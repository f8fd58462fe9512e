#include "http/url.h"

#include <gtest/gtest.h>

namespace mien::http {

TEST(Target, PathAndQueryAreDecodedOnce) {
  std::string problem;
  const auto target = parse_target("/api/v1/cameras/a%20b%2Fc%2525?from=1+2&x=%26", problem);
  ASSERT_TRUE(target) << problem;
  EXPECT_EQ(target->segments, (std::vector<std::string>{"api", "v1", "cameras", "a b/c%25"}));
  EXPECT_EQ(target->query.find("from")->second, "1 2");
  EXPECT_EQ(target->query.find("x")->second, "&");
  EXPECT_TRUE(parse_target("/", problem)->segments.empty());
}

TEST(Target, WhatCouldClimbOrSmuggleIsRefused) {
  for (const char* bad :
       {"", "assets", "/..", "/assets/../x", "/assets/%2e%2e/x", "/a//b", "/a%00", "/a%0d%0aX: y",
        "/%zz", "/%4", "/a%ff", "/x?a=1&a=2", "/x?a=%00", "/x?%", "http://other/x", "*"}) {
    std::string problem;
    EXPECT_FALSE(parse_target(bad, problem)) << bad;
    EXPECT_FALSE(problem.empty()) << bad;
  }
}

TEST(Host, NamesWithoutTheirPort) {
  EXPECT_EQ(host_name("Shop.Example:8642"), "shop.example");
  EXPECT_EQ(host_name("[::1]:8642"), "::1");
  EXPECT_EQ(host_name("127.0.0.1"), "127.0.0.1");
  for (const char* bad : {"", "a b", "a/b", "a:b", "[::1", "evil.example\r\nX: y", "a@b"})
    EXPECT_EQ(host_name(bad), "") << bad;
}

TEST(Host, LoopbackIsNothingElse) {
  for (const char* name : {"localhost", "127.0.0.1", "127.1.2.3", "::1"})
    EXPECT_TRUE(is_loopback(name)) << name;
  for (const char* name :
       {"localhost.evil.example", "127.0.0.1.evil.example", "0.0.0.0", "10.0.0.1"})
    EXPECT_FALSE(is_loopback(name)) << name;
}

TEST(Percent, EncodedIsDecodedToTheSame) {
  const std::string text = "a b;c=\"ü\"%+/";
  EXPECT_EQ(percent_decode(percent_encode(text), false), text);
  EXPECT_EQ(percent_encode(text).find_first_of(" ;=\"+/"), std::string::npos);
}

}  // namespace mien::http
