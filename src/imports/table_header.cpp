#include "imports/table_header.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mien/error.h"

#include "base/letter_case.h"
#include "base/utf8.h"
#include "imports/bad_lines.h"

namespace mien::imports {

namespace {

constexpr std::size_t kMaxName = 200;  ///< bytes of a content's or camera's name

}  // namespace

std::string TableHeader::plain(std::string_view name) {
  std::string result = in_small_letters(std::string(name));
  std::erase_if(result, [](char c) { return c == ' ' || c == '_' || c == '-' || c == '\t'; });
  return result;
}

TableHeader::TableHeader(const CsvRecord& record, std::span<const ColumnNames> names,
                         const std::string& file, std::vector<std::string>& ignored)
    : places_(names.size()), dates_(names.size()), columns_(record.fields.size()) {
  find_dates(record, names);
  for (std::size_t i = 0; i < record.fields.size(); ++i) {
    if (is_date(i)) continue;
    const std::string name = plain(record.fields[i]);
    std::size_t column = 0;
    while (column < names.size() &&
           (places_[column] || !std::ranges::count(names[column].names, name)))
      ++column;
    if (column < names.size())
      places_[column] = i;
    else
      ignored.push_back(as_utf8(record.fields[i]));
  }
  check_complete(record, names, file);
}

// A column "date" is the time itself where nothing else is.
void TableHeader::find_dates(const CsvRecord& record, std::span<const ColumnNames> names) {
  const auto place_of = [&](const std::vector<std::string_view>& any, std::size_t unlike) {
    std::optional<std::size_t> found;
    for (const std::string_view name : any)
      for (std::size_t i = 0; i < record.fields.size() && !found; ++i)
        if (i != unlike && plain(record.fields[i]) == name) found = i;
    return found;
  };
  for (std::size_t column = 0; column < names.size(); ++column) {
    const auto date = place_of(names[column].dates, record.fields.size());
    if (date && place_of(names[column].names, *date)) dates_[column] = date;
  }
}

bool TableHeader::is_date(std::size_t place) const {
  return std::ranges::count(dates_, std::optional(place)) > 0;
}

// All at once: who mends one would only meet the next.
void TableHeader::check_complete(const CsvRecord& record, std::span<const ColumnNames> names,
                                 const std::string& file) const {
  std::vector<std::string> missing, known;
  for (std::size_t column = 0; column < names.size(); ++column) {
    if (!names[column].required || places_[column]) continue;
    missing.push_back(fmt::format("'{}'", names[column].shown));
    known.push_back(fmt::format("{}", fmt::join(names[column].names, ", ")));
  }
  if (missing.empty()) return;
  std::string remedy = fmt::format("known names: {}", fmt::join(known, "; "));
  if (record.fields.size() == 1 && record.fields[0].find_first_of(",;\t|") != std::string::npos)
    remedy = "that line was read as one field; use --separator comma, semicolon, tab or bar";
  throw Error(ErrorKind::input, file,
              fmt::format("has no column {} in its first line", fmt::join(missing, ", ")), remedy);
}

std::string_view TableHeader::field(const CsvRecord& record, std::size_t column) const {
  if (!places_[column] || *places_[column] >= record.fields.size()) return {};
  return trimmed(record.fields[*places_[column]]);
}

// "9:15", "9 AM"; not "3.11.2026 9:15", nor seconds since 1970.
bool TableHeader::is_clock(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  return digits <= 2 && (digits == text.size() ||
                         std::string_view("./-").find(text[digits]) == std::string_view::npos);
}

std::string TableHeader::time(const CsvRecord& record, std::size_t column) const {
  std::string text(field(record, column));
  const auto& date = dates_[column];
  if (!date || !is_clock(text) || *date >= record.fields.size()) return text;
  return std::string(trimmed(std::string(trimmed(record.fields[*date])) + " " + text));
}

std::string_view TableHeader::trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

Problem problem_of_name(std::string_view name, const char* what) {
  if (!is_utf8(name)) return {fmt::format("the {} is not UTF-8", what), cause::kNotUtf8};
  if (name.size() > kMaxName)
    return {fmt::format("the {} is longer than {} bytes", what, kMaxName)};
  if (std::ranges::any_of(name, [](unsigned char c) { return c < ' ' || c == 0x7f; }))
    return {fmt::format("the {} holds a control character", what)};
  return {};
}

Problem problem_of_time(const TableTime& time) {
  switch (time.trouble) {
    case TableTime::Trouble::none:
      return {};
    case TableTime::Trouble::unreadable:
      return {time.problem, cause::kNoTime};
    case TableTime::Trouble::no_time_of_day:
      return {time.problem, cause::kNoTimeOfDay};
    case TableTime::Trouble::no_zone:
      return {time.problem, cause::kNoZone};
    case TableTime::Trouble::no_order:
      return {time.problem, cause::kNoOrder};
    case TableTime::Trouble::never:
      return {time.problem, cause::kNever};
  }
  return {};
}

std::map<std::string, std::string> called(const std::map<std::string, ContentConfig>& contents) {
  std::map<std::string, std::string> calls;
  for (const auto& [name, content] : contents) calls.try_emplace(TableHeader::plain(name), name);
  for (const auto& [name, content] : contents)
    if (!content.title.empty()) calls.try_emplace(TableHeader::plain(content.title), name);
  return calls;
}

// A line with a decimal comma between commas, say.
Problem problem_of_count(const CsvRecord& record, std::size_t columns) {
  const auto& fields = record.fields;
  const auto filled = [](const std::string& field) { return !TableHeader::trimmed(field).empty(); };
  if (fields.size() <= columns ||
      std::none_of(fields.begin() + static_cast<std::ptrdiff_t>(columns), fields.end(), filled))
    return {};
  return {fmt::format("it has {} fields, the first line {}", fields.size(), columns),
          cause::kMoreFields};
}

DateOrder order_named(const std::string& name) {
  if (name == "auto") return DateOrder::automatic;
  if (name == "day-first") return DateOrder::day_first;
  if (name == "month-first") return DateOrder::month_first;
  throw Error(ErrorKind::usage, "dates", "cannot be '" + as_utf8(name.substr(0, 40)) + "'",
              "choose day-first, month-first or auto");
}

char separator_named(const std::string& name) {
  if (name == "auto") return 0;
  for (const auto& [word, sign] : {std::pair("comma", ','), std::pair("semicolon", ';'),
                                   std::pair("tab", '\t'), std::pair("bar", '|')})
    if (name == word || name == std::string(1, sign)) return sign;
  throw Error(ErrorKind::usage, "separator", "cannot be '" + as_utf8(name.substr(0, 40)) + "'",
              "choose comma, semicolon, tab, bar or auto");
}

UtcOffset clock_for(const std::optional<std::chrono::minutes>& offset, const UtcOffset& clock) {
  if (!offset) return clock;
  return [offset = *offset](WallTime) { return offset; };
}

}  // namespace mien::imports
