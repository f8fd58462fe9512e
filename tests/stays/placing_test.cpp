// A stay that is cut later by what was shown is as if the content had been known at once.
#include "stays/placing.h"

#include <cmath>
#include <random>

#include <gmock/gmock.h>

#include "audience/faces.h"
#include "stays/observer.h"

namespace mien::audience {
namespace {

using namespace std::chrono_literals;
using testing::SizeIs;

constexpr auto kLong = std::chrono::hours(1);

Played played(const std::string& content, std::chrono::milliseconds from,
              std::chrono::milliseconds to, const std::string& zone = {}) {
  return {.camera = "aisle",
          .zone = zone,
          .content = content,
          .begin = kNine + from,
          .end = kNine + to};
}

/// What somebody looks like from moment to moment, with short losses of sight.
std::vector<std::pair<double, Look>> looks(unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> value(-1, 1);
  std::vector<std::pair<double, Look>> all;
  for (double at = 0; at < 40; at += random() % 12 == 0 ? 0.8 : 0.2) {
    Look look{.label = static_cast<Emotion>(random() % 9), .valence = value(random)};
    look.yaw = random() % 3 == 0 ? 0.6 : 0;
    look.confidence = random() % 2 == 0 ? 0.9f : 0.3f;
    look.content = "base";
    all.emplace_back(at, look);
  }
  return all;
}

std::vector<Exposure> stays_of(const std::vector<std::pair<double, Look>>& looks,
                               const std::vector<Played>& log) {
  Observer observer({.camera = "aisle", .recording = "r", .base = kNine});
  std::vector<Exposure> done;
  for (auto [at, look] : looks) {
    const WallTime now = kNine + std::chrono::milliseconds(std::llround(at * 1e3));
    if (const Played* on = played_at(log, now, {})) look.content = on->content;
    observer.frame(frame(at, {face(1, look)}), done);
  }
  observer.finish(done);
  std::ranges::sort(done, {}, &Exposure::start);
  return done;
}

void expect_equal(const Exposure& cut, const Exposure& known) {
  EXPECT_EQ(cut.content, known.content);
  EXPECT_EQ(cut.camera, known.camera);
  EXPECT_EQ(cut.recording, known.recording);
  EXPECT_EQ(cut.start, known.start);
  EXPECT_EQ(cut.end, known.end);
  EXPECT_EQ(cut.visit, known.visit);
  EXPECT_EQ(cut.label_ms, known.label_ms);
  EXPECT_EQ(cut.pose_ms, known.pose_ms);
  EXPECT_EQ(cut.attention_ms, known.attention_ms);
  EXPECT_EQ(cut.valence, known.valence);
  EXPECT_EQ(cut.change, known.change);
  ASSERT_EQ(cut.reaction.has_value(), known.reaction.has_value());
  if (!cut.reaction) return;
  EXPECT_EQ(cut.reaction->label, known.reaction->label);
  EXPECT_EQ(cut.reaction->delay, known.reaction->delay);
}

TEST(Placing, IsAsIfTheContentHadBeenKnown) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    std::vector<Played> log;
    for (std::chrono::milliseconds at{random() % 9000}; at < 45s;) {
      const auto end = at + std::chrono::milliseconds(300 + random() % 9000);
      log.push_back(played(std::string(1, static_cast<char>('a' + random() % 3)), at, end));
      at = end + std::chrono::milliseconds(random() % 3 == 0 ? random() % 4000 : 0);
    }
    const auto seen = stays_of(looks(seed), {});
    ASSERT_THAT(seen, SizeIs(1));
    // Through the bytes that the database holds.
    Exposure kept = seen[0];
    kept.course = std::make_shared<const Course>(*Course::of_bytes(seen[0].course->bytes()));
    const auto cut = placed(kept, log), known = stays_of(looks(seed), log);
    ASSERT_EQ(cut.size(), known.size());
    for (std::size_t i = 0; i < cut.size(); ++i) expect_equal(cut[i], known[i]);
    const auto again = placed(kept, {});
    ASSERT_THAT(again, SizeIs(1));
    expect_equal(again[0], seen[0]);
  }
}

TEST(Placing, TheMostParticularHolds) {
  const std::vector<Played> log = {played("layout", 0s, 60s), played("spot", 10s, 20s),
                                   played("shelf", 0s, 60s, "zone-a"), played("clip", 10s, 15s)};
  const auto at = [&](std::chrono::seconds time, const char* zone) {
    const Played* on = played_at(log, kNine + time, zone);
    return on ? on->content : "";
  };
  EXPECT_EQ(at(5s, ""), "layout");
  EXPECT_EQ(at(12s, ""), "clip") << "began together: the one that ends first";
  EXPECT_EQ(at(15s, ""), "spot") << "an end is no longer shown";
  EXPECT_EQ(at(12s, "zone-a"), "shelf");
  EXPECT_EQ(at(12s, "zone-b"), "clip");
  EXPECT_EQ(at(60s, ""), "");
}

TEST(Placing, WhoseSightsNobodyKnowsIsNotCut) {
  const Exposure whole = stay("base", kNine + 10s, 5, 0.5);
  bool uncut = false;
  EXPECT_EQ(placed(whole, std::vector{played("a", 0s, 60s)}, &uncut)[0].content, "a");
  EXPECT_EQ(placed(whole, std::vector{played("a", 20s, 60s)}, &uncut)[0].content, "base");
  EXPECT_FALSE(uncut);
  const auto parts =
      placed(whole, std::vector{played("a", 0s, 12s), played("b", 12s, 60s)}, &uncut);
  ASSERT_THAT(parts, SizeIs(1));
  EXPECT_EQ(parts[0].content, "base");
  EXPECT_TRUE(uncut);
}

TEST(Course, IsBoundedAndKeepsItsEnds) {
  Course course(1s, 1s);
  for (int i = 0; i < 100'000; ++i)
    course.add({.at = std::chrono::milliseconds(i * 200), .label = Emotion::neutral});
  EXPECT_LE(course.glances().size(), Course::kMostGlances);
  EXPECT_GT(course.glances().size(), Course::kMostGlances / 2 - 2);
  EXPECT_EQ(course.glances().front().at, 0ms);
  EXPECT_EQ(course.glances().back().at, 99'999 * 200ms);
  EXPECT_TRUE(std::ranges::is_sorted(course.glances(), {}, &Glance::at));
}

TEST(Course, ComesBackFromItsBytes) {
  Course course(1500ms, 800ms);
  course.add({.at = 0ms,
              .label = Emotion::happiness,
              .pose = Glance::Pose::towards,
              .strong = true,
              .valence = 0.3f});
  course.add({.at = 200ms, .pose = Glance::Pose::away});
  course.add({.at = kLong, .label = Emotion::contempt, .valence = -1});
  const auto back = Course::of_bytes(course.bytes());
  ASSERT_TRUE(back);
  EXPECT_EQ(back->glances(), course.glances());
  EXPECT_EQ(back->least(), 1500ms);
  EXPECT_EQ(back->grace(), 800ms);
}

TEST(Course, OtherBytesAreNone) {
  const std::string good = [] {
    Course course(1s, 1s);
    course.add({.label = Emotion::fear, .valence = -0.5f});
    return course.bytes();
  }();
  EXPECT_FALSE(Course::of_bytes(""));
  EXPECT_FALSE(Course::of_bytes("\x02" + good.substr(1)));
  for (std::size_t cut = 1; cut < good.size(); ++cut)
    EXPECT_FALSE(Course::of_bytes(std::string_view(good).substr(0, cut))) << cut;
  std::string odd = good;
  odd[odd.size() - 5] = 0x0c;  // no such label
  EXPECT_FALSE(Course::of_bytes(odd));
}

}  // namespace
}  // namespace mien::audience
