// Sums of published cells.
#include <algorithm>

#include <fmt/format.h>

#include "cells/cell_rows.h"

namespace mien::audience {

namespace {

constexpr std::int64_t kNoDay = INT64_MAX / 2;
/// Cells that a filter (?1 camera, ?2 content, ?3 from, ?4 to) takes. A rating that names no camera
/// belongs to all of them.
constexpr std::string_view kTaken =
    "(?1 = '' OR camera = ?1 OR camera = '') AND (?2 = '' OR content = ?2) AND "
    "(begin_ms + end_ms) / 2 >= ?3 AND (begin_ms + end_ms) / 2 < ?4 AND end_ms - begin_ms <= ?4 - "
    "?3";

std::string sums_of_columns() { return each_column("sum({})"); }

}  // namespace

std::pair<WallTime, WallTime> CellBook::widened(const CellFilter& filter) const {
  const auto bounded = [](WallTime time) { return time > WallTime{} && time < WallTime::max(); };
  std::pair range{filter.from, filter.to};
  if (bounded(filter.from)) range.first = period_of(Level::hour, filter.from, clock_).begin;
  if (bounded(filter.to))
    range.second = period_of(Level::hour, filter.to - std::chrono::milliseconds(1), clock_).end;
  return range;
}

// Whole months and days from the sums that are kept, weeks likewise, what is left at both ends cell
// by cell: cheap however many cells there are.
std::map<std::string, Sums> CellBook::by_content(const CellFilter& asked) {
  std::map<std::string, Sums> contents;
  if (asked.from >= asked.to) return contents;
  CellFilter filter = asked;
  std::tie(filter.from, filter.to) = widened(asked);
  const auto next_day = [&](WallTime time) {
    const Period day = period_of(Level::day, time, clock_);
    return day.day + (day.begin < time ? 1 : 0);
  };
  const bool from_any = filter.from <= WallTime{}, to_any = filter.to == WallTime::max();
  const std::int64_t first = from_any ? -kNoDay : next_day(filter.from);
  const std::int64_t end = to_any ? kNoDay : period_of(Level::day, filter.to, clock_).day;
  const auto edge = [&](std::int64_t from, std::int64_t to) {
    add_sums(contents,
             fmt::format("SELECT content, {} FROM cells WHERE level < 3 AND {} AND day >= ?5 AND "
                         "day <= ?6 GROUP BY content",
                         sums_of_columns(), kTaken),
             filter, from, to);
  };
  if (first >= end) {
    edge(end - 1, first);
  } else {
    if (!from_any) edge(first - 1, first - 1);
    if (!to_any) edge(end, end);
    add_days(contents, filter, first, end);
  }
  add_weeks(contents, filter);
  std::erase_if(contents, [](const auto& entry) { return entry.second == Sums{}; });
  return contents;
}

/// Whole days, first ≤ day < end, whole months of them at once.
void CellBook::add_days(std::map<std::string, Sums>& contents, const CellFilter& filter,
                        std::int64_t first, std::int64_t end) {
  const auto kept = [&](int span, std::int64_t from, std::int64_t to) {
    if (from >= to) return;
    add_sums(
        contents,
        fmt::format("SELECT content, {} FROM cell_sums WHERE (?1 = '' OR camera = ?1 OR camera "
                    "= '') AND (?2 = '' OR content = ?2) AND ?3 <= ?4 AND bucket >= ?5 AND "
                    "bucket < ?6 AND span = {} GROUP BY content",
                    sums_of_columns(), span),
        filter, from, to);
  };
  using namespace std::chrono;
  // The month that begins with the day or after it, or the day's own; and its first day.
  const auto month_at = [](std::int64_t day, bool after) {
    const year_month_day date{sys_days{std::chrono::days(day)}};
    year_month month = date.year() / date.month();
    if (after && date.day() != std::chrono::day(1)) month += months(1);
    return std::pair(12 * int{month.year()} + static_cast<int>(unsigned{month.month()}) - 1,
                     sys_days{month / 1}.time_since_epoch().count());
  };
  std::pair<std::int64_t, std::int64_t> begin_month{-kNoDay, first}, end_month{kNoDay, end};
  if (first > -kNoDay) begin_month = month_at(first, true);
  if (end < kNoDay) end_month = month_at(end, false);
  if (begin_month.first >= end_month.first) return kept(0, first, end);
  kept(0, first, begin_month.second);
  kept(1, begin_month.first, end_month.first);
  kept(0, end_month.second, end);
}

// The rule of all cells, week by week.
void CellBook::add_weeks(std::map<std::string, Sums>& contents, const CellFilter& filter) {
  Statement weeks = database_.prepare(fmt::format(
      "SELECT bucket, content, {} FROM cell_sums WHERE span = 2 AND (?1 = '' OR camera = "
      "?1 OR camera = '') AND (?2 = '' OR content = ?2) AND bucket >= ?3 AND bucket <= "
      "?4 GROUP BY bucket, content",
      sums_of_columns()));
  const auto day_of = [&](WallTime time, std::int64_t any) {
    const bool bounded = time > WallTime{} && time < WallTime::max();
    return bounded ? period_of(Level::day, time, clock_).day : any;
  };
  weeks.start(filter.camera, filter.content, day_of(filter.from, -kNoDay) - 7,
              day_of(filter.to, kNoDay));
  while (weeks.next()) {
    const std::chrono::local_days monday{std::chrono::days(weeks.integer(0))};
    const WallTime begin = day_begin(monday, clock_);
    const WallTime end = day_begin(monday + std::chrono::days(7), clock_);
    const WallTime middle = begin + (end - begin) / 2;
    const bool longer = filter.to != WallTime::max() && end - begin > filter.to - filter.from;
    if (middle >= filter.from && middle < filter.to && !longer)
      contents[weeks.text(1)] += sums_of(weeks, 2);
  }
}

void CellBook::add_sums(std::map<std::string, Sums>& contents, const std::string& sql,
                        const CellFilter& filter, std::int64_t first, std::int64_t end) {
  Statement query = database_.prepare(sql);
  query.start(filter.camera, filter.content, since_1970_ms(filter.from), since_1970_ms(filter.to),
              first, end);
  while (query.next()) contents[query.text(0)] += sums_of(query, 1);
}

std::vector<PublishedCell> CellBook::cells(const CellFilter& asked, Level longest) {
  CellFilter filter = asked;
  std::tie(filter.from, filter.to) = widened(asked);
  Statement query = database_.prepare(
      fmt::format("SELECT {}, {} FROM cells WHERE level <= {} AND {} ORDER BY begin_ms, id",
                  kCellColumns, each_column("{}"), static_cast<int>(longest), kTaken));
  query.start(filter.camera, filter.content, since_1970_ms(filter.from), since_1970_ms(filter.to));
  std::vector<PublishedCell> found;
  while (query.next()) found.push_back(cell_of(query));
  return found;
}

// Of hours those that were told as hours; of a day all its cells, of a week all of its days'.
std::vector<CellPoint> CellBook::series(Level level, const CellFilter& asked) {
  CellFilter filter = asked;
  std::tie(filter.from, filter.to) = widened(asked);
  if (filter.from > WallTime{}) filter.from = period_of(level, filter.from, clock_).begin;
  if (filter.to < WallTime::max())
    filter.to = period_of(level, filter.to - std::chrono::milliseconds(1), clock_).end;
  std::map<WallTime, CellPoint> points;
  const auto add = [&](WallTime at, const Sums& sums) {
    const Period period = period_of(level, at, clock_);
    CellPoint& point = points.try_emplace(period.begin, period.begin, period.end).first->second;
    point.sums += sums;
  };
  if (level <= Level::part) {
    for (const PublishedCell& cell : cells(filter, level)) add(cell.begin, cell.sums);
  } else {
    const auto day_of = [&](WallTime time, std::int64_t any) {
      const bool bounded = time > WallTime{} && time < WallTime::max();
      return bounded ? period_of(Level::day, time, clock_).day : any;
    };
    Statement days = database_.prepare(fmt::format(
        "SELECT bucket, {} FROM cell_sums WHERE span = 0 AND (?1 = '' OR camera = ?1 OR camera = "
        "'') AND (?2 = '' OR content = ?2) AND bucket >= ?3 AND bucket < ?4 GROUP BY bucket",
        sums_of_columns()));
    days.start(filter.camera, filter.content, day_of(filter.from, -kNoDay),
               day_of(filter.to, kNoDay));
    while (days.next()) {
      const std::chrono::local_days day{std::chrono::days(days.integer(0))};
      add(day_begin(day, clock_), sums_of(days, 1));
    }
    if (level == Level::week)
      for (const PublishedCell& cell : cells(filter))
        if (cell.level == Level::week) add(cell.begin, cell.sums);
  }
  std::vector<CellPoint> told;
  for (auto& [begin, point] : points)
    if (point.sums != Sums{}) told.push_back(std::move(point));
  return told;
}

std::vector<DayOfContent> CellBook::days(const CellFilter& asked) {
  const auto [from, to] = widened(asked);
  const auto day_of = [&](WallTime time, std::int64_t any) {
    const bool bounded = time > WallTime{} && time < WallTime::max();
    return bounded ? period_of(Level::day, time, clock_).day : any;
  };
  Statement query = database_.prepare(fmt::format(
      "SELECT content, bucket, {} FROM cell_sums WHERE span = 0 AND (?1 = '' OR camera = ?1 OR "
      "camera = '') AND (?2 = '' OR content = ?2) AND bucket >= ?3 AND bucket < ?4 GROUP BY "
      "bucket, "
      "content",
      sums_of_columns()));
  query.start(asked.camera, asked.content, day_of(from, -kNoDay), day_of(to, kNoDay));
  std::vector<DayOfContent> found;
  while (query.next()) found.push_back({query.text(0), query.integer(1), sums_of(query, 2)});
  return found;
}

std::vector<PublishedCell> CellBook::since(std::int64_t cursor, std::size_t most) {
  Statement query =
      database_.prepare(fmt::format("SELECT {}, {} FROM cells WHERE id > ? ORDER BY id LIMIT ?",
                                    kCellColumns, each_column("{}")));
  query.start(cursor, static_cast<std::int64_t>(most));
  std::vector<PublishedCell> found;
  while (query.next()) found.push_back(cell_of(query));
  return found;
}

std::optional<double> CellBook::withheld(const CellFilter& asked) {
  const auto [from, to] = widened(asked);
  Statement query = database_.prepare(
      "SELECT sum(people), sum(people * withheld) FROM cell_weeks WHERE end_ms > ? AND begin_ms < "
      "?");
  query.start(since_1970_ms(from), since_1970_ms(to));
  if (!query.next() || query.integer(0) <= 0) return std::nullopt;
  const double percent =
      static_cast<double>(query.integer(1)) / static_cast<double>(query.integer(0));
  return static_cast<double>(static_cast<std::int64_t>(percent / 5 + 0.5) * 5) / 100;
}

}  // namespace mien::audience
