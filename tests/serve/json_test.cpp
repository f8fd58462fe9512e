// A body of many levels must not take the server down.
#include "serve/json.h"

#include <gtest/gtest.h>

#include "mien/error.h"

#include "serve/config_desk.h"

namespace mien::serve {
namespace {

std::string nested(int levels) { return std::string(levels, '[') + std::string(levels, ']'); }

TEST(Json, WhatIsNestedTooDeepIsDiscarded) {
  EXPECT_FALSE(parse_json(nested(20)).is_discarded());
  EXPECT_TRUE(parse_json(nested(40)).is_discarded());
  EXPECT_TRUE(parse_json(nested(400'000)).is_discarded());
  EXPECT_TRUE(parse_json(std::string(400'000, '[')).is_discarded());
  EXPECT_TRUE(parse_json("{\"a\": }").is_discarded());
  EXPECT_EQ(text_of(parse_json(R"({"a": [1, {"b": null}]})")), R"({"a":[1,{"b":null}]})");
}

TEST(Json, ACameraOfManyLevelsIsRefused) {
  EXPECT_THROW(camera_of_json("a", R"({"input": "x", "zones": )" + nested(250'000) + "}", {}),
               Error);
  EXPECT_THROW(camera_of_json("a", R"({"input": "x", "zones": )" + nested(20) + "}", {}), Error);
}

}  // namespace
}  // namespace mien::serve
