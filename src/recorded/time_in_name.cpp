#include <chrono>
#include <string_view>

#include <fmt/format.h>

#include "recorded/recorded_at.h"

namespace mien::recorded {

namespace {

constexpr int kOldest = 1990, kNewest = 2200;  // years; else it is a number of another kind
constexpr int kMostParents = 4;  // recorders put the date into a folder above the file

bool is_numeral(char c) { return c >= '0' && c <= '9'; }

/// Reads a name from left to right.
class Reader {
 public:
  Reader(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool digit() const { return is_numeral(peek()); }
  void skip() { ++at_; }
  bool take(std::string_view set) {
    if (peek() == '\0' || set.find(peek()) == std::string_view::npos) return false;
    ++at_;
    return true;
  }
  /// Exactly `count` digits; −1 where they are not there.
  int number(int count) {
    int value = 0;
    for (int i = 0; i < count; ++i, ++at_) {
      if (!digit()) return -1;
      value = value * 10 + (peek() - '0');
    }
    return value;
  }
  /// The separator at this place, which the parts that follow share; '\0': none.
  char separator(std::string_view set) {
    const char c = peek();
    return take(set) ? c : '\0';
  }
  bool same(char separator) { return separator == '\0' || take({&separator, 1}); }
  int digits_ahead() const {
    std::size_t end = at_;
    while (end < text_.size() && is_numeral(text_[end])) ++end;
    return static_cast<int>(end - at_);
  }

 private:
  std::string_view text_;
  std::size_t at_;
};

std::optional<std::string> read_date(Reader& in) {
  const int year = in.number(4);
  const char separator = in.separator("-_.");
  const int month = in.number(2);
  if (!in.same(separator)) return std::nullopt;
  const int day = in.number(2);
  if (year < kOldest || year > kNewest || month < 0 || day < 0) return std::nullopt;
  const std::chrono::year_month_day whole{std::chrono::year(year),
                                          std::chrono::month(static_cast<unsigned>(month)),
                                          std::chrono::day(static_cast<unsigned>(day))};
  if (!whole.ok()) return std::nullopt;
  return fmt::format("{:04}-{:02}-{:02}", year, month, day);
}

std::optional<std::string> read_clock(Reader& in) {
  const int hour = in.number(2);
  char separator = in.separator("-_.:h");
  const int minute = in.number(2);
  if (separator == 'h') separator = 'm';
  if (!in.same(separator)) return std::nullopt;
  const int second = in.number(2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
    return std::nullopt;
  std::string text = fmt::format("{:02}:{:02}:{:02}", hour, minute, second);
  if (separator == '\0' && in.digits_ahead() == 3) text += fmt::format(".{:03}", in.number(3));
  if (in.digit()) return std::nullopt;
  return text;
}

/// "Z", "+01:00", "+0100"; "-05:00" only where `minus`: else it is what the name goes on with.
std::string read_zone(Reader in, bool minus) {
  const char sign = in.peek();
  if (sign == 'Z') return "Z";
  if (sign != '+' && !(sign == '-' && minus)) return {};
  in.skip();
  const int hours = in.number(2);
  in.take(":");
  const int minutes = in.number(2);
  if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59 || in.digit()) return {};
  return fmt::format("{}{:02}:{:02}", sign, hours, minutes);
}

std::optional<std::string> moment_at(std::string_view name, std::size_t at) {
  Reader in(name, at);
  const auto day = read_date(in);
  if (!day) return std::nullopt;
  const bool iso = in.peek() == 'T' || in.peek() == 't';
  for (int gap = 0; gap < 4 && in.take("_- Tt.a"); ++gap) {
  }
  const auto time = read_clock(in);
  if (!time) return std::nullopt;
  return *day + "T" + *time + read_zone(in, iso);
}

/// The first place, at the beginning of a number, where `read` finds something.
template <class Read>
std::optional<std::string> first_in(std::string_view name, const Read& read) {
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (!is_numeral(name[at]) || (at > 0 && is_numeral(name[at - 1]))) continue;
    if (auto found = read(name, at)) return found;
  }
  return std::nullopt;
}

/// "09.15.00-09.20.00": a span of a day that a folder names.
std::optional<std::string> span_at(std::string_view name, std::size_t at) {
  Reader in(name, at);
  auto begin = read_clock(in);
  if (!begin || !in.take("-_") || !read_clock(in)) return std::nullopt;
  return begin;
}

std::optional<std::string> date_above(std::filesystem::path folder) {
  for (int i = 0; i < kMostParents && folder.has_filename(); ++i, folder = folder.parent_path()) {
    const std::string name = folder.filename().string();
    Reader in(name, 0);
    const auto day = read_date(in);
    if (day && in.peek() == '\0') return day;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> time_in_name(const std::filesystem::path& file) {
  const std::string name = file.filename().string();
  if (auto moment = first_in(name, moment_at)) return moment;
  const auto begin = first_in(name, span_at);
  const auto day = begin ? date_above(file.parent_path()) : std::nullopt;
  return day ? std::optional(*day + "T" + *begin) : std::nullopt;
}

}  // namespace mien::recorded
