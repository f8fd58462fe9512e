#include "imports/player_clock.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "statistics/statistics.h"

namespace mien::imports {

namespace {

using audience::Course, audience::Exposure, audience::Glance, audience::PlayLine;
using std::chrono::milliseconds;

constexpr milliseconds kStep{500}, kRange{60'000};
constexpr std::size_t kLags = 2 * kRange.count() / kStep.count() + 1;
constexpr std::size_t kContents = 9;  ///< the eight with the most lines, and all else
constexpr std::size_t kMostStays = 500, kMostGlances = 120, kLeastGlances = 10;
constexpr std::int64_t kLeastStays = 30;
constexpr int kRounds = 199, kMostAsGood = 1;  // of 199 and the log itself: p ≤ 0.01
constexpr milliseconds kWidest{10'000};

milliseconds lag_of(std::size_t place) { return kStep * static_cast<std::int64_t>(place) - kRange; }

/// What a camera's screen showed, on the player's clock.
class Screen {
 public:
  void add(WallTime begin, WallTime end, std::size_t content) {
    pieces_.push_back({begin, end, content});
  }
  void sort() { std::ranges::sort(pieces_, {}, &Piece::begin); }
  std::size_t at(WallTime time) const {
    const auto after = std::ranges::upper_bound(pieces_, time, {}, &Piece::begin);
    if (after == pieces_.begin() || std::prev(after)->end <= time) return kContents - 1;
    return std::prev(after)->content;
  }
  bool changes_near(const Exposure& stay) const {
    const auto first = std::ranges::lower_bound(pieces_, stay.start - kRange, {}, &Piece::begin);
    return first != pieces_.end() && first->begin < stay.end + kRange;
  }

 private:
  struct Piece {
    WallTime begin, end;
    std::size_t content;
  };
  std::vector<Piece> pieces_;
};

/// By camera and zone; no zone: what all of the camera's people see.
using Screens = std::map<std::pair<std::string, std::string>, Screen>;

Screens screens_of(std::span<const PlayLine> lines) {
  std::map<std::string, std::size_t> counts;
  for (const PlayLine& line : lines) ++counts[line.played.content];
  std::vector<std::pair<std::string, std::size_t>> by_count(counts.begin(), counts.end());
  std::ranges::stable_sort(by_count, std::ranges::greater{},
                           [](const auto& one) { return one.second; });
  std::map<std::string, std::size_t> number;
  for (const auto& [content, count] : by_count)
    number.emplace(content, std::min(number.size(), kContents - 1));
  Screens screens;
  for (const auto& [played, screen, told] : lines)
    screens[{played.camera, played.zone}].add(told, told + (played.end - played.begin),
                                              number[played.content]);
  for (auto& [place, screen] : screens) screen.sort();
  return screens;
}

const Screen* screen_of(const Screens& screens, const Exposure& stay) {
  auto found = screens.find({stay.camera, stay.zone});
  if (found == screens.end()) found = screens.find({stay.camera, ""});
  return found == screens.end() ? nullptr : &found->second;
}

/// By lag and content: how many glances, and the sum of how far they are from the stay's mean.
struct Table {
  std::vector<float> n = std::vector<float>(kLags * kContents), sum = n;

  /// `weight` times `other`, whose lags are turned round by `turn`.
  void add(const Table& other, float weight, std::size_t turn) {
    const auto place = [&](std::vector<float>& to, const std::vector<float>& from) {
      const std::size_t cut = turn * kContents;
      for (std::size_t i = cut; i < from.size(); ++i) to[i - cut] += weight * from[i];
      for (std::size_t i = 0; i < cut; ++i) to[from.size() - cut + i] += weight * from[i];
    };
    place(n, other.n);
    place(sum, other.sum);
  }
  /// Of all that varies, how much lies between contents, at its best lag.
  struct Best {
    double explained = -1;
    std::size_t lag = 0;
  };
  Best best() const {
    Best found;
    for (std::size_t lag = 0; lag < kLags; ++lag) {
      double explained = 0;
      for (std::size_t i = lag * kContents; i < (lag + 1) * kContents; ++i)
        if (n[i] > 0) explained += double{sum[i]} * double{sum[i]} / double{n[i]};
      if (explained > found.explained) found = {explained, lag};
    }
    return found;
  }
  bool meets_several(std::size_t lag) const {
    const auto begin = n.begin() + static_cast<std::ptrdiff_t>(lag * kContents);
    return std::count_if(begin, begin + kContents, [](float count) { return count > 0; }) > 1;
  }
};

/// What a glance shows; where valence was not computed, whether it is a smile.
double value_of(const Glance& glance) {
  if (!std::isnan(glance.valence)) return double{glance.valence};
  return glance.label == Emotion::happiness ? 1 : 0;
}

/// Those whose expression is known, evenly thinned out.
std::vector<Glance> glances_of(const Course& course) {
  std::vector<Glance> known, kept;
  for (const Glance& glance : course.glances())
    if (glance.label != Emotion::unknown) known.push_back(glance);
  const std::size_t every = 1 + known.size() / kMostGlances;
  for (std::size_t i = 0; i < known.size(); i += every) kept.push_back(known[i]);
  return kept;
}

std::optional<Table> table_of(const Exposure& stay, const Screen& screen) {
  const std::vector<Glance> glances = glances_of(*stay.course);
  if (glances.size() < kLeastGlances) return std::nullopt;
  double mean = 0;
  for (const Glance& glance : glances)
    mean += value_of(glance) / static_cast<double>(glances.size());
  Table table;
  for (std::size_t lag = 0; lag < kLags; ++lag)
    for (const Glance& glance : glances) {
      const std::size_t i = lag * kContents + screen.at(stay.start + glance.at + lag_of(lag));
      table.n[i] += 1;
      table.sum[i] += static_cast<float>(value_of(glance) - mean);
    }
  return table;
}

std::vector<Table> tables_of(std::span<const Exposure> stays, const Screens& screens) {
  std::vector<const Exposure*> near;
  for (const Exposure& stay : stays) {
    const Screen* screen = screen_of(screens, stay);
    if (stay.course && screen && screen->changes_near(stay)) near.push_back(&stay);
  }
  std::vector<Table> tables;
  const std::size_t every = 1 + near.size() / kMostStays;
  for (std::size_t i = 0; i < near.size(); i += every)
    if (auto table = table_of(*near[i], *screen_of(screens, *near[i])))
      tables.push_back(std::move(*table));
  return tables;
}

/// How many logs, shifted anew for each stay, explain as much as `explained`.
int as_good(const std::vector<Table>& tables, double explained, Draw& draw) {
  int count = 0;
  for (int round = 0; round < kRounds; ++round) {
    Table all;
    for (const Table& table : tables) all.add(table, 1, draw.below(kLags));
    count += all.best().explained >= explained;
  }
  return count;
}

/// The best lags of samples drawn from the stays, sorted.
std::vector<std::size_t> lags_drawn(const std::vector<Table>& tables, Draw& draw) {
  std::vector<std::size_t> lags;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<float> weights(tables.size());
    for (std::size_t i = 0; i < tables.size(); ++i) weights[draw.below(tables.size())] += 1;
    Table all;
    for (std::size_t i = 0; i < tables.size(); ++i)
      if (weights[i] > 0) all.add(tables[i], weights[i], 0);
    lags.push_back(all.best().lag);
  }
  std::ranges::sort(lags);
  return lags;
}

double seconds(milliseconds time) { return static_cast<double>(time.count()) / 1e3; }

}  // namespace

PlayerClock guess_clock(std::span<const Exposure> stays, std::span<const PlayLine> lines,
                        int least) {
  const std::vector<Table> tables = tables_of(stays, screens_of(lines));
  Table all;
  for (const Table& table : tables) all.add(table, 1, 0);
  const Table::Best best = all.best();
  const auto saw_one = std::ranges::count_if(
      tables, [&](const Table& table) { return table.meets_several(best.lag); });
  const std::int64_t needed = std::max<std::int64_t>(kLeastStays, least);
  if (saw_one < needed)
    return {{}, fmt::format("fewer than {} stays saw a change of content", needed)};
  Draw draw(193939);
  if (as_good(tables, best.explained, draw) > kMostAsGood)
    return {{}, "expressions do not follow the changes of content clearly enough"};
  const std::vector<std::size_t> lags = lags_drawn(tables, draw);
  const milliseconds low = lag_of(lags[kRounds / 40]),
                     high = lag_of(lags[kRounds - 1 - kRounds / 40]);
  if (high - low > kWidest)
    return {{},
            fmt::format("anything from {:+.1f} to {:+.1f} s fits", seconds(low), seconds(high))};
  // A whole step either way could not be told apart.
  return {
      ClockGuess{{seconds(lag_of(best.lag)), seconds(low - kStep / 2), seconds(high + kStep / 2)},
                 saw_one},
      {}};
}

std::string words_of(const PlayerClock& clock, double taken_off_s) {
  const std::string taken = fmt::format("{:+.1f} s", taken_off_s);
  if (!clock.guess)
    return fmt::format("{} subtracted as given; whether that is right cannot be estimated: {}",
                       taken, clock.why_not);
  const Estimate& ahead = clock.guess->ahead;
  const bool fits = taken_off_s >= ahead.low && taken_off_s <= ahead.high;
  return fmt::format(
      "{} subtracted as given, {}: estimated {:+.1f} s ahead ({:+.1f} to {:+.1f}) from the "
      "expressions of {} stays across a change, less the time that people take to respond",
      taken, fits ? "which fits" : "which does not fit", ahead.value, ahead.low, ahead.high,
      clock.guess->stays);
}

}  // namespace mien::imports
