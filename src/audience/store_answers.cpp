#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "mien/error.h"

#include "audience/store_tables.h"

namespace mien::audience {

namespace {

constexpr std::string_view kSums =
    "sum(exposures), sum(people), sum(dwell_cs), sum(dwell_cs2), sum(pose_ms), sum(attention_ms), "
    "sum(neutral_ms), sum(happiness_ms), sum(surprise_ms), sum(sadness_ms), sum(anger_ms), "
    "sum(disgust_ms), sum(fear_ms), sum(contempt_ms), sum(unknown_ms), sum(valence_n), "
    "sum(valence_sum), sum(valence_sum2), sum(change_n), sum(change_sum), sum(change_sum2), "
    "sum(reactions), sum(reaction_ms), sum(pose_people), sum(neutral_people), "
    "sum(happiness_people), sum(surprise_people), sum(sadness_people), sum(anger_people), "
    "sum(disgust_people), sum(fear_people), sum(contempt_people), sum(unknown_people), "
    "sum(valence_people), sum(change_people), sum(reaction_people)";

/// The sums of a row, from column `first` on.
Sums sums_of(const Statement& row, int first) {
  Sums sums;
  int column = first;
  for (std::int64_t* value : {&sums.exposures, &sums.people, &sums.dwell_cs, &sums.dwell_cs2,
                              &sums.pose_ms, &sums.attention_ms})
    *value = row.integer(column++);
  for (std::int64_t& value : sums.label_ms) value = row.integer(column++);
  for (std::int64_t* value :
       {&sums.valence_n, &sums.valence_sum, &sums.valence_sum2, &sums.change_n, &sums.change_sum,
        &sums.change_sum2, &sums.reactions, &sums.reaction_ms, &sums.pose_people})
    *value = row.integer(column++);
  for (std::int64_t& value : sums.label_people) value = row.integer(column++);
  for (std::int64_t* value : {&sums.valence_people, &sums.change_people, &sums.reaction_people})
    *value = row.integer(column++);
  return sums;
}

Guarded<Figures> guarded(const Sums& sums, int min_audience) {
  return {figures_of(sums, min_audience), sums.people, min_audience};
}

/// The file names a day by its date at 00:00 as if the store's clock were UTC.
std::pair<WallTime, WallTime> bounds_of(Span span, std::int64_t bucket_ms, std::int64_t width,
                                        const UtcOffset& clock) {
  using std::chrono::days, std::chrono::milliseconds;
  if (span != Span::day)
    return {WallTime(milliseconds(bucket_ms)), WallTime(milliseconds(bucket_ms + width))};
  const std::chrono::local_days day{std::chrono::floor<days>(milliseconds(bucket_ms))};
  return {day_begin(day, clock), day_begin(day + days(1), clock)};
}

std::int64_t hour_before(std::int64_t ms) { return ms - ms % kHourMs; }

}  // namespace

// Whole hours from the sums that are kept, what is left at both ends by each stay's own arrival:
// exact, and cheap however many stays there are.
std::map<std::string, Sums> Store::sums_by_content(const Filter& filter) {
  flush();
  const std::int64_t from = since_1970_ms(filter.from), to = since_1970_ms(filter.to);
  if (from >= to) return {};
  const std::int64_t last = std::max(hour_before(to), from);
  const std::int64_t first = std::min(hour_before(from + kHourMs - 1), last);
  std::map<std::string, Sums> contents;
  const auto add = [&](Statement& query, int span, std::int64_t begin, std::int64_t end) {
    if (begin >= end) return;
    query.start(span, filter.camera, filter.content, begin, end);
    while (query.next()) contents[query.text(0)] += sums_of(query, 1);
  };
  Statement hours = tables_->database.prepare(
      fmt::format("SELECT content, {} FROM exposure_sums WHERE span = ?1 AND {} AND "
                  "bucket_ms >= ?4 AND bucket_ms < ?5 GROUP BY content",
                  kSums, kWhose));
  Statement stays = tables_->database.prepare(
      fmt::format("SELECT content, {} FROM exposure_terms WHERE span = ?1 AND {} AND id IN "
                  "(SELECT id FROM exposures WHERE start_ms >= ?4 AND start_ms < ?5) "
                  "GROUP BY content",
                  kSums, kWhose));
  add(stays, 0, from, first);
  add(hours, 1, first, last);
  add(stays, 0, last, to);
  return contents;
}

Guarded<Figures> Store::totals(const Filter& filter) {
  Sums sums;
  for (const auto& [content, own] : sums_by_content(filter)) sums += own;
  return guarded(sums, least_);
}

std::map<std::string, Guarded<Figures>> Store::by_content(const Filter& filter) {
  std::map<std::string, Guarded<Figures>> contents;
  for (const auto& [content, sums] : sums_by_content(filter))
    contents.emplace(content, guarded(sums, least_));
  return contents;
}

// Whole buckets, from the sums that are kept: cheap however many stays they hold.
std::vector<SeriesPoint> Store::series(Span span, const Filter& filter) {
  flush();
  std::int64_t from = since_1970_ms(filter.from), to = since_1970_ms(filter.to);
  if (span == Span::day) {
    from = local_of(filter.from, options_.utc_offset).time_since_epoch().count();
    if (filter.to != WallTime::max())
      to = local_of(filter.to, options_.utc_offset).time_since_epoch().count();
  }
  const std::int64_t width = span == Span::minute ? 60'000
                             : span == Span::hour ? kHourMs
                                                  : 86'400'000;
  Statement query = tables_->database.prepare(
      fmt::format("SELECT bucket_ms, {} FROM exposure_sums WHERE span = ?1 AND {} AND "
                  "bucket_ms > ?4 AND bucket_ms < ?5 GROUP BY bucket_ms ORDER BY bucket_ms",
                  kSums, kWhose));
  query.start(static_cast<int>(span), filter.camera, filter.content, from - width, to);
  std::vector<SeriesPoint> points;
  while (query.next()) {
    const auto [begin, end] = bounds_of(span, query.integer(0), width, options_.utc_offset);
    points.push_back({begin, end, guarded(sums_of(query, 1), least_)});
  }
  return points;
}

}  // namespace mien::audience
