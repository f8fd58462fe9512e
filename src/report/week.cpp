#include "report/week.h"

#include <algorithm>
#include <cmath>

#include "audience/week.h"
#include "statistics/student.h"

namespace mien::report {

namespace {

constexpr double kShown = 0.1;  ///< of valence

}  // namespace

json week_json(audience::Store& store, const UtcOffset& clock) {
  const audience::Week week = audience::week_of(store, {}, clock);
  const bool any = std::ranges::any_of(week, [](const auto& day) {
    return std::ranges::any_of(day, [](const auto& cell) { return cell.has_value(); });
  });
  return any ? audience::json_of(week) : json();
}

json days_json(audience::Store& store, const UtcOffset& clock) {
  json rows = json::array();
  for (const audience::SeriesPoint& point : store.series(audience::Span::day)) {
    if (point.figures.suppressed()) continue;
    // At noon: who filled the file may have had midnight at another offset.
    const auto noon = local_of(point.begin + std::chrono::hours(12), clock);
    const audience::Figures& figures = *point.figures;
    rows.push_back({{"day", day_words(std::chrono::floor<std::chrono::days>(noon))},
                    {"people", figures.people},
                    {"dwell_s", figures.dwell_s},
                    {"valence", or_null(figures.valence)}});
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
    json row = {
        {"content", content}, {"stays", figures->valences}, {"more", more}, {"days", nullptr}};
    if (days > 0 && figures->valences > 0)
      row["days"] =
          std::ceil(more * static_cast<double>(days) / static_cast<double>(figures->valences));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace mien::report
