// Numbers as others write them.
#include "base/to_number.h"

#include <gtest/gtest.h>

namespace mien {
namespace {

// PostgreSQL's own text of a sum; the hub's pages are made of such.
TEST(ToNumber, TheSmallestThatADoubleHoldsAreNumbers) {
  EXPECT_EQ(to_number<double>("5e-320"), 5e-320);
  EXPECT_EQ(to_number<double>("-5e-324"), -5e-324);
  EXPECT_EQ(to_number<double>("2.2250738585072014e-308"), 2.2250738585072014e-308);
}

TEST(ToNumber, WhatIsNoneIsNone) {
  for (const char* text : {"", " 1", "1 ", "+1", "1,5", "one", "1e999"})
    EXPECT_EQ(to_number<double>(text), std::nullopt) << text;
}

}  // namespace
}  // namespace mien
