#include "imports/ratings_csv.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/csv_reader.h"
#include "base/utf8.h"
#include "imports/ratings_header.h"
#include "imports/table_number.h"
#include "imports/table_text.h"
#include "imports/table_time.h"
#include "stays/timely.h"

namespace mien::imports {

using audience::kHighestScale, audience::kLowestScale, audience::Rating;

namespace {

using Header = RatingsHeader;

class Reader {
 public:
  Reader(const RatingsCsvOptions& options, const Header& header, DateOrder order)
      : options_(options),
        header_(header),
        order_(order),
        clock_(clock_for(options.utc_offset, options.clock)) {}

  /// Fills `rating`; returns what is wrong with the record, or nothing.
  Problem read(const CsvRecord& record, Rating& rating) {
    if (!record.problem.empty()) return {record.problem};
    rating = {.source = options_.source};
    Problem problem = read_texts(record, rating);
    if (problem.none()) problem = problem_of_count(record, header_.columns());
    if (problem.none()) problem = read_value(record, rating);
    if (!problem.none()) return problem;
    const TableTime time = parse_table_time(header_.time(record, Header::kTime), order_, clock_);
    if (!time.time) return problem_of_time(time);
    times_.add(time.local, time.again.has_value(), record.line);
    rating.time = *time.time;
    if (!rating.source_row.empty()) return {};
    rating.counted = true;
    rating.source_row = name_by_count(rating);
    return {};
  }
  const TimesRead& times() const { return times_; }

 private:
  Problem read_texts(const CsvRecord& record, Rating& rating) const {
    rating.content = header_.field(record, Header::kContent);
    const auto known = options_.contents.find(Header::plain(rating.content));
    if (known != options_.contents.end()) rating.content = known->second;
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
      const TableNumber highest = number_in(scale);
      if (!highest.within(kLowestScale, kHighestScale) || !highest.whole())
        return problem_of_number(
            highest, scale, "scale",
            fmt::format("a whole number from {} to {}", kLowestScale, kHighestScale),
            cause::kScale);
      rating.scale = static_cast<int>(*highest.value);
    }
    const std::string_view text = header_.field(record, Header::kRating);
    if (text.empty()) return {"the rating is empty"};
    const TableNumber answer = number_in(text);
    if (!answer.within(1, rating.scale))
      return problem_of_number(answer, text, "rating",
                               fmt::format("a number from 1 to {}", rating.scale),
                               answer.within(0, 0) ? cause::kZero : cause::kRating);
    rating.value = audience::rating_on_five(*answer.value, rating.scale);
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
  TimesRead times_;
  std::unordered_map<std::string, int> equal_;
};

/// What all dates of the column together tell.
DateOrder order_in(CsvReader csv, const Header& header) {
  DateEvidence evidence;
  CsvRecord record;
  while (csv.next(record))
    if (record.problem.empty()) evidence.see(header.time(record, Header::kTime));
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
  if (options.most_lines > 0 &&
      std::ranges::count(text.text(), '\n') > static_cast<std::ptrdiff_t>(options.most_lines))
    throw Error(ErrorKind::input, options.file,
                fmt::format("has more than {} lines", options.most_lines), "send it in parts");
  CsvReader csv(text.text(), separator_named(options.separator));
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
  result.times = reader.times();
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
