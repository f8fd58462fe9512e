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
    "sum(reactions), sum(reaction_ms)";
/// An empty text is every camera, or every content.
constexpr std::string_view kWhose = "(?2 = '' OR camera = ?2) AND (?3 = '' OR content = ?3)";

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
        &sums.change_sum2, &sums.reactions, &sums.reaction_ms})
    *value = row.integer(column++);
  return sums;
}

Guarded<Figures> guarded(const Sums& sums, int min_audience) {
  return {figures_of(sums), sums.people, min_audience};
}

/// Stays by their own arrival: a period need not begin with a minute.
std::string select_terms(std::string_view what, std::string_view rest) {
  return fmt::format(
      "SELECT {}{} FROM exposure_terms WHERE span = ?1 AND {} AND id IN "
      "(SELECT id FROM exposures WHERE start_ms >= ?4 AND start_ms < ?5) {}",
      what, kSums, kWhose, rest);
}

}  // namespace

Guarded<Figures> Store::totals(const Filter& filter) {
  flush();
  Statement query = tables_->database.prepare(select_terms("", ""));
  query.start(0, filter.camera, filter.content, since_1970_ms(filter.from),
              since_1970_ms(filter.to));
  Sums sums;
  while (query.next()) sums = sums_of(query, 0);
  return guarded(sums, options_.min_audience);
}

std::map<std::string, Guarded<Figures>> Store::by_content(const Filter& filter) {
  flush();
  Statement query = tables_->database.prepare(select_terms("content, ", "GROUP BY content"));
  query.start(0, filter.camera, filter.content, since_1970_ms(filter.from),
              since_1970_ms(filter.to));
  std::map<std::string, Guarded<Figures>> contents;
  while (query.next())
    contents.emplace(query.text(0), guarded(sums_of(query, 1), options_.min_audience));
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
                             : span == Span::hour ? 3'600'000
                                                  : 86'400'000;
  Statement query = tables_->database.prepare(
      fmt::format("SELECT bucket_ms, {} FROM exposure_sums WHERE span = ?1 AND {} AND "
                  "bucket_ms > ?4 AND bucket_ms < ?5 GROUP BY bucket_ms ORDER BY bucket_ms",
                  kSums, kWhose));
  query.start(static_cast<int>(span), filter.camera, filter.content, from - width, to);
  std::vector<SeriesPoint> points;
  while (query.next()) {
    points.push_back({WallTime(std::chrono::milliseconds(query.integer(0))),
                      guarded(sums_of(query, 1), options_.min_audience)});
  }
  return points;
}

std::map<std::string, Guarded<RatingFigures>> Store::ratings_by_content(const Filter& filter) {
  std::map<std::string, RatingFigures> figures;
  for (const Rating& rating : ratings(filter)) {
    RatingFigures& own = figures[rating.content];
    ++own.ratings;
    own.mean += rating.value;
    ++own.answers[static_cast<std::size_t>(rating.value - 0.5)];
  }
  std::map<std::string, Guarded<RatingFigures>> contents;
  for (auto& [content, own] : figures) {
    own.mean /= static_cast<double>(own.ratings);
    contents.emplace(content, Guarded(own, own.ratings, options_.min_audience));
  }
  return contents;
}

std::vector<Ranked> Store::rank_by_valence(const Filter& filter, const Resampling& options) {
  std::map<std::string, ContentValues> contents;
  for (const Exposure& stay : exposures(filter, {})) {
    if (!stay.valence) continue;
    ContentValues& own = contents[stay.content];
    own.values.push_back(*stay.valence);
    own.people += stay.visit == 1;
  }
  std::vector<ContentValues> values;
  for (auto& [content, own] : contents) {
    own.content = content;
    values.push_back(std::move(own));
  }
  return rank(values, options_.min_audience, options);
}

std::vector<Ranked> Store::rank_by_rating(const Filter& filter, const Resampling& options) {
  std::map<std::string, ContentValues> contents;
  for (const Rating& rating : ratings(filter)) {
    ContentValues& own = contents[rating.content];
    own.values.push_back(rating.value);
    ++own.people;
  }
  std::vector<ContentValues> values;
  for (auto& [content, own] : contents) {
    own.content = content;
    values.push_back(std::move(own));
  }
  return rank(values, options_.min_audience, options);
}

Guarded<Relation> Store::relate(const Filter& filter, RelationOptions options) {
  options.min_audience = options_.min_audience;
  return audience::relate(ratings(filter), exposures(filter, options.window), options);
}

std::vector<Exposure> Store::exposures(const Filter& filter, std::chrono::milliseconds margin) {
  flush();
  Statement query = tables_->database.prepare(fmt::format(
      "SELECT camera, content, start_ms, end_ms, visit, valence, neutral_ms, happiness_ms, "
      "surprise_ms, sadness_ms, anger_ms, disgust_ms, fear_ms, contempt_ms, unknown_ms "
      "FROM exposures WHERE ?1 = 0 AND {} AND {} >= ?4 AND start_ms < ?5 ORDER BY start_ms, id",
      kWhose, margin.count() > 0 ? "end_ms" : "start_ms"));
  const std::int64_t from = since_1970_ms(filter.from) - margin.count();
  const std::int64_t to = filter.to == WallTime::max() ? since_1970_ms(filter.to)
                                                       : since_1970_ms(filter.to) + margin.count();
  query.start(0, filter.camera, filter.content, from, to);
  std::vector<Exposure> stays;
  while (query.next()) {
    Exposure stay{.camera = query.text(0), .content = query.text(1)};
    stay.start = WallTime(std::chrono::milliseconds(query.integer(2)));
    stay.end = WallTime(std::chrono::milliseconds(query.integer(3)));
    stay.visit = static_cast<int>(query.integer(4));
    if (!query.is_null(5)) stay.valence = static_cast<double>(query.integer(5)) / 1e4;
    for (std::size_t i = 0; i < stay.label_ms.size(); ++i)
      stay.label_ms[i] = query.integer(6 + static_cast<int>(i));
    stays.push_back(std::move(stay));
  }
  return stays;
}

// A rating that names no camera belongs to all of them.
std::vector<Rating> Store::ratings(const Filter& filter) {
  Statement query = tables_->database.prepare(
      "SELECT content, camera, time_ms, value FROM ratings WHERE ?1 = 0 AND "
      "(?2 = '' OR camera = ?2 OR camera = '') AND (?3 = '' OR content = ?3) "
      "AND time_ms >= ?4 AND time_ms < ?5 ORDER BY time_ms, id");
  query.start(0, filter.camera, filter.content, since_1970_ms(filter.from),
              since_1970_ms(filter.to));
  std::vector<Rating> found;
  while (query.next()) {
    found.push_back({.content = query.text(0),
                     .camera = query.text(1),
                     .time = WallTime(std::chrono::milliseconds(query.integer(2))),
                     .value = query.real(3)});
  }
  return found;
}

}  // namespace mien::audience
