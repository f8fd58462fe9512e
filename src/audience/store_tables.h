#pragma once
/// \file The statements of the audience's tables.

#include "audience/store.h"
#include "base/sqlite_database.h"

namespace mien::audience {

inline constexpr std::int64_t kHourMs = 3'600'000;
/// Rows of a camera (?2) and a content (?3); an empty text is every one.
inline constexpr std::string_view kWhose = "(?2 = '' OR camera = ?2) AND (?3 = '' OR content = ?3)";

/// The file and what is done to it again and again.
struct Store::Tables {
  explicit Tables(const std::filesystem::path& file);

  void insert(const Exposure& exposure, const UtcOffset& clock);
  void insert_open(std::int64_t writer, WallTime now, const Exposure& exposure,
                   const UtcOffset& clock);

  std::int64_t known = 0;  ///< rows up to this id are not added again; 0: no matter
  Database database;
  Statement add_exposure, forget_unnamed, add_open, add_rating;
};

/// −1..1 (changes: −2..2) as the database holds it.
std::optional<std::int64_t> ten_thousandths(const std::optional<double>& value);

}  // namespace mien::audience
