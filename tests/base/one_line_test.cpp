#include "base/one_line.h"

#include <gtest/gtest.h>

namespace mien {
namespace {

TEST(OneLine, WhatMovesACursorIsABlank) {
  EXPECT_EQ(one_line("a\nb\r\tc\x1b[2K\x7f", 100), "a b  c [2K ");
  EXPECT_EQ(one_line("a\u009b2Kb\u202eb\u2028c\u2066d", 100), "a 2Kb b c d");
  EXPECT_EQ(one_line("a\u200bb\u200ec\u200fd\u061ce\u2060f\ufeffg", 100), "a b c d e f g");
  EXPECT_EQ(one_line("\u0646\u200c\u0647\u200d", 100), "\u0646\u200c\u0647\u200d");
  EXPECT_EQ(one_line("Käse → Brot…\u00a0é", 100), "Käse → Brot…\u00a0é");
  EXPECT_EQ(one_line(std::string_view("a\0b", 3), 100), "a b");
}

TEST(OneLine, IsCutAndWellFormed) {
  EXPECT_EQ(one_line("abcdef", 3), "abc");
  EXPECT_EQ(one_line("a\xc3", 100), "a\ufffd");
  EXPECT_EQ(one_line("a\xc2", 2), "a\ufffd");
  EXPECT_EQ(one_line("a\xe2\x80", 100), "a\ufffd\ufffd");
  EXPECT_EQ(one_line("", 0), "");
}

}  // namespace
}  // namespace mien
