// What a player tells while it plays: times that cannot be are named.
#include "imports/play_json.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "mien/error.h"

namespace mien::imports {
namespace {

using testing::HasSubstr;

std::string refusal(const std::string& begin, const std::string& end) {
  PlayJsonOptions options{.cameras = {{"aisle", "aisle"}}};
  options.now = *parse_time("2026-11-03T10:00:00Z").time;
  const Json body{{"camera", "aisle"}, {"content", "a"}, {"begin", begin}, {"end", end}};
  try {
    read_play_json(body, options);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(PlayJson, AnEndOfAnotherCenturyIsRefused) {
  EXPECT_EQ(refusal("2026-11-03T09:59:50Z", "2026-11-03T10:00:10Z"), "") << "it plays now";
  EXPECT_EQ(refusal("2026-11-03T08:00:00Z", "2026-11-03T20:00:00Z"), "") << "a poster of today";
  EXPECT_THAT(refusal("2026-11-03T09:00:00Z", "2126-11-03T09:00:10Z"),
              HasSubstr("end: it ends at 2126-11-03T09:00:10.000Z, more than a day from now"));
  EXPECT_THAT(refusal("2126-11-03T09:00:00Z", "2126-11-03T09:00:10Z"),
              HasSubstr("begin: the time 2126-11-03T09:00:00.000Z is in the future"));
  EXPECT_THAT(refusal("2001-11-03T09:00:00Z", "2026-11-03T09:00:10Z"),
              HasSubstr("more than 366 days"));
}

}  // namespace
}  // namespace mien::imports
