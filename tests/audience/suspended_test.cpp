// Nobody who came while a camera's figures were suspended is kept, whoever brings the stay.
#include <gtest/gtest.h>

#include "audience/store.h"
#include "base/sqlite_database.h"
#include "faces.h"

namespace mien::audience {
namespace {

using namespace std::chrono_literals;

class SuspendedTest : public FolderTest {
 protected:
  /// `people` who came one after the other, a second apart, from `first` on.
  static std::vector<Exposure> crowd(WallTime first, int people,
                                     const std::string& camera = "aisle") {
    std::vector<Exposure> stays;
    for (int i = 0; i < people; ++i)
      stays.push_back(stay("shelf", first + std::chrono::seconds(i), 5, 0.5, camera));
    return stays;
  }
  void suspend(WallTime since) {
    Database(file_).execute("INSERT INTO figure_pauses VALUES ('aisle', 'Ana', 'moved', " +
                            std::to_string(since_1970_ms(since)) + ")");
  }
  std::int64_t count(const std::string& table, const std::string& camera = "aisle") {
    return Database(file_).integer("SELECT count(*) FROM " + table + " WHERE camera = '" + camera +
                                   "'");
  }
};

// A fleet's host hears of it late, or a program that was killed left somebody's stay open.
TEST_F(SuspendedTest, StaysOfThatTimeGoAndThoseThatComeLaterAreNotAdded) {
  Store store(file_, {.min_audience = 5});
  store.add(crowd(kNine, 6));
  store.add(crowd(kNine + 20min, 3));
  store.add(crowd(kNine + 20min, 3, "till"));
  store.flush();
  suspend(kNine + 10min);
  EXPECT_EQ(count("exposures"), 6) << "those from before stay";
  EXPECT_EQ(count("exposures", "till"), 3);
  store.add(crowd(kNine + 30min, 7));
  store.add(crowd(kNine + 5min, 1));
  store.add(crowd(kNine + 30min, 7, "till"));
  store.flush();
  EXPECT_EQ(count("exposures"), 7) << "one more from before";
  EXPECT_EQ(count("exposures", "till"), 10);
  store.decide(kLater);
  EXPECT_EQ(store.totals({.camera = "aisle"})->people, 7);
  Database(file_).execute("DELETE FROM figure_pauses");
  store.add(crowd(kNine + 40min, 5));
  store.decide(kLater);
  EXPECT_EQ(store.totals({.camera = "aisle"})->people, 12) << "counted again";
}

TEST_F(SuspendedTest, WhatWasToldStaysToldAndRecordingsAreNotOfThatTime) {
  Store store(file_, {.min_audience = 5});
  store.add(crowd(kNine, 6));
  store.decide(kLater);
  suspend(kNine - 1h);
  store.decide(kLater);
  EXPECT_EQ(store.totals()->people, 6);
  auto recorded = crowd(kNine + 2h, 6);
  for (Exposure& one : recorded) one.recording = "hash";
  store.replace({"hash"}, recorded);
  EXPECT_EQ(count("exposures"), 12);
}

}  // namespace
}  // namespace mien::audience
