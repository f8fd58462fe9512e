#include "base/time.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/to_number.h"

namespace mien {

namespace {

using namespace std::chrono;

constexpr WallTime kEarliest = sys_days{year{1990} / 1 / 1};
constexpr WallTime kLatest = sys_days{year{2200} / 1 / 1};

void append_padded(std::string& out, unsigned value, int width) {
  char digits[10];
  for (int i = width; i-- > 0; value /= 10) digits[i] = static_cast<char>('0' + value % 10);
  out.append(digits, static_cast<std::size_t>(width));
}

/// Takes characters from the front of a text.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool take_one_of(std::string_view choices) {
    if (rest_.empty() || choices.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// Exactly `digits` digits.
  std::optional<int> number(std::size_t digits) {
    if (rest_.size() < digits) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (rest_[i] < '0' || rest_[i] > '9') return std::nullopt;
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(digits);
    return value;
  }
  /// Digits after a decimal point, as milliseconds; what is finer is cut off.
  std::optional<milliseconds> fraction() {
    int value = 0, scale = 100, digits = 0;
    for (; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; ++digits, scale /= 10) {
      value += (rest_.front() - '0') * scale;
      rest_.remove_prefix(1);
    }
    return digits > 0 ? std::optional(milliseconds(value)) : std::nullopt;
  }
  bool done() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

std::optional<sys_days> date(Cursor& cursor) {
  const auto y = cursor.number(4);
  if (!y || !cursor.take('-')) return std::nullopt;
  const auto m = cursor.number(2);
  if (!m || !cursor.take('-')) return std::nullopt;
  const auto d = cursor.number(2);
  if (!d) return std::nullopt;
  const year_month_day day{year{*y}, month{static_cast<unsigned>(*m)},
                           std::chrono::day{static_cast<unsigned>(*d)}};
  return day.ok() ? std::optional(sys_days{day}) : std::nullopt;
}

/// A leap second (60) counts as the next one's beginning.
std::optional<milliseconds> time_of_day(Cursor& cursor) {
  const auto hour = cursor.number(2);
  if (!hour || *hour > 23 || !cursor.take(':')) return std::nullopt;
  const auto minute = cursor.number(2);
  if (!minute || *minute > 59) return std::nullopt;
  milliseconds time = hours(*hour) + minutes(*minute);
  if (!cursor.take(':')) return time;
  const auto second = cursor.number(2);
  if (!second || *second > 60) return std::nullopt;
  time += seconds(*second);
  if (!cursor.take_one_of(".,")) return time;
  const auto part = cursor.fraction();
  return part ? std::optional(time + *part) : std::nullopt;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
}

ParsedTime in_range(WallTime time, std::string_view text) {
  if (time >= kEarliest && time < kLatest) return {time, {}};
  return {{}, fmt::format("the time '{}' is not between the years 1990 and 2200", text)};
}

/// Seconds up to the year 5138, milliseconds, microseconds and nanoseconds from 1973 on.
ParsedTime parse_epoch(std::string_view text) {
  const auto value = to_number<double>(text);
  if (!value || *value >= 1e20)
    return {{}, fmt::format("the time '{}' is not a number of seconds", text.substr(0, 40))};
  const double ms = *value < 1e11   ? *value * 1e3
                    : *value < 1e14 ? *value
                    : *value < 1e17 ? *value / 1e3
                                    : *value / 1e6;
  return in_range(WallTime(milliseconds(std::llround(ms))), text);
}

}  // namespace

milliseconds milliseconds_of(double seconds) { return milliseconds(std::llround(seconds * 1e3)); }

WallTime wall_now() { return floor<milliseconds>(system_clock::now()); }

WallTime wall_at(double at_ms) {
  return wall_now() - milliseconds(std::llround(steady_ms() - at_ms));
}

std::string in_words(milliseconds time) {
  const auto all = floor<minutes>(abs(time));
  if (all < minutes(1))
    return fmt::format("{:.1f} s", static_cast<double>(abs(time).count()) / 1e3);
  const auto whole_days = floor<days>(all);
  const auto whole_hours = floor<hours>(all - whole_days);
  const auto rest = all - whole_days - whole_hours;
  if (whole_days > days(0))
    return fmt::format("{} d {} h {} min", whole_days.count(), whole_hours.count(), rest.count());
  if (whole_hours > hours(0)) return fmt::format("{} h {} min", whole_hours.count(), rest.count());
  return fmt::format("{} min", rest.count());
}

local_time<milliseconds> local_of(WallTime time, const UtcOffset& offset) {
  return local_time<milliseconds>(time.time_since_epoch() + (offset ? offset(time) : minutes(0)));
}

// By the offset before a change of the clock and by that after it.
ClockReading reading_of(local_time<milliseconds> shown, const UtcOffset& offset) {
  const WallTime as_if_utc{shown.time_since_epoch()};
  if (!offset) return {as_if_utc, as_if_utc};
  const WallTime before = as_if_utc - offset(as_if_utc - days(1)),
                 after = as_if_utc - offset(as_if_utc + days(1));
  const bool first = local_of(before, offset) == shown, last = local_of(after, offset) == shown;
  return {first || !last ? before : after, last ? after : before, !first && !last};
}

WallTime day_begin(local_days day, const UtcOffset& offset) {
  auto [begin, again, never] = reading_of(day, offset);
  while (never && local_of(begin - minutes(1), offset) >= day) begin -= minutes(1);
  return begin;
}

std::string rfc3339(WallTime time, const UtcOffset& clock) {
  const minutes offset = clock ? clock(time) : minutes(0);
  const auto size = abs(offset).count();
  return fmt::format("{}{}{:02}:{:02}", rfc3339(time + offset).substr(0, 19),
                     offset < minutes(0) ? '-' : '+', size / 60, size % 60);
}

void append_rfc3339(std::string& out, WallTime time) {
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  const auto add = [&out](auto value, int width, char after) {
    append_padded(out, static_cast<unsigned>(value), width);
    out += after;
  };
  if (const auto year = static_cast<int>(date.year()); year >= 0 && year <= 9999)
    add(year, 4, '-');
  else
    out += fmt::format("{}-", year);  // somebody's broken clock: as it is
  add(static_cast<unsigned>(date.month()), 2, '-');
  add(static_cast<unsigned>(date.day()), 2, 'T');
  add(clock.hours().count(), 2, ':');
  add(clock.minutes().count(), 2, ':');
  add(clock.seconds().count(), 2, '.');
  add(clock.subseconds().count(), 3, 'Z');
}

std::string rfc3339(WallTime time) {
  std::string text;
  append_rfc3339(text, time);
  return text;
}

std::string day_words(local_days day) {
  return rfc3339(WallTime(day.time_since_epoch())).substr(0, 10);
}

std::optional<local_days> parse_day(std::string_view text) {
  Cursor cursor(text);
  const auto day = date(cursor);
  return day && cursor.done() ? std::optional(local_days(day->time_since_epoch())) : std::nullopt;
}

std::optional<minutes> parse_offset(std::string_view text) {
  Cursor cursor(text);
  if (cursor.take_one_of("Zz")) return cursor.done() ? std::optional(minutes(0)) : std::nullopt;
  const bool west = !text.empty() && text.front() == '-';
  if (!cursor.take_one_of("+-")) return std::nullopt;
  const auto hour = cursor.number(2);
  cursor.take(':');
  const auto minute = cursor.done() ? std::optional(0) : cursor.number(2);
  if (!hour || !minute || *hour > 15 || *minute > 59 || !cursor.done()) return std::nullopt;
  const minutes offset = hours(*hour) + minutes(*minute);
  return west ? -offset : offset;
}

ParsedTime parse_time(std::string_view text, std::optional<minutes> offset) {
  if (text.empty()) return {{}, "the time is empty"};
  if (is_number(text)) return parse_epoch(text);
  const auto refuse = [&](const char* what) {
    return ParsedTime{{}, fmt::format("the time '{}' {}", text.substr(0, 40), what)};
  };
  Cursor cursor(text);
  const auto day = date(cursor);
  if (!day) return refuse("is neither RFC 3339 (2026-11-03T09:15:00Z) nor a number of seconds");
  if (!cursor.take_one_of("Tt ")) return refuse("has a date but no time of day");
  const auto clock = time_of_day(cursor);
  if (!clock) return refuse("has no valid time of day (like 09:15:00)");
  cursor.take(' ');
  if (!cursor.done()) {
    offset = parse_offset(cursor.rest());
    if (!offset) return refuse("does not end in a time zone (Z or +01:00)");
  }
  if (!offset) return refuse("has no time zone: add Z or +01:00, or give one for the whole file");
  return in_range(WallTime(*day) + *clock - *offset, text);
}

}  // namespace mien
