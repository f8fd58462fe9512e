// Many hands, one writer: who was told "stored" is right, and who was not can try again.
#include "audience/store_desk.h"

#include <future>
#include <thread>

#include <gmock/gmock.h>

#include "base/sqlite_database.h"
#include "faces.h"

namespace mien::audience {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class StoreDeskTest : public FolderTest {
 protected:
  static std::vector<Rating> rating(const std::string& row, double value = 4) {
    return {
        {.content = "shelf", .time = kNine, .value = value, .source = "kiosk", .source_row = row}};
  }
  std::int64_t count(const std::string& query) { return Database(file_).integer(query); }
};

TEST_F(StoreDeskTest, WhatIsAcknowledgedIsInTheFile) {
  StoreDesk desk(file_);
  EXPECT_EQ(desk.hand_in_and_wait(rating("1")).added, 1);
  EXPECT_EQ(count("SELECT count(*) FROM ratings"), 1) << "another connection sees it";
  EXPECT_EQ(desk.hand_in_and_wait(rating("1")).duplicates, 1) << "sent again after a lost answer";
  EXPECT_EQ(desk.hand_in_and_wait({}).added, 0);
  EXPECT_EQ(desk.counts().ratings, 1);
  EXPECT_EQ(desk.counts().duplicates, 1);
  EXPECT_FALSE(desk.trouble());
}

TEST_F(StoreDeskTest, ManyClientsShareCommits) {
  StoreDesk desk(file_);
  constexpr int kClients = 50, kEach = 40;
  std::atomic<int> stored{0};
  {
    std::vector<std::jthread> clients;
    for (int client = 0; client < kClients; ++client)
      clients.emplace_back([&, client] {
        for (int i = 0; i < kEach; ++i)
          stored += static_cast<int>(
              desk.hand_in_and_wait(rating(std::to_string(client * 1000 + i))).added);
      });
  }
  EXPECT_EQ(stored, kClients * kEach);
  EXPECT_EQ(count("SELECT count(*) FROM ratings"), kClients * kEach);
  EXPECT_LT(desk.counts().commits, kClients * kEach / 2) << "a commit each would be slow";
}

TEST_F(StoreDeskTest, WhatEachHandInAddedIsItsOwn) {
  StoreDesk desk(file_);
  std::vector<Rating> three = rating("a");
  three.push_back(rating("b")[0]);
  three.push_back(rating("a")[0]);
  const RatingsAdded added = desk.hand_in_and_wait(three);
  EXPECT_EQ(added.added, 2);
  EXPECT_EQ(added.duplicates, 1);
}

TEST_F(StoreDeskTest, AnImpossibleRatingIsRefusedAtTheDoor) {
  StoreDesk desk(file_);
  EXPECT_THROW((void)desk.hand_in(rating("1", 6), {}), Error);
  EXPECT_THROW(desk.hand_in_and_wait(rating("1", 0.5)), Error);
  EXPECT_EQ(desk.hand_in_and_wait(rating("2")).added, 1) << "others are not held up";
}

TEST_F(StoreDeskTest, AFullQueueRefusesAndForgetsNothing) {
  StoreDesk desk(file_, {.max_ratings = 3});
  // Another program holds the file, so that what is handed in waits.
  Database other(file_);
  other.execute("BEGIN IMMEDIATE");
  std::atomic<int> done{0};
  int taken = 0, refused = 0;
  for (int i = 0; i < 20; ++i)
    ++(desk.hand_in(rating(std::to_string(i)), [&](const RatingsAdded&, const Error*) { ++done; })
           ? taken
           : refused);
  EXPECT_GT(refused, 0);
  EXPECT_EQ(desk.counts().refused, refused);
  other.execute("COMMIT");
  desk.flush();
  EXPECT_EQ(done, taken);
  EXPECT_EQ(count("SELECT count(*) FROM ratings"), taken);
  EXPECT_EQ(desk.hand_in_and_wait(rating("19")).added, 1) << "who was refused tries again";
}

TEST_F(StoreDeskTest, AFailureReachesWhoHandedIn) {
  StoreDesk desk(file_);
  Database(file_).execute("ALTER TABLE ratings RENAME TO gone");
  try {
    desk.hand_in_and_wait(rating("1"));
    ADD_FAILURE() << "was acknowledged";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::output);
    EXPECT_THAT(error.what(), HasSubstr("mien.db"));
  }
  EXPECT_TRUE(desk.trouble()) << "a server then says that it is not ready";
  Database(file_).execute("ALTER TABLE gone RENAME TO ratings");
  EXPECT_EQ(desk.hand_in_and_wait(rating("1")).added, 1);
  EXPECT_FALSE(desk.trouble());
}

TEST_F(StoreDeskTest, WhatWaitsAtTheEndIsWritten) {
  std::atomic<int> done{0};
  {
    StoreDesk desk(file_);
    for (int i = 0; i < 100; ++i)
      EXPECT_TRUE(desk.hand_in(rating(std::to_string(i)),
                               [&](const RatingsAdded&, const Error* error) { done += !error; }));
    desk.add({stay("shelf", kNine, 2, 0.5)});
  }
  EXPECT_EQ(done, 100);
  EXPECT_EQ(count("SELECT count(*) FROM ratings"), 100);
  EXPECT_EQ(count("SELECT count(*) FROM exposures"), 1);
}

TEST_F(StoreDeskTest, AStayIsOpenOrEndedNeverBoth) {
  StoreDesk desk(file_);
  desk.set_open("aisle", {stay("shelf", kNine, 2, 0.5)});
  desk.add({stay("shelf", kNine, 3, 0.5)});
  desk.flush();
  EXPECT_EQ(count("SELECT count(*) FROM exposures"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM open_exposures"), 0);
  desk.set_open("aisle", {stay("shelf", kNine + 9s, 2, 0.5)});
  desk.flush();
  EXPECT_EQ(count("SELECT count(*) FROM open_exposures"), 1);
  desk.set_open("aisle", {});
  desk.flush();
  EXPECT_EQ(count("SELECT count(*) FROM open_exposures"), 0);
}

TEST_F(StoreDeskTest, StaysBeyondTheBoundAreLostAndCounted) {
  StoreDesk desk(file_, {.max_stays = 10});
  desk.add(std::vector<Exposure>(25, stay("shelf", kNine, 2, 0.5)));
  EXPECT_EQ(desk.counts().exposures, 10);
  EXPECT_EQ(desk.counts().lost_exposures, 15);
  desk.flush();
  EXPECT_EQ(count("SELECT count(*) FROM exposures"), 10);
}

// Retention goes in pieces, between which ratings have their turn.
TEST_F(StoreDeskTest, AnOldFileIsCleared) {
  {
    Store store(file_);
    store.add(std::vector<Exposure>(12'000, stay("shelf", kNine, 2, 0.5)));
    store.add_ratings(rating("old"));
    store.add(std::vector{stay("shelf", wall_now() - 48h, 2, 0.5)});  // it was used of late
  }
  StoreDesk desk(file_, {.store = {.retention_days = 1}});
  std::vector<Rating> now = rating("new");
  now[0].time = wall_now();
  for (int i = 0; i < 1000 && count("SELECT count(*) FROM exposures") > 0; ++i) {
    now[0].source_row = std::to_string(i);
    desk.hand_in_and_wait(now);
  }
  EXPECT_EQ(count("SELECT count(*) FROM exposures"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM undecided_stays"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM ratings WHERE source_row = 'old'"), 0);
}

TEST_F(StoreDeskTest, AWriterThatAnExceptionEndedKeepsNobodyWaiting) {
  std::promise<std::string> ended;
  StoreDesk desk(file_, {.failed = [&](const std::string& thread, std::exception_ptr) {
                   ended.set_value(thread);
                 }});
  const auto breaks = [](const RatingsAdded&, const Error*) { throw std::runtime_error("defect"); };
  ASSERT_TRUE(desk.hand_in(rating("1"), breaks));
  EXPECT_EQ(ended.get_future().get(), "mien-store");
  desk.flush();  // returns
  EXPECT_FALSE(desk.hand_in(rating("2"), nullptr));
  EXPECT_THROW(desk.hand_in_and_wait(rating("3")), Error);
}

}  // namespace
}  // namespace mien::audience
