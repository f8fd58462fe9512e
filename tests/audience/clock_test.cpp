// Clocks that are wrong, and are put right: nothing is deleted by them, and times end up right.
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <thread>

#include <gmock/gmock.h>

#include "audience/audit_log.h"
#include "audience/live_audience.h"
#include "audience/store_desk.h"
#include "base/sqlite_database.h"
#include "faces.h"
#include "run_rows.h"

namespace mien::audience {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using testing::Contains;
using testing::HasSubstr;

class ClockTest : public FolderTest {
 protected:
  /// What the program is shown.
  Clocks clocks() {
    return {.wall = [this] { return WallTime(std::chrono::milliseconds(wall_ms_.load())); },
            .steady_ms = [this] { return steady_ms_.load(); },
            .built = kNine - 100 * days(1)};
  }
  StoreDeskOptions options() {
    return {.store = {.retention_days = 30, .min_audience = 1},
            .clocks = clocks(),
            .log = [this](const std::string& words) {
              std::lock_guard lock(mutex_);
              said_.push_back(words);
            }};
  }
  void set(WallTime time) { wall_ms_ = since_1970_ms(time); }
  WallTime shown() const { return WallTime(std::chrono::milliseconds(wall_ms_.load())); }
  void pass(std::chrono::milliseconds time) {
    wall_ms_ += time.count();
    steady_ms_ = steady_ms_ + static_cast<double>(time.count());
  }
  /// Waits until the desk has heard of a step.
  void step(StoreDesk& desk, std::chrono::milliseconds by) {
    const std::int64_t before = desk.counts().clock_steps;
    wall_ms_ += by.count();
    for (int i = 0; i < 1000 && desk.counts().clock_steps == before; ++i)
      std::this_thread::sleep_for(10ms);
    ASSERT_EQ(desk.counts().clock_steps, before + 1);
  }
  void see_somebody(StoreDesk& desk) {
    desk.add({stay("shelf", shown(), 2, 0.5)});
    Rating rating{.content = "shelf",
                  .time = shown(),
                  .value = 4,
                  .source = "api",
                  .source_row = std::to_string(++ratings_)};
    rating.stamped = true;
    desk.hand_in_and_wait({rating});
    desk.flush();
    AuditLog(file_).add({shown(), "admin", "raw picture", "shelf"});
    insert_run(file_, shown());
  }
  std::int64_t count(const std::string& query) { return Database(file_).integer(query); }
  /// A file that a good clock filled until nine.
  void fill() {
    set(kNine - 1h);
    StoreDesk desk(file_, options());
    see_somebody(desk);
    desk.add({stay("old", kNine - 20 * days(1), 2, 0.5)});
  }
  std::vector<std::string> said() {
    std::lock_guard lock(mutex_);
    return said_;
  }
  /// All that was written is within a day of nine.
  void expect_right_times(std::int64_t rows) {
    const std::string within = " BETWEEN " + std::to_string(since_1970_ms(kNine - 24h)) + " AND " +
                               std::to_string(since_1970_ms(kNine + 24h));
    EXPECT_EQ(count("SELECT count(*) FROM exposures WHERE content = 'shelf' AND start_ms" + within),
              rows);
    EXPECT_EQ(count("SELECT count(*) FROM ratings WHERE time_ms" + within), rows);
    EXPECT_EQ(count("SELECT count(*) FROM audit WHERE action = 'raw picture' AND time_ms" + within),
              rows);
    EXPECT_EQ(count("SELECT count(*) FROM runs WHERE started_at BETWEEN '" + rfc3339(kNine - 24h) +
                    "' AND '" + rfc3339(kNine + 24h) + "'"),
              rows);
    EXPECT_EQ(count("SELECT count(*) FROM exposures WHERE content = 'old'"), 1) << "of 20 days ago";
    EXPECT_EQ(count("SELECT (SELECT count(*) FROM undecided_stays) + "
                    "(SELECT count(*) FROM cell_stays)"),
              count("SELECT count(*) FROM exposures"));
  }

  std::mutex mutex_;
  std::vector<std::string> said_;
  std::atomic<std::int64_t> wall_ms_{since_1970_ms(kNine)};
  std::atomic<double> steady_ms_{1e6};
  int ratings_ = 0;
};

TEST_F(ClockTest, AStartAYearBehindThatIsPutRightMeanwhile) {
  fill();
  {
    set(kNine - 365 * days(1));
    StoreDesk desk(file_, options());
    EXPECT_TRUE(desk.counts().clock_doubtful);
    EXPECT_EQ(count("SELECT count(*) FROM settings WHERE name = 'doubt_began_ms'"), 1);
    see_somebody(desk);
    Database(file_)
        .prepare(
            "INSERT INTO outbox (kind, camera, time_ms, made_ms, body) "
            "VALUES ('tally', '', 0, ?, '{}')")
        .run(since_1970_ms(shown()));
    step(desk, 365 * days(1));
    EXPECT_EQ(count("SELECT max(made_ms) FROM outbox"), since_1970_ms(kNine)) << "it is not old";
    EXPECT_FALSE(desk.counts().clock_doubtful);
    see_somebody(desk);
  }
  EXPECT_THAT(said(), Contains(HasSubstr("the clock was set forward by 365 d")));
  const auto entry = AuditLog(file_).last("audit dated anew");
  ASSERT_TRUE(entry) << "the audit log itself says that its times were changed";
  EXPECT_THAT(entry->detail, HasSubstr("365 d"));
  EXPECT_GE(entry->time, kNine);
  set(kNine + 1h);
  { StoreDesk next(file_, options()); }
  expect_right_times(3);
}

TEST_F(ClockTest, AStartAYearBehindThatOnlyTheNextStartPutsRight) {
  fill();
  {
    set(kNine - 365 * days(1));
    StoreDesk desk(file_, options());
    see_somebody(desk);
  }
  set(kNine + 1h);
  { StoreDesk next(file_, options()); }
  expect_right_times(2);
}

TEST_F(ClockTest, AFirstStartAtTheBeginningOfTime) {
  set(WallTime(30s));
  {
    StoreDesk desk(file_, options());
    EXPECT_TRUE(desk.counts().clock_doubtful) << "before the program was built";
    see_somebody(desk);
    step(desk, kNine - shown());
    see_somebody(desk);
    desk.add({stay("old", kNine - 20 * days(1), 2, 0.5)});
  }
  { StoreDesk next(file_, options()); }
  expect_right_times(2);
}

TEST_F(ClockTest, AFirstStartAYearBehind) {
  auto own = options();
  own.clocks.built = kNine - 3000 * days(1);
  set(kNine - 365 * days(1));
  {
    StoreDesk desk(file_, own);
    see_somebody(desk);
    step(desk, 365 * days(1));
    desk.add({stay("old", kNine - 20 * days(1), 2, 0.5)});
  }
  { StoreDesk next(file_, own); }
  expect_right_times(1);
}

TEST_F(ClockTest, AStartFourHundredDaysAheadDeletesNothing) {
  fill();
  {
    set(kNine + 400 * days(1));
    StoreDesk desk(file_, options());
    see_somebody(desk);
    EXPECT_TRUE(desk.counts().clock_doubtful);
    EXPECT_EQ(desk.counts().kept_rows, 5) << "two stays, a rating, an audit entry, a run";
    EXPECT_THAT(said(), Contains(HasSubstr("mien check --db")));
  }
  EXPECT_EQ(count("SELECT count(*) FROM exposures WHERE content = 'old'"), 1);
  set(kNine + 1h);
  { StoreDesk next(file_, options()); }
  expect_right_times(2);
}

TEST_F(ClockTest, StepsBothWaysWhileItRuns) {
  fill();
  set(kNine);
  {
    StoreDesk desk(file_, options());
    pass(30min);
    see_somebody(desk);
    step(desk, 400 * days(1));
    EXPECT_TRUE(desk.counts().clock_doubtful);
    see_somebody(desk);
    step(desk, -400 * days(1));
    EXPECT_FALSE(desk.counts().clock_doubtful);
    step(desk, -300 * days(1));
    EXPECT_TRUE(desk.counts().clock_doubtful);
    see_somebody(desk);
    step(desk, 300 * days(1));
    see_somebody(desk);
    EXPECT_EQ(desk.counts().clock_steps, 4);
  }
  { StoreDesk next(file_, options()); }
  expect_right_times(5);
}

TEST_F(ClockTest, AnHourThatIsPutRightSoonAfterTheStart) {
  fill();
  set(kNine - 2h);
  {
    StoreDesk desk(file_, options());
    see_somebody(desk);
    step(desk, 2h);
  }
  EXPECT_EQ(count("SELECT max(start_ms) FROM exposures"), since_1970_ms(kNine));
}

TEST_F(ClockTest, AnOperatorWhoSaysThatItIsRightIsBelieved) {
  fill();
  set(kNine + 400 * days(1));
  { EXPECT_TRUE(StoreDesk(file_, options()).counts().clock_doubtful); }
  Store(file_).believe_clock(shown());
  StoreDesk desk(file_, options());
  EXPECT_FALSE(desk.counts().clock_doubtful);
  for (int i = 0; i < 500 && count("SELECT count(*) FROM exposures") > 0; ++i)
    std::this_thread::sleep_for(10ms);
  EXPECT_EQ(count("SELECT count(*) FROM exposures"), 0);
}

// What goes on while the clock is set keeps its length and gets the right time.
TEST_F(ClockTest, StaysThatGoOnFollowTheClock) {
  StoreDesk desk(file_, {.store = {.min_audience = 1}});
  Tallies tallies(1);
  const WallTime behind = kNine - 365 * days(1);
  {
    LiveAudience audience(desk, tallies, {.base = behind});
    audience.apply(std::vector<CameraConfig>{{.name = "aisle", .input = "x", .content = "shelf"}},
                   {});
    for (int i = 0; i <= 50; ++i) {
      const double seconds = i * 0.2;
      const WallTime base = i < 25 ? behind : kNine;
      FrameResult seen = frame(seconds, {face(1)});
      seen.at = base + std::chrono::milliseconds(i * 200);
      audience.frame("aisle", seen);
    }
  }
  desk.flush();
  EXPECT_EQ(count("SELECT count(*) FROM exposures"), 1) << "it is one stay";
  EXPECT_EQ(count("SELECT start_ms FROM exposures"), since_1970_ms(kNine));
  EXPECT_EQ(count("SELECT end_ms - start_ms FROM exposures"), 10'000);
}

TEST_F(ClockTest, TheLiveMinuteSurvivesAClockThatIsSetBack) {
  Tallies tallies(1);
  tallies.see("aisle", kNine, {face(1)});
  EXPECT_EQ(tallies.tick(kNine).contents.at(0).people, 1);
  const Tally back = tallies.tick(kNine - 10h);
  EXPECT_TRUE(back.contents.empty() || back.contents[0].people == 0)
      << "until 9 o'clock comes again";
  tallies.see("aisle", kNine - 10h, {face(2)});
  EXPECT_EQ(tallies.tick(kNine - 10h).contents.at(0).people, 1);
  EXPECT_EQ(tallies.tick(kNine - 10h).contents.at(0).faces_now, 1);
}

// Days of the store's clock are 23 and 25 hours long when summer begins and ends.
TEST_F(ClockTest, BothChangesOfSummerTime) {
  setenv("TZ", "Europe/Berlin", 1);
  tzset();
  const UtcOffset berlin = [](WallTime time) {
    const time_t seconds = since_1970_ms(time) / 1000;
    tm local{};
    localtime_r(&seconds, &local);
    return std::chrono::minutes(local.tm_gmtoff / 60);
  };
  const auto at = [](const char* text) { return *parse_time(text).time; };
  Store store(file_, {.min_audience = 1, .utc_offset = berlin});
  for (const auto& [first, hours] :
       {std::pair{at("2026-03-28T23:00:00Z"), 23}, {at("2026-10-24T22:00:00Z"), 25}}) {
    std::vector<Exposure> stays;
    for (int hour = -1; hour <= hours; ++hour)
      stays.push_back(stay("shelf", first + std::chrono::hours(hour), 2, 0));
    store.add(stays);
    store.decide(kLater);
    const auto series =
        store.series(Span::day, {.from = first, .to = first + std::chrono::hours(hours)});
    ASSERT_EQ(series.size(), 1u);
    EXPECT_EQ(series[0].figures->exposures, hours) << "one an hour, none of the days beside it";
  }
  unsetenv("TZ");
  tzset();
}

}  // namespace
}  // namespace mien::audience
