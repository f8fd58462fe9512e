#include "report/week.h"

#include <array>
#include <cmath>

#include "base/student.h"

namespace mien::report {

namespace {

constexpr double kShown = 0.1;  ///< of valence

struct HourSums {
  std::int64_t exposures = 0, people = 0, valences = 0;
  double dwell = 0, valence = 0;

  void add(const audience::Figures& figures) {
    exposures += figures.exposures;
    people += figures.people;
    dwell += figures.dwell_s * static_cast<double>(figures.exposures);
    if (!figures.valence) return;
    valences += figures.valences;
    valence += *figures.valence * static_cast<double>(figures.valences);
  }
  json to_json() const {
    if (exposures == 0) return nullptr;
    return {{"people", people},
            {"exposures", exposures},
            {"dwell_s", dwell / static_cast<double>(exposures)},
            {"valence", valences > 0 ? json(valence / static_cast<double>(valences)) : json()}};
  }
};

}  // namespace

json week_json(audience::Store& store, const UtcOffset& clock) {
  using std::chrono::days, std::chrono::hours;
  std::array<std::array<HourSums, 24>, 7> week;
  bool any = false;
  for (const audience::SeriesPoint& point : store.series(audience::Span::hour)) {
    if (point.figures.suppressed()) continue;
    const auto local = local_of(point.begin, clock);
    const auto day = std::chrono::floor<days>(local);
    const unsigned weekday = std::chrono::weekday(day).iso_encoding() - 1;
    const auto hour = std::chrono::floor<hours>(local - day).count();
    week[weekday][static_cast<std::size_t>(hour)].add(*point.figures);
    any = true;
  }
  if (!any) return nullptr;
  json rows = json::array();
  for (const auto& row : week) {
    json cells = json::array();
    for (const HourSums& cell : row) cells.push_back(cell.to_json());
    rows.push_back(std::move(cells));
  }
  return rows;
}

json too_little_json(audience::Store& store, std::int64_t days) {
  json rows = json::array();
  for (const auto& [content, figures] : store.by_content()) {
    if (figures.suppressed() || !figures->valence) continue;
    const double needed = values_to_show(figures->valence_spread, kShown);
    const double more = needed - static_cast<double>(figures->valences);
    if (more <= 0) continue;
    json row = {{"content", content}, {"stays", figures->valences}, {"more", more}, {"days", nullptr}};
    if (days > 0 && figures->valences > 0)
      row["days"] = std::ceil(more * static_cast<double>(days) / static_cast<double>(figures->valences));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace mien::report
