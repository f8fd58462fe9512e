#pragma once
/// \file A store of a test's own, stays and ratings to fill it with.

#include <string>
#include <utility>
#include <vector>

#include "audience/store.h"
#include "base/sqlite_database.h"
#include "faces.h"

namespace mien::audience {

class StoreTest : public FolderTest {
 protected:
  std::int64_t count(const std::string& query) { return Database(file_).integer(query); }
  /// `people` stays of one second, a second apart.
  static std::vector<Exposure> crowd(int people, const std::string& content = "shelf",
                                     double valence = 0.5) {
    std::vector<Exposure> stays;
    for (int i = 0; i < people; ++i)
      stays.push_back(stay(content, kNine + std::chrono::seconds(i), 1 + i, valence));
    return stays;
  }
  static Rating rating(double value, std::string row, std::string content = "shelf") {
    return {.content = std::move(content),
            .camera = "aisle",
            .time = kNine,
            .value = value,
            .source = "kiosk",
            .source_row = std::move(row)};
  }
};

}  // namespace mien::audience
