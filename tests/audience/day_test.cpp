// A day is the store's: it begins and ends where the date changes on the store's clock, also where
// that is set. What is right is found by walking through the minutes, the date of each told by the
// C library.
#include <cstdlib>

#include <fmt/format.h>
#include <time.h>

#include "audience/store.h"
#include "base/time.h"
#include "faces.h"

namespace mien::audience {
namespace {

using namespace std::chrono_literals;

class DayTest : public FolderTest {
 protected:
  ~DayTest() override {
    unsetenv("TZ");
    tzset();
  }
  static void live_in(const char* zone) {
    setenv("TZ", zone, 1);
    tzset();
  }
  static tm clock_at(WallTime time) {
    const time_t seconds =
        std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
    tm local{};
    localtime_r(&seconds, &local);
    return local;
  }
  static WallTime at(const char* text) { return *parse_time(text).time; }
  static std::string date_at(WallTime time) {
    const tm local = clock_at(time);
    return fmt::format("{:04}-{:02}-{:02}", local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
  }

  const UtcOffset clock_ = [](WallTime time) {
    return std::chrono::minutes(clock_at(time).tm_gmtoff / 60);
  };
};

struct Change {
  const char *zone, *noon;  ///< of the day of the change, or a day like any other
};

class ChangeTest : public DayTest, public testing::WithParamInterface<Change> {};

TEST_P(ChangeTest, BeginsAndEndsWhereTheDateChanges) {
  live_in(GetParam().zone);
  Store store(file_, {.min_audience = 1, .utc_offset = clock_});
  // A stay each half hour, over three days; and each day's first and last minute, by walking.
  std::vector<Exposure> stays;
  std::map<std::string, std::pair<WallTime, WallTime>> days;
  std::map<std::string, std::int64_t> counts;
  const WallTime first = at(GetParam().noon) - 84h;
  for (int minute = 0; minute < 7 * 24 * 60; ++minute) {
    const WallTime time = first + minute * 1min;
    const auto [day, is_new] = days.try_emplace(date_at(time), time, time + 1min);
    day->second.second = std::max(day->second.second, time + 1min);
    if (minute % 30 != 0) continue;
    stays.push_back(stay("shelf", time, 2, 0));
    ++counts[date_at(time)];
  }
  store.add(stays);
  store.decide(kLater + std::chrono::days(3000));
  days.erase(days.begin());  // cut
  days.erase(std::prev(days.end()));
  ASSERT_GE(days.size(), 5u);
  std::map<std::string, SeriesPoint> told;
  for (const SeriesPoint& point : store.series(Span::day))
    told.emplace(rfc3339(point.begin, clock_).substr(0, 10), point);
  for (const auto& [date, bounds] : days) {
    ASSERT_TRUE(told.contains(date)) << date;
    const SeriesPoint& point = told.at(date);
    EXPECT_EQ(rfc3339(point.begin), rfc3339(bounds.first)) << date;
    EXPECT_EQ(rfc3339(point.end), rfc3339(bounds.second)) << date;
    EXPECT_EQ(point.figures->exposures, counts.at(date)) << date;
  }
}

// Every half hour that three days' dates and times of day can name, found by walking: at which
// moments the clock shows it.
TEST_P(ChangeTest, AReadingOfTheClockIsTheFirstMomentThatShowsIt) {
  live_in(GetParam().zone);
  std::map<std::chrono::local_time<std::chrono::milliseconds>, std::vector<WallTime>> shown;
  const WallTime noon = at(GetParam().noon);
  for (int minute = -84 * 60; minute < 84 * 60; ++minute)
    shown[local_of(noon + minute * 1min, clock_)].push_back(noon + minute * 1min);
  const auto middle = local_of(noon, clock_);
  for (int half = -96; half <= 96; ++half) {
    const auto local = middle + half * 30min;
    const ClockReading reading = reading_of(local, clock_);
    const std::vector<WallTime>& moments = shown[local];
    ASSERT_EQ(reading.never, moments.empty()) << half;
    if (moments.empty()) continue;
    EXPECT_EQ(rfc3339(reading.time), rfc3339(moments.front())) << half;
    EXPECT_EQ(rfc3339(reading.again), rfc3339(moments.back())) << half;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Clocks, ChangeTest,
    testing::Values(Change{"Europe/Berlin", "2026-03-29T12:00:00Z"},
                    Change{"Europe/Berlin", "2026-10-25T12:00:00Z"},
                    Change{"Africa/Cairo", "2026-04-24T12:00:00Z"},  // midnight is leapt over
                    Change{"America/New_York", "2026-11-01T17:00:00Z"},
                    Change{"America/Havana", "2026-11-01T17:00:00Z"},     // comes twice
                    Change{"America/Sao_Paulo", "2018-02-18T12:00:00Z"},  // the hour before, twice
                    Change{"Asia/Kolkata", "2026-11-03T06:30:00Z"},
                    Change{"America/St_Johns", "2026-11-03T12:00:00Z"}));

TEST_F(DayTest, NobodyArrivesBeforeTheDayOfTheStay) {
  live_in("Europe/Berlin");
  Store store(file_, {.min_audience = 1, .utc_offset = clock_});
  const WallTime half_past_midnight = at("2026-11-03T00:30:00+01:00");
  store.add(std::vector{stay("shelf", half_past_midnight, 2, 0)});
  store.decide(kLater);
  const auto days = store.series(Span::day);
  ASSERT_EQ(days.size(), 1u);
  EXPECT_LE(days[0].begin, half_past_midnight);
  EXPECT_EQ(rfc3339(days[0].begin, clock_), "2026-11-03T00:00:00+01:00");
  EXPECT_EQ(rfc3339(days[0].end, clock_), "2026-11-04T00:00:00+01:00");
}

TEST_F(DayTest, HoursDayPartsAndWeeksEndWhereTheNextBegins) {
  Store store(file_, {.min_audience = 1});
  store.add(std::vector{stay("shelf", kNine + 61s, 2, 0)});
  store.decide(kLater);
  EXPECT_EQ(store.series(Span::hour).at(0).end - kNine, 1h);
  EXPECT_EQ(store.series(Span::part).at(0).begin, kNine - 3h);
  EXPECT_EQ(store.series(Span::part).at(0).end, kNine + 3h);
  EXPECT_EQ(store.series(Span::week).at(0).begin, kNine - 33h) << "Monday";
  EXPECT_EQ(store.series(Span::week).at(0).end, kNine - 33h + 168h);
}

TEST_F(DayTest, ATimeOnTheStoresClockIsTheSameTime) {
  for (const auto offset : {0min, 60min, -600min, 330min, -150min, 765min}) {
    const std::string text = rfc3339(kNine, [offset](WallTime) { return offset; });
    EXPECT_EQ(*parse_time(text).time, kNine) << text;
  }
  EXPECT_EQ(rfc3339(kNine, {}), "2026-11-03T09:00:00+00:00");
}

}  // namespace
}  // namespace mien::audience
