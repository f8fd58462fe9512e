// What the counts of a camera's days say. Pure.
#include <algorithm>
#include <iterator>
#include <numeric>

#include <fmt/format.h>

#include "oversight/picture_days.h"

namespace mien::oversight {

namespace {

constexpr std::int64_t kRecentDays = 7, kFirstDays = 14;
constexpr double kLeastUsable = 0.5, kDrift = 0.2;

Sights sum(const std::map<std::int64_t, Sights>& days, std::int64_t from, std::int64_t to) {
  Sights sights;
  for (auto day = days.lower_bound(from); day != days.end() && day->first < to; ++day)
    sights += day->second;
  return sights;
}

const char* remedy(Doubt doubt) {
  switch (doubt) {
    case Doubt::too_small:
      return "too small: hang the camera closer, zoom in, or raise detect.width";
    case Doubt::blurred:
      return "blurred: more light, a shorter exposure, a clean and focused lens, a steady mount";
    case Doubt::turned_away:
      return "turned away: hang the camera at what people look at, at the height of their heads";
    case Doubt::cut_off:
      return "cut off: turn the camera so that whole faces are in the picture";
    case Doubt::low_confidence:
    case Doubt::none:
      break;
  }
  return "unsure: light the faces from the front, with no window behind them and nothing in front "
         "of them";
}

}  // namespace

std::int64_t Sights::all() const {
  return std::accumulate(by_doubt.begin(), by_doubt.end(), std::int64_t{0});
}

double Sights::usable() const {
  return all() > 0 ? static_cast<double>(of(Doubt::none)) / static_cast<double>(all()) : 0;
}

Sights& Sights::operator+=(const Sights& other) {
  for (std::size_t i = 0; i < kDoubts; ++i) by_doubt[i] += other.by_doubt[i];
  return *this;
}

std::optional<Fitness> fitness_of(const std::map<std::int64_t, Sights>& days, std::int64_t today) {
  const auto last = days.upper_bound(today);
  if (last == days.begin()) return std::nullopt;
  const std::int64_t begin = days.begin()->first, end = std::prev(last)->first + 1;
  Fitness fitness{.sights = sum(days, end - kRecentDays, end)};
  if (fitness.sights.all() < kEnoughSights) return std::nullopt;
  fitness.fit = fitness.sights.usable() >= kLeastUsable;
  const auto worst =
      std::max_element(fitness.sights.by_doubt.begin() + 1, fitness.sights.by_doubt.end());
  if (*worst > 0) fitness.worst = static_cast<Doubt>(worst - fitness.sights.by_doubt.begin());
  const Sights first = sum(days, begin, begin + kFirstDays);
  if (end - kRecentDays >= begin + kFirstDays && first.all() >= kEnoughSights) {
    fitness.usable_first = first.usable();
    fitness.drifted = fitness.sights.usable() < first.usable() - kDrift;
  }
  return fitness;
}

std::string words_of(const Fitness& fitness) {
  if (fitness.fit && !fitness.drifted) return {};
  const auto percent = [](double share) { return 5 * static_cast<int>(share * 20 + 0.5); };
  std::string words =
      fmt::format("{} % of the faces can be read", percent(fitness.sights.usable()));
  if (fitness.drifted)
    words += fmt::format(" ({} % in this camera's first weeks: was it moved?)",
                         percent(*fitness.usable_first));
  if (!fitness.fit) words += "; do not rely on its figures";
  return words + ". Most frequent reason: " + remedy(fitness.worst);
}

}  // namespace mien::oversight
