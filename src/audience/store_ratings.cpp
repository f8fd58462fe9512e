#include <fmt/format.h>

#include "mien/error.h"

#include "audience/store_tables.h"
#include "base/utf8.h"

namespace mien::audience {

namespace {

/// Those of a RatingFilter.
constexpr std::string_view kTaken =
    "FROM ratings WHERE (?1 = '' OR token = ?1) AND (?2 = '' OR camera = ?2) AND "
    "(?3 = '' OR content = ?3) AND (?4 = '' OR source = ?4) AND time_ms >= ?5 AND time_ms < ?6";

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
              fmt::format("{} at {} is not a valid rating", rating.value, rfc3339(rating.time)),
              "give a value from 1 to 5 and a time from 1970 on");
}

RatingConflict::RatingConflict(const Rating& rating, std::size_t place)
    : Error(ErrorKind::input, "id '" + rating.source_row + "'",
            "already belongs to another rating of " + rating.source, "give each rating its own id"),
      place_(place) {}

RatingsAdded Store::add_ratings(std::span<const Rating> ratings, OnConflict on_conflict) {
  const RatingGroup group{ratings, on_conflict};
  RatingGroupResult result = add_ratings(std::span(&group, 1)).front();
  if (result.conflict) throw *result.conflict;
  return result.added;
}

std::vector<RatingGroupResult> Store::add_ratings(std::span<const RatingGroup> groups) {
  for (const RatingGroup& group : groups)
    for (const Rating& rating : group.ratings) check_rating(rating);
  std::vector<RatingGroupResult> results;
  Database& database = tables_->database;
  const FullySynchronous synchronous(database);
  Transaction transaction(database);
  for (const RatingGroup& group : groups) {
    // Of a single one that is refused nothing is to be taken back.
    const bool several = group.ratings.size() > 1;
    if (several) database.execute("SAVEPOINT hand_in");
    results.push_back(add_group(group));
    if (several && results.back().conflict) database.execute("ROLLBACK TO hand_in");
    if (several) database.execute("RELEASE hand_in");
  }
  check_in_place();
  transaction.commit();
  return results;
}

RatingGroupResult Store::add_group(const RatingGroup& group) {
  RatingGroupResult result;
  for (std::size_t place = 0; place < group.ratings.size(); ++place) {
    const Rating& rating = group.ratings[place];
    const bool named = !rating.source_row.empty() && !rating.counted;
    const std::string row = as_utf8(rating.source_row);
    tables_->add_rating.run(as_utf8(rating.content), as_utf8(rating.camera),
                            since_1970_ms(rating.time), rating.value, rating.scale,
                            as_utf8(rating.source), row, named ? std::optional(row) : std::nullopt,
                            as_utf8(rating.token), static_cast<int>(rating.stamped));
    if (tables_->database.changes() > 0) {
      ++result.added.added;
    } else if (!named || is_stored(rating)) {
      ++result.added.duplicates;
    } else if (group.on_conflict == OnConflict::leave_out) {
      result.added.conflicts.push_back(place);
    } else {
      return {.conflict = RatingConflict(rating, place)};
    }
  }
  return result;
}

// A row that has the name, and is another rating, says no. One that no row has the name of is a
// duplicate of an older file's.
bool Store::is_stored(const Rating& rating) {
  Statement& query = tables_->find_rating;
  const std::string source = as_utf8(rating.source), row = as_utf8(rating.source_row);
  const std::string content = as_utf8(rating.content), camera = as_utf8(rating.camera);
  query.start(source, row, content, camera, rating.value, rating.scale,
              static_cast<int>(rating.stamped), since_1970_ms(rating.time));
  const bool same = !query.next() || query.integer(0) != 0;
  query.start();  // nothing stays open
  return same;
}

std::int64_t Store::undo_ratings(const RatingFilter& filter) {
  Database& database = tables_->database;
  const FullySynchronous synchronous(database);
  Transaction transaction(database);
  Statement taken = database.prepare(fmt::format("SELECT id {}", kTaken));
  taken.start(filter.token, filter.camera, filter.content, filter.source,
              since_1970_ms(filter.from), since_1970_ms(filter.to));
  std::vector<std::int64_t> ids;
  while (taken.next()) ids.push_back(taken.integer(0));
  tables_->cells.take_back_ratings(ids);
  database.prepare(fmt::format("DELETE {}", kTaken))
      .run(filter.token, filter.camera, filter.content, filter.source, since_1970_ms(filter.from),
           since_1970_ms(filter.to));
  const std::int64_t undone = database.changes();
  check_in_place();
  transaction.commit();
  log_holds_deleted_ |= undone > 0;
  empty_log();
  return undone;
}

std::vector<std::string> Store::without_stays(const std::set<std::string>& contents) {
  Database& database = tables_->database;
  std::vector<std::string> names;
  if (database.integer("SELECT EXISTS (SELECT 1 FROM exposures)") == 0) return names;
  for (const std::string& content : contents)
    if (database.integer("SELECT EXISTS (SELECT 1 FROM exposures WHERE content = ?)", content) == 0)
      names.push_back(content);
  return names;
}

std::int64_t Store::count_ratings(const RatingFilter& filter) {
  return tables_->database.integer(fmt::format("SELECT count(*) {}", kTaken), filter.token,
                                   filter.camera, filter.content, filter.source,
                                   since_1970_ms(filter.from), since_1970_ms(filter.to));
}

}  // namespace mien::audience
