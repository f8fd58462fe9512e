// Which messages of others the tables of PostgreSQL take.
#include "receivers/postgres/fitting.h"

#include <gmock/gmock.h>

#include "base/time.h"

namespace mien::receivers {
namespace {

using ::testing::HasSubstr;

std::string trouble(const char* time) {
  const auto ms = [](const char* text) {
    return since_1970_ms(parse_time(text, std::chrono::minutes(0)).time.value());
  };
  return pg_time_trouble({{"site", "store\n17"}}, ms(time), ms("2026-11-30T12:00:00Z"));
}

TEST(PgFitting, FactsThatWaitedAndClocksALittleAheadAreTaken) {
  for (const char* time : {"2026-11-30T12:00:00Z", "2026-12-01T11:00:00Z", "2025-11-30T12:00:00Z",
                           "2016-12-01T12:00:00Z"})
    EXPECT_EQ(trouble(time), "") << time;
}

TEST(PgFitting, ATimeThatNoStoreHasIsSaidInWords) {
  for (const char* time : {"2026-12-01T13:00:00Z", "2199-01-01T00:00:00Z", "2016-11-01T12:00:00Z",
                           "1990-01-01T00:00:00Z"}) {
    EXPECT_THAT(trouble(time), HasSubstr("site 'store 17' has the time")) << time;
    EXPECT_THAT(trouble(time), HasSubstr(std::string(time).substr(0, 19)));
  }
}

}  // namespace
}  // namespace mien::receivers
