#include "audience/ratings_csv.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mien/error.h"

#include "audience/csv_reader.h"
#include "base/utf8.h"

namespace mien::audience {

namespace {

constexpr std::size_t kMaxName = 200;  ///< bytes of a content's or camera's name

enum Column { kContent, kTime, kRating, kCamera, kScale, kId, kColumns };

struct ColumnNames {
  const char* shown;
  bool required;
  std::vector<std::string_view> names;  ///< lower case, letters and digits only
};

const ColumnNames kColumnNames[kColumns] = {
    {"content",
     true,
     {"content", "contentid", "product", "productid", "item", "itemid", "asset", "assetid",
      "campaign", "creative"}},
    {"time",
     true,
     {"time", "timestamp", "date", "datetime", "createdat", "created", "submittedat", "ratedat",
      "when"}},
    {"rating", true, {"rating", "score", "stars", "value", "vote", "answer"}},
    {"camera", false, {"camera", "cameraid", "device", "location", "place", "kiosk"}},
    {"scale", false, {"scale", "outof", "maxrating", "maximum"}},
    {"id", false, {"id", "ratingid", "responseid", "rowid", "answerid"}},
};

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::string plain(std::string_view name) {
  std::string result;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z')
      result += static_cast<char>(c - 'A' + 'a');
    else if (c != ' ' && c != '_' && c != '-' && c != '\t')
      result += c;
  }
  return result;
}

/// Where each column stands in a record.
class Header {
 public:
  Header(const CsvRecord& record, const std::string& file, std::vector<std::string>& ignored) {
    for (std::size_t i = 0; i < record.fields.size(); ++i)
      if (!place(plain(record.fields[i]), i)) ignored.push_back(as_utf8(record.fields[i]));
    for (int column = 0; column < kColumns; ++column) {
      if (!kColumnNames[column].required || places_[column]) continue;
      throw Error(ErrorKind::input, file,
                  fmt::format("has no column '{}' in its first line", kColumnNames[column].shown),
                  fmt::format("name it one of: {}", fmt::join(kColumnNames[column].names, ", ")));
    }
  }

  /// The field of a column; empty where the record is shorter or the file has none.
  std::string_view field(const CsvRecord& record, Column column) const {
    if (!places_[column] || *places_[column] >= record.fields.size()) return {};
    return trimmed(record.fields[*places_[column]]);
  }
  bool has(Column column) const { return places_[column].has_value(); }

 private:
  bool place(const std::string& name, std::size_t i) {
    for (int column = 0; column < kColumns; ++column) {
      if (places_[column] || !std::ranges::count(kColumnNames[column].names, name)) continue;
      places_[column] = i;
      return true;
    }
    return false;
  }

  std::optional<std::size_t> places_[kColumns];
};

/// A number; a decimal comma is one where commas do not separate.
std::optional<double> number(std::string_view text) {
  std::string plain_text(text);
  std::ranges::replace(plain_text, ',', '.');
  double value = 0;
  const char* end = plain_text.data() + plain_text.size();
  const auto [stop, error] = std::from_chars(plain_text.data(), end, value);
  return error == std::errc{} && stop == end ? std::optional(value) : std::nullopt;
}

/// Texts are kept as they are, so they must be texts.
std::string problem_of_name(std::string_view name, const char* what) {
  if (name.size() > kMaxName) return fmt::format("the {} is longer than {} bytes", what, kMaxName);
  if (!is_utf8(name)) return fmt::format("the {} is not UTF-8", what);
  if (std::ranges::any_of(name, [](unsigned char c) { return c < ' ' || c == 0x7f; }))
    return fmt::format("the {} holds a control character", what);
  return {};
}

class Reader {
 public:
  Reader(const RatingsCsvOptions& options, const Header& header)
      : options_(options), header_(header) {}

  /// Fills `rating`; returns what is wrong with the record, or nothing.
  std::string read(const CsvRecord& record, Rating& rating) {
    if (!record.problem.empty()) return record.problem;
    rating = {.source = options_.source};
    std::string problem = read_texts(record, rating);
    if (problem.empty()) problem = read_value(record, rating);
    if (!problem.empty()) return problem;
    const ParsedTime time = parse_time(header_.field(record, kTime), options_.utc_offset);
    if (!time.time) return as_utf8(time.problem);
    rating.time = *time.time;
    if (!rating.source_row.empty()) return {};
    rating.counted = true;
    rating.source_row = name_by_count(rating);
    return {};
  }

 private:
  std::string read_texts(const CsvRecord& record, Rating& rating) const {
    rating.content = header_.field(record, kContent);
    rating.camera = header_.field(record, kCamera);
    rating.source_row = header_.field(record, kId);
    if (rating.content.empty()) return "the content is empty";
    std::string problem = problem_of_name(rating.content, "content");
    if (problem.empty()) problem = problem_of_name(rating.camera, "camera");
    if (problem.empty()) problem = problem_of_name(rating.source_row, "id");
    return problem;
  }

  std::string read_value(const CsvRecord& record, Rating& rating) const {
    rating.scale = options_.scale;
    const std::string_view scale = header_.field(record, kScale);
    if (!scale.empty()) {
      const auto highest = number(scale);
      if (!highest || *highest < kLowestScale || *highest > kHighestScale ||
          *highest != static_cast<int>(*highest))
        return fmt::format("the scale '{}' is not a whole number from {} to {}",
                           as_utf8(scale.substr(0, 40)), kLowestScale, kHighestScale);
      rating.scale = static_cast<int>(*highest);
    }
    const std::string_view text = header_.field(record, kRating);
    if (text.empty()) return "the rating is empty";
    const auto answer = number(text);
    if (!answer || !(*answer >= 1 && *answer <= rating.scale))
      return fmt::format("the rating '{}' is not a number from 1 to {}",
                         as_utf8(text.substr(0, 40)), rating.scale);
    rating.value = rating_on_five(*answer, rating.scale);
    return {};
  }

  std::string name_by_count(const Rating& rating) {
    const int before = equal_[fmt::format("{}\x1f{}\x1f{}\x1f{}", rating.content, rating.camera,
                                          rating.time.time_since_epoch().count(), rating.value)]++;
    return before == 0 ? std::string() : fmt::format("#{}", before + 1);
  }

  const RatingsCsvOptions& options_;
  const Header& header_;
  std::unordered_map<std::string, int> equal_;
};

}  // namespace

RatingsCsv read_ratings_csv(std::string_view text, const RatingsCsvOptions& options) {
  if (options.scale < kLowestScale || options.scale > kHighestScale)
    throw Error(ErrorKind::usage, "--scale", fmt::format("cannot be {}", options.scale),
                fmt::format("choose {} to {}", kLowestScale, kHighestScale));
  RatingsCsv result;
  CsvReader csv(text);
  CsvRecord record;
  if (!csv.next(record))
    throw Error(ErrorKind::input, options.file, "is empty",
                "begin it with a line of column names: content,time,rating");
  if (!record.problem.empty())
    throw Error(ErrorKind::input, options.file,
                "has a first line that cannot be read: " + record.problem,
                "begin it with a line of column names: content,time,rating");
  const Header header(record, options.file, result.ignored_columns);
  Reader reader(options, header);
  Rating rating;
  while (csv.next(record)) {
    std::string problem = reader.read(record, rating);
    if (!problem.empty()) {
      result.bad.push_back({record.line, std::move(problem)});
      continue;
    }
    result.ratings.push_back(rating);
    result.lines.push_back(record.line);
  }
  return result;
}

void leave_out_untimely(RatingsCsv& csv, WallTime now, int retention_days) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < csv.ratings.size(); ++i) {
    if (const auto why = why_untimely(csv.ratings[i].time, now, retention_days)) {
      csv.bad.push_back({csv.lines[i], *why});
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
                    fmt::format("the id '{}' is another rating's of the source '{}' already",
                                as_utf8(rating.source_row), as_utf8(rating.source))};
  csv.bad.insert(std::ranges::upper_bound(csv.bad, bad.line, {}, &BadLine::line), bad);
}

}  // namespace mien::audience
