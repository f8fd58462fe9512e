#include "audience/week.h"

namespace mien::audience {

namespace {

struct WeekSums {
  std::int64_t exposures = 0, people = 0, valences = 0;
  double dwell = 0, valence = 0;

  void add(const Figures& figures) {
    exposures += figures.exposures;
    people += figures.people;
    dwell += figures.dwell_s * static_cast<double>(figures.exposures);
    if (!figures.valence) return;
    valences += figures.valences;
    valence += *figures.valence * static_cast<double>(figures.valences);
  }
};

}  // namespace

Week week_of(Store& store, const Filter& filter, const UtcOffset& clock) {
  using std::chrono::days, std::chrono::hours;
  std::array<std::array<WeekSums, 24>, 7> sums;
  for (const SeriesPoint& point : store.series(Span::hour, filter)) {
    if (point.figures.suppressed()) continue;
    const auto local = local_of(point.begin, clock);
    const auto day = std::chrono::floor<days>(local);
    const unsigned weekday = std::chrono::weekday(day).iso_encoding() - 1;
    const auto hour = std::chrono::floor<hours>(local - day).count();
    sums[weekday][static_cast<std::size_t>(hour)].add(*point.figures);
  }
  Week week;
  for (std::size_t day = 0; day < week.size(); ++day)
    for (std::size_t hour = 0; hour < week[day].size(); ++hour) {
      const WeekSums& own = sums[day][hour];
      if (own.exposures == 0) continue;
      WeekCell cell{own.people, own.exposures, own.dwell / static_cast<double>(own.exposures), {}};
      if (own.valences > 0) cell.valence = own.valence / static_cast<double>(own.valences);
      week[day][hour] = cell;
    }
  return week;
}

Json json_of(const Week& week) {
  Json days = Json::array();
  for (const auto& day : week) {
    Json hours = Json::array();
    for (const auto& cell : day)
      hours.push_back(!cell ? Json()
                            : Json{{"people", cell->people},
                                   {"exposures", cell->exposures},
                                   {"dwell_s", cell->dwell_s},
                                   {"valence", or_null(cell->valence)}});
    days.push_back(std::move(hours));
  }
  return days;
}

}  // namespace mien::audience
