// A player's clock of a known error is told from how people's expressions follow what it plays, and
// where that cannot be told, it is not.
#include "imports/player_clock.h"

#include <algorithm>
#include <random>

#include <gmock/gmock.h>

#include "audience/faces.h"
#include "audience/store.h"
#include "stays/observer.h"

namespace mien::imports {
namespace {

using namespace audience;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

class PlayerClockTest : public FolderTest {
 protected:
  /// Spots of seven to thirteen seconds, as the player's clock has them that is `ahead`.
  std::vector<PlayLine> log(milliseconds ahead) {
    std::mt19937 random(3);
    std::vector<PlayLine> lines;
    for (milliseconds begin{0}; begin < 40min;) {
      const milliseconds end = begin + 7s + milliseconds(random() % 6000);
      const std::string content(1, static_cast<char>('a' + random() % 3));
      lines.push_back({.played = {.camera = "aisle",
                                  .content = content,
                                  .begin = kNine + begin + ahead,
                                  .end = kNine + end + ahead},
                       .screen = "lobby",
                       .told = kNine + begin + ahead});
      begin = end;
    }
    return lines;
  }
  /// Who watches for half a minute, one after another, each with a face of its own; `pleased`: how
  /// much more content "a" pleases than the others.
  std::vector<Exposure> people(int count, double pleased) {
    std::mt19937 random(11);
    std::uniform_real_distribution<double> noise(-0.3, 0.3);
    const std::vector<PlayLine> shown = log(0ms);
    Observer observer({.camera = "aisle", .base = kNine});
    std::vector<Exposure> done;
    for (int i = 0; i < count; ++i) {
      const double usual = noise(random);
      for (int j = 0; j < 140; ++j) {
        const double at = i * 32 + j * 0.2;
        const auto now = std::ranges::find_if(shown, [&](const PlayLine& line) {
          return line.played.end > kNine + milliseconds(std::llround(at * 1e3));
        });
        const double valence = usual + noise(random) + (now->played.content == "a" ? pleased : 0.0);
        observer.frame(
            frame(at, {face(i + 1, {.valence = std::clamp(valence, -1.0, 1.0)})}, "shelf"), done);
      }
    }
    observer.finish(done);
    return done;
  }
};

TEST_F(PlayerClockTest, AKnownErrorIsFoundWithinItsInterval) {
  for (const milliseconds ahead : {0ms, 2500ms, -7000ms, 31'000ms}) {
    const auto stays = people(64, 0.3);
    ASSERT_GE(stays.size(), 60U);
    const PlayerClock clock = guess_clock(stays, log(ahead));
    ASSERT_TRUE(clock.guess) << clock.why_not;
    const double right = static_cast<double>(ahead.count()) / 1e3;
    EXPECT_NEAR(clock.guess->ahead.value, right, 0.5);
    EXPECT_LE(clock.guess->ahead.low, right);
    EXPECT_GE(clock.guess->ahead.high, right);
    EXPECT_LT(clock.guess->ahead.high - clock.guess->ahead.low, 3);
    EXPECT_GE(clock.guess->stays, 30);
  }
}

TEST_F(PlayerClockTest, WhereContentsMakeNoDifferenceThereIsNone) {
  const PlayerClock clock = guess_clock(people(64, 0), log(2500ms));
  EXPECT_FALSE(clock.guess);
  EXPECT_THAT(clock.why_not, testing::HasSubstr("do not follow"));
}

TEST_F(PlayerClockTest, FewPeopleTellNothing) {
  EXPECT_FALSE(guess_clock(people(20, 0.5), log(0ms)).guess);
  const PlayerClock guarded = guess_clock(people(64, 0.5), log(0ms), 100);
  EXPECT_FALSE(guarded.guess);
  EXPECT_EQ(guarded.why_not, "fewer than 100 stays saw a change of content");
}

TEST_F(PlayerClockTest, TheFilesStaysTellTheSame) {
  const auto stays = people(64, 0.3);
  const auto lines = log(2500ms);
  {
    Store store(file_, {.min_audience = 1});
    store.add(stays);
    store.add_shown(lines, "player");
  }
  const PlayerClock clock = guess_clock(file_, lines, 5);
  ASSERT_TRUE(clock.guess) << clock.why_not;
  EXPECT_NEAR(clock.guess->ahead.value, 2.5, 0.5);
}

}  // namespace
}  // namespace mien::imports
