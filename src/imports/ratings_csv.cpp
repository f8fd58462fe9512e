#include "imports/ratings_csv.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_map>

#include <fmt/format.h>

#include "mien/error.h"

#include "imports/ratings_header.h"
#include "base/csv_reader.h"
#include "base/table_text.h"
#include "base/table_time.h"
#include "base/utf8.h"

namespace mien::imports {

using audience::kHighestScale, audience::kLowestScale, audience::Rating;

namespace {

constexpr std::size_t kMaxName = 200;  ///< bytes of a content's or camera's name

using Header = RatingsHeader;

/// A number; a decimal comma is one where commas do not separate.
std::optional<double> number(std::string_view text) {
  std::string plain_text(text);
  std::ranges::replace(plain_text, ',', '.');
  double value = 0;
  const char* end = plain_text.data() + plain_text.size();
  const auto [stop, error] = std::from_chars(plain_text.data(), end, value);
  return error == std::errc{} && stop == end ? std::optional(value) : std::nullopt;
}

/// What is wrong with a record; no reason: nothing.
struct Problem {
  std::string reason, cause = {};
  bool none() const { return reason.empty(); }
};

/// Texts are kept as they are, so they must be texts.
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
  }
  return {};
}

/// A line with a decimal comma between commas, say: what its fields mean is not known.
Problem problem_of_count(const CsvRecord& record, std::size_t columns) {
  const auto& fields = record.fields;
  const auto filled = [](const std::string& field) {
    return !RatingsHeader::trimmed(field).empty();
  };
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

UtcOffset clock_of(const RatingsCsvOptions& options) {
  if (!options.utc_offset) return options.clock;
  return [offset = *options.utc_offset](WallTime) { return offset; };
}

class Reader {
 public:
  Reader(const RatingsCsvOptions& options, const Header& header, DateOrder order)
      : options_(options), header_(header), order_(order), clock_(clock_of(options)) {}

  /// Fills `rating`; returns what is wrong with the record, or nothing.
  Problem read(const CsvRecord& record, Rating& rating) {
    if (!record.problem.empty()) return {record.problem};
    rating = {.source = options_.source};
    Problem problem = read_texts(record, rating);
    if (problem.none()) problem = problem_of_count(record, header_.columns());
    if (problem.none()) problem = read_value(record, rating);
    if (!problem.none()) return problem;
    const TableTime time = parse_table_time(header_.field(record, Header::kTime), order_, clock_);
    if (!time.time) return problem_of_time(time);
    local_times_ += time.local ? 1 : 0;
    rating.time = *time.time;
    if (!rating.source_row.empty()) return {};
    rating.counted = true;
    rating.source_row = name_by_count(rating);
    return {};
  }
  std::int64_t local_times() const { return local_times_; }

 private:
  Problem read_texts(const CsvRecord& record, Rating& rating) const {
    rating.content = header_.field(record, Header::kContent);
    rating.camera = header_.field(record, Header::kCamera);
    rating.source_row = header_.field(record, Header::kId);
    if (rating.content.empty()) return {"the content is empty"};
    Problem problem = problem_of_name(rating.content, "content");
    if (problem.none()) problem = problem_of_name(rating.camera, "camera");
    if (problem.none()) problem = problem_of_name(rating.source_row, "id");
    return problem;
  }

  Problem read_value(const CsvRecord& record, Rating& rating) const {
    rating.scale = options_.scale;
    const std::string_view scale = header_.field(record, Header::kScale);
    if (!scale.empty()) {
      const auto highest = number(scale);
      if (!highest || *highest < kLowestScale || *highest > kHighestScale ||
          *highest != static_cast<int>(*highest))
        return {fmt::format("the scale '{}' is not a whole number from {} to {}",
                            as_utf8(scale.substr(0, 40)), kLowestScale, kHighestScale),
                cause::kScale};
      rating.scale = static_cast<int>(*highest);
    }
    const std::string_view text = header_.field(record, Header::kRating);
    if (text.empty()) return {"the rating is empty"};
    const auto answer = number(text);
    if (!answer || !(*answer >= 1 && *answer <= rating.scale))
      return {fmt::format("the rating '{}' is not a number from 1 to {}",
                          as_utf8(text.substr(0, 40)), rating.scale),
              cause::kRating};
    rating.value = audience::rating_on_five(*answer, rating.scale);
    return {};
  }

  std::string name_by_count(const Rating& rating) {
    const int before = equal_[fmt::format("{}\x1f{}\x1f{}\x1f{}", rating.content, rating.camera,
                                          rating.time.time_since_epoch().count(), rating.value)]++;
    return before == 0 ? std::string() : fmt::format("#{}", before + 1);
  }

  const RatingsCsvOptions& options_;
  const Header& header_;
  const DateOrder order_;
  const UtcOffset clock_;
  std::int64_t local_times_ = 0;
  std::unordered_map<std::string, int> equal_;
};

/// What all dates of the column together tell.
DateOrder order_in(CsvReader csv, const Header& header) {
  DateEvidence evidence;
  CsvRecord record;
  while (csv.next(record))
    if (record.problem.empty()) evidence.see(header.field(record, Header::kTime));
  return evidence.order();
}

}  // namespace

RatingsCsv read_ratings_csv(std::string_view bytes, const RatingsCsvOptions& options) {
  if (options.scale < kLowestScale || options.scale > kHighestScale)
    throw Error(ErrorKind::usage, "--scale", fmt::format("cannot be {}", options.scale),
                fmt::format("choose {} to {}", kLowestScale, kHighestScale));
  const DateOrder said = order_named(options.dates);
  RatingsCsv result;
  const TableText text(bytes, options.encoding, options.file);
  CsvReader csv(text.text());
  CsvRecord record;
  if (!csv.next(record))
    throw Error(ErrorKind::input, options.file, "is empty",
                "begin it with a line of column names: content,time,rating");
  if (!record.problem.empty())
    throw Error(ErrorKind::input, options.file,
                "has a first line that cannot be read: " + record.problem,
                "begin it with a line of column names: content,time,rating");
  const Header header(record, options.file, result.ignored_columns);
  Reader reader(options, header, said == DateOrder::automatic ? order_in(csv, header) : said);
  Rating rating;
  while (csv.next(record)) {
    Problem problem = reader.read(record, rating);
    if (!problem.none()) {
      result.bad.push_back({record.line, std::move(problem.reason), std::move(problem.cause)});
      continue;
    }
    result.ratings.push_back(rating);
    result.lines.push_back(record.line);
  }
  result.local_times = reader.local_times();
  return result;
}

void leave_out_untimely(RatingsCsv& csv, WallTime now, int retention_days) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < csv.ratings.size(); ++i) {
    if (const auto why = audience::why_untimely(csv.ratings[i].time, now, retention_days)) {
      csv.bad.push_back(
          {csv.lines[i], *why, csv.ratings[i].time > now ? cause::kAhead : cause::kTooOld});
      continue;
    }
    if (kept != i) csv.ratings[kept] = std::move(csv.ratings[i]);
    csv.lines[kept++] = csv.lines[i];
  }
  csv.ratings.resize(kept);
  csv.lines.resize(kept);
  std::ranges::sort(csv.bad, {}, &BadLine::line);
}

void note_conflict(RatingsCsv& csv, std::size_t place) {
  const Rating& rating = csv.ratings[place];
  const BadLine bad{csv.lines[place],
                    fmt::format("the id '{}' already belongs to another rating of the source '{}'",
                                as_utf8(rating.source_row), as_utf8(rating.source)),
                    cause::kTaken};
  csv.bad.insert(std::ranges::upper_bound(csv.bad, bad.line, {}, &BadLine::line), bad);
}

}  // namespace mien::imports
