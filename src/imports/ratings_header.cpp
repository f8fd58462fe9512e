#include "imports/ratings_header.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mien/error.h"

#include "base/utf8.h"

namespace mien::imports {

namespace {

struct ColumnNames {
  const char* shown;
  bool required;
  std::vector<std::string_view> names;  ///< lower case, letters and digits only
};

const ColumnNames kColumnNames[RatingsHeader::kColumns] = {
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

}  // namespace

RatingsHeader::RatingsHeader(const CsvRecord& record, const std::string& file,
                             std::vector<std::string>& ignored)
    : columns_(record.fields.size()) {
  for (std::size_t i = 0; i < record.fields.size(); ++i)
    if (!place(plain(record.fields[i]), i)) ignored.push_back(as_utf8(record.fields[i]));
  for (int column = 0; column < kColumns; ++column) {
    if (!kColumnNames[column].required || places_[column]) continue;
    throw Error(ErrorKind::input, file,
                fmt::format("has no column '{}' in its first line", kColumnNames[column].shown),
                fmt::format("known names: {}", fmt::join(kColumnNames[column].names, ", ")));
  }
}

std::string_view RatingsHeader::field(const CsvRecord& record, Column column) const {
  if (!places_[column] || *places_[column] >= record.fields.size()) return {};
  return trimmed(record.fields[*places_[column]]);
}

std::string_view RatingsHeader::trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool RatingsHeader::place(const std::string& name, std::size_t i) {
  for (int column = 0; column < kColumns; ++column) {
    if (places_[column] || !std::ranges::count(kColumnNames[column].names, name)) continue;
    places_[column] = i;
    return true;
  }
  return false;
}

}  // namespace mien::imports
