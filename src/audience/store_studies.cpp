// Rankings and relations: what needs single stays, and how many of them at most.
#include <algorithm>

#include <fmt/format.h>

#include "audience/store_tables.h"

namespace mien::audience {

namespace {

/// Of a content with more valences than this their sums are used, where all contents together have
/// more than kExactValues.
constexpr std::int64_t kFewValues = 5000;
/// Ratings and stays of a relation: about a second of work, and under 50 MB.
constexpr std::int64_t kMostRatings = 10'000, kMostStays = 50'000;
/// Ratings of every ?7-th stretch of ?6 ms, spread over all times of the day (Knuth's
/// multiplicative hash). A rating that names no camera belongs to all of them.
constexpr std::string_view kSampled =
    "FROM ratings WHERE ?1 = 0 AND (?2 = '' OR camera = ?2 OR camera = '') AND "
    "(?3 = '' OR content = ?3) AND time_ms >= ?4 AND time_ms < ?5 AND "
    "((time_ms / ?6 * 2654435761 & 4294967295) >> 12) % ?7 = 0";

WallTime wall(std::int64_t ms) { return WallTime(std::chrono::milliseconds(ms)); }

}  // namespace

/// Which stretches of time a relation rests on.
struct Store::Sample {
  struct Interval {
    std::int64_t begin = 0, end = 0;  ///< ms; stays that reach into it are read
  };
  std::int64_t stretch_ms = 0;
  std::int64_t every = 1;           ///< one stretch of so many
  std::vector<Interval> intervals;  ///< about the ratings, in order, apart from each other
};

std::vector<Ranked> Store::rank_by_valence(const Filter& filter, const Resampling& options) {
  std::vector<ContentValues> contents;
  std::int64_t values = 0;
  for (const auto& [content, sums] : sums_by_content(filter)) {
    if (sums.valence_n == 0) continue;
    contents.push_back({.content = content, .people = sums.valence_people});
    contents.back().sums = {.n = sums.valence_n,
                            .sum = static_cast<double>(sums.valence_sum) / 1e4,
                            .squares = static_cast<double>(sums.valence_sum2) / 1e8};
    values += sums.valence_n;
  }
  const bool few = values <= static_cast<std::int64_t>(kExactValues);
  std::vector<ContentValues*> to_read;
  for (ContentValues& own : contents)
    if (few || own.sums.n <= kFewValues) to_read.push_back(&own);
  read_valences(filter, to_read);
  return rank(contents, least_, options);
}

void Store::read_valences(const Filter& filter, std::span<ContentValues* const> contents) {
  Statement query = tables_->database.prepare(
      "SELECT valence, visit = 1 FROM exposures WHERE ?1 = 0 AND (?2 = '' OR camera = ?2) AND "
      "content = ?3 AND start_ms >= ?4 AND start_ms < ?5 AND valence IS NOT NULL "
      "ORDER BY start_ms, id");
  for (ContentValues* own : contents) {
    own->people = 0;
    query.start(0, filter.camera, own->content, since_1970_ms(filter.from),
                since_1970_ms(filter.to));
    while (query.next()) {
      own->values.push_back(static_cast<double>(query.integer(0)) / 1e4);
      own->people += query.integer(1);
    }
  }
}

Store::Sample Store::sample_of(const Filter& filter, std::chrono::milliseconds window) {
  Sample sample{.stretch_ms = std::max<std::int64_t>(2 * window.count(), 60'000)};
  const std::int64_t from = since_1970_ms(filter.from), to = since_1970_ms(filter.to);
  Database& database = tables_->database;
  Statement stretches = database.prepare(
      fmt::format("SELECT time_ms / ?6, count(*) {} GROUP BY 1 ORDER BY 1", kSampled));
  Statement stays = database.prepare(
      fmt::format("SELECT ifnull(sum(exposures), 0) FROM exposure_sums WHERE span = ?1 AND {} AND "
                  "bucket_ms >= ?4 AND bucket_ms < ?5",
                  kWhose));
  for (Sample last;;) {
    std::int64_t ratings = 0, near = 0, taken = 0;
    sample.intervals.clear();
    stretches.start(0, filter.camera, filter.content, from, to, sample.stretch_ms, sample.every);
    while (stretches.next()) {
      ++taken;
      ratings += stretches.integer(1);
      const std::int64_t begin = stretches.integer(0) * sample.stretch_ms - window.count();
      const std::int64_t end = begin + sample.stretch_ms + 2 * window.count();
      if (!sample.intervals.empty() && begin <= sample.intervals.back().end)
        sample.intervals.back().end = end;
      else
        sample.intervals.push_back({begin, end});
    }
    for (const auto& [begin, end] : sample.intervals) {
      stays.start(0, filter.camera, filter.content, begin, end);
      while (stays.next()) near += stays.integer(0);
    }
    // Few and crowded stretches: rather too many than none.
    if (taken == 0) return sample.every == 1 ? sample : last;
    const std::int64_t more = std::max(ratings / kMostRatings, near / kMostStays);
    if (more == 0 || taken == 1) return sample;
    last = sample;
    sample.every *= more + 1;
  }
}

std::vector<Rating> Store::ratings(const Filter& filter, const Sample& sample) {
  Statement query = tables_->database.prepare(
      fmt::format("SELECT content, camera, time_ms, value {} ORDER BY time_ms, id", kSampled));
  query.start(0, filter.camera, filter.content, since_1970_ms(filter.from),
              since_1970_ms(filter.to), sample.stretch_ms, sample.every);
  std::vector<Rating> found;
  while (query.next()) {
    found.push_back({.content = query.text(0),
                     .camera = query.text(1),
                     .time = wall(query.integer(2)),
                     .value = query.real(3)});
  }
  return found;
}

// Stays over an hour have an index of their own (exposures_over_an_hour). Each stay is read with
// the first interval that it reaches into: from the next one's on those that began before the end
// of the one before are known.
std::vector<Exposure> Store::stays_near(const Filter& filter, const Sample& sample) {
  flush();
  constexpr std::string_view kColumns =
      "SELECT camera, content, start_ms, end_ms, visit, valence, neutral_ms, happiness_ms, "
      "surprise_ms, sadness_ms, anger_ms, disgust_ms, fear_ms, contempt_ms, unknown_ms, id "
      "FROM exposures ";
  Statement query = tables_->database.prepare(fmt::format(
      "{0} WHERE ?1 = 0 AND {1} AND start_ms >= ?4 - {2} AND start_ms < ?5 AND end_ms >= ?4 AND "
      "start_ms >= ?6 UNION ALL "
      "{0} INDEXED BY exposures_over_an_hour WHERE end_ms - start_ms > {2} AND end_ms >= ?4 AND "
      "start_ms < ?4 - {2} AND {1} AND "
      "start_ms >= ?6 ORDER BY start_ms, id",
      kColumns, kWhose, kHourMs));
  std::vector<Exposure> stays;
  std::int64_t known = 0;
  for (const auto& [begin, end] : sample.intervals) {
    query.start(0, filter.camera, filter.content, begin, end, known);
    known = end;
    while (query.next()) {
      Exposure stay{.camera = query.text(0), .content = query.text(1)};
      stay.start = wall(query.integer(2));
      stay.end = wall(query.integer(3));
      stay.visit = static_cast<int>(query.integer(4));
      if (!query.is_null(5)) stay.valence = static_cast<double>(query.integer(5)) / 1e4;
      for (std::size_t i = 0; i < stay.label_ms.size(); ++i)
        stay.label_ms[i] = query.integer(6 + static_cast<int>(i));
      stays.push_back(std::move(stay));
    }
  }
  return stays;
}

Guarded<Relation> Store::relate(const Filter& filter, RelationOptions options) {
  options.min_audience = least_;
  const Sample sample = sample_of(filter, options.window);
  const std::vector<Rating> rated = ratings(filter, sample);
  Guarded<Relation> relation = audience::relate(rated, stays_near(filter, sample), options);
  if (relation.suppressed() || sample.every == 1) return relation;
  Relation part = *relation;
  part.notices.push_back(
      fmt::format("there are so many stays and ratings that only one of {} time ranges was used",
                  sample.every));
  return {part, 1, 1};  // guarded already
}

}  // namespace mien::audience
