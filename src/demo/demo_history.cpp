#include "demo/demo_history.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "base/time.h"

namespace mien::demo {

namespace {

using std::chrono::milliseconds;

/// A content of the demo (demo.cpp), and how its made-up audience is: mean and daily swing of the
/// valence, stays an hour, mean seconds of a stay.
struct Shown {
  const char* content;
  std::array<const char*, 2> cameras;
  double valence, swing, an_hour, dwell_s;
};
constexpr Shown kShown[] = {
    {"spring-poster", {"entrance", "aisle"}, 0.24, 0.14, 26, 6},
    {"cereal-shelf", {"shelf", "till"}, 0.06, -0.10, 18, 11},
};
constexpr double kRatingShare = 0.12;                     ///< of the stays
constexpr milliseconds kBusy = std::chrono::minutes(90);  ///< the last of it: minutes have bars too
constexpr double kBusyTimes = 6;

/// −1 at four in the morning, 1 at four in the afternoon (UTC).
double hour_wave(WallTime at) {
  using Hours = std::chrono::duration<double, std::ratio<3600>>;
  const double hours = Hours(at.time_since_epoch()).count();
  return -std::cos((hours - 4) / 24 * 2 * std::numbers::pi);
}

double stays_an_hour(const Shown& shown, WallTime at, WallTime now) {
  const double usual = shown.an_hour * (1 + 0.75 * hour_wave(at));
  return now - at < kBusy ? std::max(usual, shown.an_hour) * kBusyTimes : usual;
}

class Maker {
 public:
  explicit Maker(const Shown& shown)
      : shown_(shown), engine_(2026u + static_cast<unsigned char>(shown.content[0])) {}

  audience::Exposure stay(WallTime at) {
    audience::Exposure made{.camera = shown_.cameras[engine_() % 2], .content = shown_.content};
    const double seconds =
        std::clamp(std::gamma_distribution<double>(2, shown_.dwell_s / 2)(engine_), 1.0, 120.0);
    const milliseconds length = milliseconds_of(seconds);
    made.start = at;
    made.end = at + length;
    made.pose_ms = length.count();
    made.attention_ms = std::llround(length.count() * std::clamp(normal(0.6, 0.2), 0.0, 1.0));
    const double mood = shown_.valence + shown_.swing * hour_wave(at);
    made.valence = std::clamp(normal(mood, 0.28), -0.9, 0.9);
    made.change = std::clamp(normal(0.05, 0.15), -1.0, 1.0);
    share_out(made, length.count());
    if (engine_() % 3 == 0)
      made.reaction = {*made.valence > 0 ? Emotion::happiness : Emotion::sadness,
                       milliseconds(400 + engine_() % 2600)};
    return made;
  }

  /// Of somebody who stood there: around what the faces say, with a mind of its own.
  audience::Rating rating(const audience::Exposure& stay, std::size_t number) {
    const double answer = std::round(3 + 1.6 * *stay.valence + normal(0, 0.8));
    return {.content = stay.content,
            .time = stay.end,
            .value = std::clamp(answer, 1.0, 5.0),
            .source = "sample",
            .source_row = std::string("history-") + shown_.content + "-" + std::to_string(number)};
  }

  bool rates() { return std::uniform_real_distribution<double>(0, 1)(engine_) < kRatingShare; }
  double wait_hours(double an_hour) {
    return std::exponential_distribution<double>(an_hour)(engine_);
  }

 private:
  double normal(double mean, double spread) {
    return std::normal_distribution<double>(mean, spread)(engine_);
  }

  // Pleasant faces have more of happiness, the others more of sadness and anger.
  void share_out(audience::Exposure& made, std::int64_t length) {
    const double pleasant = (*made.valence + 1) / 2;
    std::array<double, kEmotions + 1> weights{};
    const auto weigh = [&](Emotion emotion, double weight) {
      weights[static_cast<std::size_t>(emotion)] =
          weight * std::uniform_real_distribution<double>(0.4, 1)(engine_);
    };
    weigh(Emotion::neutral, 1.1);
    weigh(Emotion::happiness, 2.4 * pleasant * pleasant);
    weigh(Emotion::surprise, 0.25);
    weigh(Emotion::sadness, 0.7 * (1 - pleasant));
    weigh(Emotion::anger, 0.3 * (1 - pleasant));
    weigh(Emotion::contempt, 0.12);
    weigh(Emotion::unknown, 0.2);
    double sum = 0;
    for (const double weight : weights) sum += weight;
    for (std::size_t i = 0; i < weights.size(); ++i)
      made.label_ms[i] = std::llround(static_cast<double>(length) * weights[i] / sum);
  }

  const Shown& shown_;
  std::mt19937 engine_;
};

}  // namespace

void write_demo_history(audience::Store& store, WallTime now) {
  if (!store.by_content().empty()) return;
  std::vector<audience::Exposure> stays;
  std::vector<audience::Rating> ratings;
  for (const Shown& shown : kShown) {
    Maker maker(shown);
    WallTime at = now - std::chrono::days(kHistoryDays);
    for (;;) {
      const double hours = maker.wait_hours(stays_an_hour(shown, at, now));
      at += milliseconds(std::llround(hours * 3.6e6) + 1);
      audience::Exposure stay = maker.stay(at);
      if (at >= now) break;
      if (stay.end >= now) continue;
      if (maker.rates()) ratings.push_back(maker.rating(stay, ratings.size()));
      stays.push_back(std::move(stay));
    }
  }
  store.add(stays);
  store.flush();
  store.add_ratings(ratings);
  store.decide(now);
}

void write_demo_history(const std::filesystem::path& database, const UtcOffset& clock) {
  audience::Store store(database, {.min_audience = 1, .utc_offset = clock});
  write_demo_history(store, wall_now());
}

}  // namespace mien::demo
