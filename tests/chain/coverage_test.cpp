#include "chain/coverage.h"

#include <gtest/gtest.h>

namespace mien::chain {
namespace {

TEST(Coverage, NamesWhatWasAnalysed) {
  Coverage covered;
  covered.add(40, 50);
  covered.add(0, 10);
  EXPECT_DOUBLE_EQ(covered.seconds(), 20);
  EXPECT_EQ(covered.in_words(60),
            "interrupted: analysed 20.0 s of 60.0 s, from 0.0 to 10.0 s and from 40.0 to 50.0 s");
}

TEST(Coverage, AStretchWithinAnotherEndsNothingAndCountsOnce) {
  Coverage covered;
  covered.add(0, 30);
  covered.add(5, 10);
  covered.add(20, 40);
  EXPECT_DOUBLE_EQ(covered.seconds(), 40);
  EXPECT_EQ(covered.in_words(60), "interrupted: analysed 40.0 s of 60.0 s, from 0.0 to 40.0 s");
}

TEST(Coverage, AShortGapIsNotNamedAndNotCounted) {
  Coverage covered;
  covered.add(0, 10);
  covered.add(10.25, 20);
  EXPECT_DOUBLE_EQ(covered.seconds(), 19.75);
  EXPECT_EQ(covered.in_words(60), "interrupted: analysed 19.8 s of 60.0 s, from 0.0 to 20.0 s");
}

}  // namespace
}  // namespace mien::chain
