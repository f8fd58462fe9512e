// What is published leaves as a fact, in the transaction that publishes it, with the same sums.
#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include "audience/store.h"
#include "base/sqlite_database.h"
#include "faces.h"

namespace mien::audience {
namespace {

class CellsLeaveTest : public FolderTest {
 protected:
  static std::vector<nlohmann::json> facts(const std::filesystem::path& file) {
    Database database(file);
    Statement query = database.prepare(
        "SELECT body, camera, time_ms FROM outbox WHERE kind = 'cell' ORDER BY seq");
    query.start();
    std::vector<nlohmann::json> all;
    while (query.next()) {
      all.push_back(nlohmann::json::parse(query.text(0)));
      all.back()["camera"] = query.text(1);
      all.back()["begin_ms"] = query.integer(2);
    }
    return all;
  }
  static std::vector<Exposure> crowd(int people) {
    std::vector<Exposure> stays;
    for (int i = 0; i < people; ++i)
      stays.push_back(stay("shelf", kNine + std::chrono::minutes(i), 5, 0.5));
    return stays;
  }
};

TEST_F(CellsLeaveTest, WithTheSumsThatTheStoreTells) {
  Store store(file_, {.min_audience = 5});
  Database(file_).execute("INSERT INTO outbox_kinds VALUES ('cell')");
  store.add(crowd(6));
  store.decide(kLater);
  const auto told = store.published_since(0);
  const auto left = facts(file_);
  ASSERT_EQ(told.size(), 1u);
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0]["id"], told[0].id);
  EXPECT_TRUE(left[0]["corrects"].is_null());
  EXPECT_EQ(left[0]["level"], "hour");
  EXPECT_EQ(left[0]["camera"], "aisle");
  EXPECT_EQ(left[0]["begin_ms"], since_1970_ms(kNine));
  EXPECT_EQ(left[0]["end_ms"], since_1970_ms(kNine + std::chrono::hours(1)));
  EXPECT_EQ(left[0]["stays"]["people"], 6);
  EXPECT_EQ(left[0]["stays"]["dwell_cs"], told[0].sums.dwell_cs);
  EXPECT_EQ(left[0]["stays"]["valence_sum"], 6 * 5000);
  EXPECT_EQ(left[0]["labels_ms"]["happiness"], 30'000);
  EXPECT_EQ(left[0]["labels_people"]["happiness"], 6);
  EXPECT_EQ(left[0]["label_time_ms"], 30'000);
}

TEST_F(CellsLeaveTest, NothingOfTooFewAndNothingWhereNoneIsWanted) {
  Store store(file_, {.min_audience = 5});
  store.add(crowd(6));
  store.decide(kLater);
  EXPECT_TRUE(facts(file_).empty());
  Database(file_).execute("INSERT INTO outbox_kinds VALUES ('cell')");
  store.add(std::vector{stay("soup", kNine, 5, 0.5)});
  store.decide(kLater);
  EXPECT_TRUE(facts(file_).empty());
}

}  // namespace
}  // namespace mien::audience
