// Which of the clock's times are believed, and what is done about those that were not.
#include <algorithm>
#include <chrono>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "audience/store_tables.h"
#include "database/old_runs.h"

namespace mien::audience {

namespace {

using std::chrono::milliseconds;

/// A store may be closed, or its machine off, for so long; what lies further off is a clock that
/// jumped, until somebody says that it did not.
constexpr std::chrono::days kGap{7};
constexpr std::chrono::minutes kMargin{1};
/// Less is not worth a new date.
constexpr std::chrono::minutes kLeastShift{2};
constexpr char kBelieved[] = "believed_ms";
constexpr char kDoubtBegan[] = "doubt_began_ms", kDoubtShift[] = "doubt_shift_ms";
constexpr char kDoubtExposure[] = "doubt_exposure", kDoubtRating[] = "doubt_rating",
               kDoubtAudit[] = "doubt_audit", kDoubtRun[] = "doubt_run";

bool is_believable(WallTime now, WallTime built, const std::optional<WallTime>& believed) {
  if (now < built) return false;
  return !believed || (now - *believed <= kGap && *believed - now <= kGap);
}

}  // namespace

std::optional<Store::Doubt> Store::doubt() {
  const auto began = setting(kDoubtBegan);
  if (!began) return std::nullopt;
  Doubt doubt{.exposure = setting(kDoubtExposure).value_or(0),
              .rating = setting(kDoubtRating).value_or(0),
              .audit = setting(kDoubtAudit).value_or(INT64_MAX),
              .run = setting(kDoubtRun).value_or(INT64_MAX),
              .began = wall_of(*began)};
  if (const auto shift = setting(kDoubtShift)) doubt.shift = milliseconds(*shift);
  return doubt;
}

void Store::set_doubt(const std::optional<Doubt>& doubt) {
  using Value = std::optional<std::int64_t>;
  set(kDoubtBegan, doubt ? Value(since_1970_ms(doubt->began)) : Value());
  set(kDoubtShift, doubt && doubt->shift ? Value(doubt->shift->count()) : Value());
  set(kDoubtExposure, doubt ? Value(doubt->exposure) : Value());
  set(kDoubtRating, doubt ? Value(doubt->rating) : Value());
  set(kDoubtAudit, doubt ? Value(doubt->audit) : Value());
  set(kDoubtRun, doubt ? Value(doubt->run) : Value());
}

Store::Doubt Store::doubt_from(WallTime now) {
  Database& database = tables_->database;
  return {.exposure = database.integer("SELECT ifnull(max(id), 0) FROM exposures"),
          .rating = database.integer("SELECT ifnull(max(id), 0) FROM ratings"),
          .audit = database.integer("SELECT ifnull(max(id), 0) FROM audit"),
          .run = database.integer("SELECT ifnull(max(id), 0) FROM runs"),
          .began = now};
}

/// What is written down already knows a time, too; but for recordings, which have times of their
/// own.
std::optional<WallTime> Store::newest_row() {
  const std::int64_t newest = tables_->database.integer(
      "SELECT max(ifnull((SELECT max(start_ms) FROM exposures WHERE recording = ''), -1), "
      "ifnull((SELECT max(time_ms) FROM ratings), -1))");
  return newest < 0 ? std::nullopt : std::optional(wall_of(newest));
}

ClockBelief Store::mind_clock(WallTime now, const ClockNews& news, WallTime built) {
  flush();
  std::optional<Doubt> doubt = this->doubt();
  std::optional<WallTime> believed;
  if (const auto known = setting(kBelieved))
    believed = wall_of(*known);
  else if (!doubt)
    believed = newest_row();
  const bool first = !since_opening_;
  if (first) {
    rooted_ = believed.has_value();
    since_opening_ = std::make_unique<Doubt>(doubt_from(now));
  }
  if (believed) *believed += news.elapsed;
  ClockBelief belief;
  const auto mend = [&](Doubt& rows, std::optional<WallTime> last, milliseconds shift) {
    date_anew(rows, last, shift, now);
    rows.began += shift;
    belief.dated_anew = shift;
  };
  if (news.step && !rooted_) {
    // All that the file knows is of this clock, so it goes with it.
    mend(*since_opening_, now - *news.step, *news.step);
    believed.reset();
    doubt.reset();
  }
  if (is_believable(now, built, believed)) {
    if (doubt && news.step)
      mend(*doubt, now - *news.step, *news.step);
    else if (doubt)
      mend(*doubt, {}, doubt->shift.value_or(now - newest_row().value_or(now)));
    else if (news.step && news.fresh && rooted_)
      mend(*since_opening_, now - *news.step, *news.step);
    set_doubt({});
    set(kBelieved, since_1970_ms(now));
    belief.believed = now;
    return belief;
  }
  if (doubt && news.step) {
    mend(*doubt, now - *news.step, *news.step);
    if (doubt->shift) *doubt->shift -= *news.step;
  } else if (doubt && first && doubt->shift) {
    doubt->run = INT64_MAX;           // the clock may have been right, and a run's time is its name
    mend(*doubt, {}, *doubt->shift);  // as well as it is known: the clock is another one now
    doubt.reset();
  }
  if (!doubt) {
    doubt = first ? *since_opening_ : doubt_from(now);
    if (news.step) doubt->shift = -*news.step;
    if (!doubt->shift && believed) doubt->shift = *believed - now;
  }
  set_doubt(doubt);
  if (believed) set(kBelieved, since_1970_ms(*believed));
  belief.doubtful = true;
  belief.believed = std::min(now, believed.value_or(now));
  return belief;
}

void Store::believe_clock(WallTime now) {
  set_doubt({});
  set(kBelieved, since_1970_ms(now));
}

// Exposures are never changed: they go, and come again with their days. What was published stays
// where it was told; while the clock is doubtful nothing is. The audit log says itself
// that its entries have other times than they were written with.
void Store::date_anew(const Doubt& doubt, std::optional<WallTime> last, milliseconds shift,
                      WallTime now) {
  if (std::chrono::abs(shift) < kLeastShift) return;
  const std::int64_t from = since_1970_ms(doubt.began - kMargin);
  const std::int64_t to = last ? since_1970_ms(*last + kMargin) : INT64_MAX;
  constexpr std::string_view kRows =
      "id > ? AND start_ms >= ? AND start_ms <= ? AND recording = '' AND "
      "id IN (SELECT stay FROM undecided_stays)";
  Database& database = tables_->database;
  Transaction transaction(database);
  Statement query =
      database.prepare(fmt::format("SELECT {}, seen FROM exposures WHERE {}", kStayColumns, kRows));
  query.start(doubt.exposure, from, to);
  std::vector<Exposure> stays;
  while (query.next()) stays.push_back(stay_of(query));
  database.prepare(fmt::format("DELETE FROM exposures WHERE {}", kRows))
      .run(doubt.exposure, from, to);
  Statement move_seen = database.prepare(
      "UPDATE seen SET start_ms = max(start_ms + ?1, 0), end_ms = max(end_ms + ?1, 0) "
      "WHERE id = ?2");
  std::set<std::int64_t> moved;  // parts of one stay go together
  for (Exposure& stay : stays) {
    stay.start = std::max(stay.start + shift, WallTime{});
    stay.end = std::max(stay.end + shift, stay.start);
    if (moved.insert(stay.seen).second) move_seen.run(shift.count(), stay.seen);
    tables_->insert(stay, options_.utc_offset);
  }
  // None was made later than now: those of before the doubt that seem so are kept for longer.
  database
      .prepare(
          "UPDATE outbox SET made_ms = max(min(made_ms + ?, ?), 0) "
          "WHERE made_ms >= ? AND made_ms <= ?")
      .run(shift.count(), since_1970_ms(now), from, to);
  // By the right clock a stay can be another host's.
  for (const std::int64_t sight : moved) tables_->forget_sight(sight);
  database
      .prepare(
          "UPDATE OR IGNORE ratings SET time_ms = max(time_ms + ?, 0) "
          "WHERE stamped AND id > ? AND time_ms >= ? AND time_ms <= ? AND "
          "id IN (SELECT rating FROM undecided_ratings)")
      .run(shift.count(), doubt.rating, from, to);
  date_runs_anew(database, doubt.run, from, to, shift);
  database
      .prepare(
          "UPDATE audit SET time_ms = max(time_ms + ?, 0) "
          "WHERE id > ? AND time_ms >= ? AND time_ms <= ?")
      .run(shift.count(), doubt.audit, from, to);
  if (const std::int64_t entries = database.changes())
    database
        .prepare(
            "INSERT INTO audit (time_ms, who, action, detail) "
            "VALUES (?, 'mien', 'audit dated anew', ?)")
        .run(since_1970_ms(now),
             fmt::format("entries: {}; the clock was wrong: {} {}", entries, in_words(shift),
                         shift.count() > 0 ? "later" : "earlier"));
  check_in_place();
  transaction.commit();
}

std::int64_t Store::rows_between(WallTime believed, WallTime now) {
  std::int64_t rows = 0;
  for (const auto& [table, time, log, published] : kAging) {
    if (published) continue;
    const std::chrono::days kept(log ? log_retention_days_ : retention_days_);
    if (kept.count() == 0) continue;
    rows += tables_->database.integer(
        fmt::format("SELECT count(*) FROM {0} WHERE {1} >= ? AND {1} < ?", table, time),
        since_1970_ms(believed - kept), since_1970_ms(now - kept));
  }
  if (const std::chrono::days kept(retention_days_); kept.count() > 0)
    rows += count_old_runs(tables_->database, now - kept) -
            count_old_runs(tables_->database, believed - kept);
  return rows;
}

}  // namespace mien::audience
