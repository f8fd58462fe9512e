#include <fmt/format.h>

#include "mien/error.h"

#include "audience/store_tables.h"
#include "base/utf8.h"

namespace mien::audience {

namespace {

/// A rating that names no camera belongs to all of them.
constexpr std::string_view kWhich =
    "FROM ratings WHERE ?1 = 0 AND (?2 = '' OR camera = ?2 OR camera = '') AND "
    "(?3 = '' OR content = ?3) AND time_ms >= ?4 AND time_ms < ?5";

/// Commits within its scope reach the disk before they return.
class FullySynchronous {
 public:
  explicit FullySynchronous(Database& database) : database_(database) {
    database.execute("PRAGMA synchronous=FULL");
  }
  ~FullySynchronous() {
    try {
      database_.execute("PRAGMA synchronous=NORMAL");
    } catch (const Error&) {
      // Slower than need be, and no less safe.
    }
  }
  FullySynchronous(const FullySynchronous&) = delete;
  FullySynchronous& operator=(const FullySynchronous&) = delete;

 private:
  Database& database_;
};

}  // namespace

void check_rating(const Rating& rating) {
  if (rating.value >= kLowestRating && rating.value <= kHighestRating && rating.time >= WallTime{})
    return;
  throw Error(ErrorKind::input, "rating of " + rating.content,
              fmt::format("{} at {} is none", rating.value, rfc3339(rating.time)),
              "give a value from 1 to 5 and a time from 1970 on");
}

RatingsAdded Store::add_ratings(std::span<const Rating> ratings) {
  return add_ratings(std::span<const std::span<const Rating>>(&ratings, 1)).front();
}

std::vector<RatingsAdded> Store::add_ratings(std::span<const std::span<const Rating>> groups) {
  for (const auto& group : groups)
    for (const Rating& rating : group) check_rating(rating);
  std::vector<RatingsAdded> results;
  Database& database = tables_->database;
  const FullySynchronous synchronous(database);
  Transaction transaction(database);
  for (const auto& group : groups) {
    RatingsAdded& result = results.emplace_back();
    for (const Rating& rating : group) {
      tables_->add_rating.run(as_utf8(rating.content), as_utf8(rating.camera),
                              since_1970_ms(rating.time), rating.value, rating.scale,
                              as_utf8(rating.source), as_utf8(rating.source_row));
      ++(database.changes() > 0 ? result.added : result.duplicates);
    }
  }
  transaction.commit();
  return results;
}

std::map<std::string, Guarded<RatingFigures>> Store::ratings_by_content(const Filter& filter) {
  Statement query = tables_->database.prepare(fmt::format(
      "SELECT content, count(*), avg(value), sum(value < 1.5), sum(value >= 1.5 AND value < 2.5), "
      "sum(value >= 2.5 AND value < 3.5), sum(value >= 3.5 AND value < 4.5), sum(value >= 4.5) "
      "{} GROUP BY content",
      kWhich));
  query.start(0, filter.camera, filter.content, since_1970_ms(filter.from),
              since_1970_ms(filter.to));
  std::map<std::string, Guarded<RatingFigures>> contents;
  while (query.next()) {
    RatingFigures own{.ratings = query.integer(1), .mean = query.real(2)};
    for (std::size_t i = 0; i < own.answers.size(); ++i)
      own.answers[i] = query.integer(3 + static_cast<int>(i));
    contents.emplace(query.text(0), Guarded(own, own.ratings, options_.min_audience));
  }
  return contents;
}

std::vector<Ranked> Store::rank_by_rating(const Filter& filter, const Resampling& options) {
  Statement sums = tables_->database.prepare(fmt::format(
      "SELECT content, count(*), sum(value), sum(value * value) {} GROUP BY content", kWhich));
  sums.start(0, filter.camera, filter.content, since_1970_ms(filter.from),
             since_1970_ms(filter.to));
  std::vector<ContentValues> contents;
  std::size_t values = 0;
  while (sums.next()) {
    ContentValues own{.content = sums.text(0), .people = sums.integer(1)};
    own.sums = {.n = sums.integer(1), .sum = sums.real(2), .squares = sums.real(3)};
    values += static_cast<std::size_t>(own.sums.n);
    contents.push_back(std::move(own));
  }
  if (values > kExactValues) return rank(contents, options_.min_audience, options);
  Statement rows = tables_->database.prepare(
      fmt::format("SELECT content, value {} ORDER BY content, time_ms, id", kWhich));
  rows.start(0, filter.camera, filter.content, since_1970_ms(filter.from),
             since_1970_ms(filter.to));
  std::map<std::string, std::vector<double>> by_content;
  while (rows.next()) by_content[rows.text(0)].push_back(rows.real(1));
  for (ContentValues& own : contents) own.values = std::move(by_content[own.content]);
  return rank(contents, options_.min_audience, options);
}

}  // namespace mien::audience
