#include "outbox/outbox.h"

#include <nlohmann/json.hpp>

#include <gmock/gmock.h>

#include "database/migrations.h"
#include "outbox/outbox_desk.h"
#include "outbox_fixture.h"

namespace mien::outbox {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

const std::vector<std::string> kKinds{"rating", "stay"}, kSinks{"a", "b"};

TEST_F(OutboxTest, ARatingLeavesInItsOwnTransaction) {
  Outbox outbox(file_, Database::Access::write);
  outbox.configure(kKinds, kSinks);
  Database store(file_);
  {
    Transaction transaction(store);
    rate(store, 4);
  }  // not committed
  EXPECT_THAT(outbox.after(0, 10), SizeIs(0));
  rate(store, 5);
  const auto facts = outbox.after(0, 10);
  ASSERT_THAT(facts, SizeIs(1));
  EXPECT_EQ(facts[0].kind, "rating");
  const auto body = nlohmann::json::parse(facts[0].body);
  EXPECT_EQ(body["value"], 5.0);
  EXPECT_EQ(body["content"], "cereal");
}

TEST_F(OutboxTest, NothingLeavesThatIsNotWanted) {
  Outbox outbox(file_, Database::Access::write);
  Database store(file_);
  rate(store, 4);
  outbox.configure(std::vector<std::string>{"stay"}, kSinks);
  rate(store, 5);
  EXPECT_THAT(outbox.after(0, 10), SizeIs(0));
}

TEST_F(OutboxTest, SingleStaysThatWaitDoNotLeaveOnceSuchAreToStay) {
  Outbox outbox(file_, Database::Access::write);
  outbox.configure(kKinds, kSinks);
  Database store(file_);
  stay(store);
  rate(store, 4);
  EXPECT_THAT(kinds(outbox), ElementsAre("stay", "rating"));
  outbox.configure(std::vector<std::string>{"rating", "cell"}, kSinks);
  EXPECT_THAT(kinds(outbox), ElementsAre("rating"));
}

TEST_F(OutboxTest, SightsThatWaitDoNotLeaveOnceStaysAloneAreTo) {
  Outbox outbox(file_, Database::Access::write);
  outbox.configure(std::vector<std::string>{"stay", "sight"}, kSinks);
  Database store(file_);
  stay(store);
  outbox.write(std::vector<Fact>{{.kind = "sight", .camera = "aisle", .body = "{}"}}, {});
  EXPECT_THAT(kinds(outbox), ElementsAre("stay", "sight"));
  outbox.configure(kKinds, kSinks);
  EXPECT_THAT(kinds(outbox), ElementsAre("stay"));
}

// What is many and of the moment must not push ratings out of an outbox whose receiver is away.
TEST_F(OutboxTest, WhatMayBeLeftOutIsWhereAReceiverIsBehind) {
  {
    OutboxDesk desk(file_, {.kinds = kKinds, .sinks = {"a"}});
    desk.put_spare({.kind = "sight", .body = "{}"});
    EXPECT_EQ(desk.counts().lost, 0);
  }
  {
    Outbox outbox(file_, Database::Access::write);
    put(outbox, 10'001);
  }
  OutboxDesk desk(file_, {.kinds = kKinds, .sinks = {"a"}});
  desk.put_spare({.kind = "sight", .body = "{}"});
  EXPECT_EQ(desk.counts().lost, 1);
  desk.put({.kind = "tally", .body = "{}"});
  EXPECT_EQ(desk.counts().put, 1);
}

TEST_F(OutboxTest, WhatMayBeLeftOutIsWhereASmallOutboxIsHalfFull) {
  {
    Outbox outbox(file_, Database::Access::write);
    outbox.configure(kKinds, kSinks);
    put(outbox, 600);  // of 100 bytes and more
  }
  for (const auto& [bytes, lost] : {std::pair(1'000'000, 0), {100'000, 1}}) {
    OutboxDesk desk(file_, {.kinds = kKinds, .sinks = {"a"}, .bounds = {.bytes = bytes}});
    EXPECT_GT(desk.counts().bytes, 50'000);
    desk.put_spare({.kind = "sight", .body = "{}"});
    EXPECT_EQ(desk.counts().lost, lost) << bytes;
    desk.put({.kind = "tally", .body = "{}"});
    EXPECT_EQ(desk.counts().put, 2 - lost) << bytes;
  }
}

TEST_F(OutboxTest, WhatIsTakenBackIsTakenBackThere) {
  Outbox outbox(file_, Database::Access::write);
  outbox.configure(kKinds, kSinks);
  Database store(file_);
  rate(store, 4);
  store.execute("DELETE FROM ratings");
  EXPECT_THAT(kinds(outbox), ElementsAre("rating", "rating_undone"));
}

TEST_F(OutboxTest, WhatRetentionDeletesIsNotTakenBack) {
  Outbox outbox(file_, Database::Access::write);
  outbox.configure(kKinds, kSinks);
  Database store(file_);
  store.execute("INSERT INTO settings VALUES ('retention_days', 30)");
  rate(store, 4, since_1970_ms(wall_now() - std::chrono::days(31)));
  rate(store, 4, since_1970_ms(wall_now() - std::chrono::days(29)));
  store.execute("DELETE FROM ratings");
  EXPECT_THAT(kinds(outbox), ElementsAre("rating", "rating", "rating_undone"));
}

TEST_F(OutboxTest, WhatACameraSawIsToldUnderTheClaimOfItsTime) {
  Outbox outbox(file_, Database::Access::write);
  outbox.configure(std::vector<std::string>{"stay", "rating"}, kSinks);
  Database store(file_);
  store.execute(
      "INSERT INTO camera_claims VALUES ('aisle', 7, 900, 1), ('aisle', 8, 950, 0), ('aisle', 9, "
      "1500, 1), ('till', 6, 0, 1)");
  stay(store);  // from 1000 on, where the newest claim is another's
  store.execute("DELETE FROM camera_claims WHERE NOT own");
  stay(store);
  rate(store, 4);
  outbox.write(std::vector<Fact>{{"camera_state", "aisle", 1500, "{}"},
                                 {"cell", "aisle", 0, R"({"end_ms":1400})"},
                                 {"cell", "aisle", 0, R"({"end_ms":1600})"},
                                 {"camera_state", "door", 1500, "{}"},
                                 {"tally", "", 1500, "{}"}},
               {});
  std::vector<std::int64_t> fences;
  for (const KeptFact& fact : outbox.after(0, 100))
    fences.push_back(fact.fence ? fact.fence->number : 0);
  EXPECT_THAT(fences, ElementsAre(7, 0, 9, 7, 9, 0, 0));
  const auto state = message_of({"store-1", "", 1}, outbox.after(0, 100)[2]);
  EXPECT_THAT(state.text, HasSubstr(R"("fence":9,"fence_time":"1970-01-01T00:00:01.500Z")"));
  EXPECT_TRUE(nlohmann::json::accept(state.text));
}

TEST_F(OutboxTest, ANumberIsNeverUsedTwice) {
  Outbox outbox(file_, Database::Access::write);
  outbox.configure(kKinds, kSinks);
  put(outbox, 3);
  const std::vector<Delivery> all{{.sink = "a", .seq = 3, .sent = 3}, {.sink = "b", .seq = 3}};
  outbox.write({}, all);
  outbox.trim({});
  EXPECT_THAT(outbox.after(0, 10), SizeIs(0));
  put(outbox, 1);
  EXPECT_EQ(outbox.after(0, 10).front().seq, 4);
}

TEST_F(OutboxTest, WhatIsBeyondTheBoundIsDroppedAndCountedWithWhoLackedIt) {
  Outbox outbox(file_, Database::Access::write);
  outbox.configure(kKinds, kSinks);
  put(outbox, 100);  // of 164 bytes each
  outbox.write({}, std::vector<Delivery>{{.sink = "a", .seq = 40, .sent = 40}});
  while (outbox.trim({.bytes = 50 * 164})) {
  }
  const auto left = outbox.after(0, 1000);
  EXPECT_EQ(std::ssize(left), 51);
  for (const Delivery& one : outbox.progress())
    EXPECT_EQ(one.dropped, one.sink == "a" ? 9 : 49) << one.sink;
  Database store(file_);
  believe(store, wall_now() + 2h);
  while (outbox.trim({.age = 1h})) {
  }
  EXPECT_THAT(outbox.after(0, 1000), SizeIs(0));
  for (const Delivery& one : outbox.progress()) EXPECT_EQ(one.dropped, one.sink == "a" ? 60 : 100);
}

// The clock jumped a month ahead while the receivers were away.
TEST_F(OutboxTest, NothingIsTooOldWhileTheClockIsDoubtful) {
  Outbox outbox(file_, Database::Access::write);
  outbox.configure(kKinds, kSinks);
  Database store(file_);
  rate(store, 4);
  EXPECT_FALSE(outbox.trim({})) << "no time is believed yet";
  believe(store, wall_now() + std::chrono::days(30), true);
  EXPECT_FALSE(outbox.trim({}));
  EXPECT_THAT(outbox.after(0, 10), SizeIs(1));
  believe(store, wall_now() + std::chrono::days(30));
  outbox.trim({});
  EXPECT_THAT(outbox.after(0, 10), SizeIs(0));
  for (const Delivery& one : outbox.progress()) EXPECT_EQ(one.dropped, 1) << one.sink;
}

// The battery of the clock was empty: it said 1970 until it was set.
TEST_F(OutboxTest, AFactOfAWrongClocksTimeTakesNoneBeforeItAlong) {
  Outbox outbox(file_, Database::Access::write);
  outbox.configure(kKinds, kSinks);
  put(outbox, 5);
  Database store(file_);
  store.execute("UPDATE outbox SET made_ms = 60000 WHERE seq IN (3, 4)");
  believe(store, wall_now());
  EXPECT_FALSE(outbox.trim({}));
  EXPECT_THAT(outbox.after(0, 10), SizeIs(5));
  outbox.write({}, std::vector<Delivery>{{.sink = "a", .seq = 2}, {.sink = "b", .seq = 2}});
  outbox.trim({});
  EXPECT_THAT(outbox.after(0, 10), SizeIs(3)) << "those that were sent are gone";
  outbox.trim({});
  ASSERT_THAT(outbox.after(0, 10), SizeIs(1)) << "now these are the oldest";
  EXPECT_EQ(outbox.after(0, 10).front().seq, 5);
  for (const Delivery& one : outbox.progress()) EXPECT_EQ(one.dropped, 2) << one.sink;
}

TEST_F(OutboxTest, ASinkThatIsNoLongerNamedIsForgotten) {
  Outbox outbox(file_, Database::Access::write);
  outbox.configure(kKinds, kSinks);
  put(outbox, 2);
  const auto forgotten = outbox.configure(kKinds, std::vector<std::string>{"a"});
  ASSERT_THAT(forgotten, SizeIs(1));
  EXPECT_EQ(forgotten[0].sink, "b");
  EXPECT_EQ(forgotten[0].waiting, 2);
}

TEST_F(OutboxTest, AMessageHasTheEnvelopeAndTheBody) {
  const Envelope envelope{"store \"17\"", "north", 255};
  KeptFact fact;
  fact.kind = "rating";
  fact.seq = 7;
  fact.body = R"({"value":4})";
  const auto json = nlohmann::json::parse(message_of(envelope, fact).text);
  EXPECT_EQ(json["key"], "00000000000000ff-7");
  EXPECT_EQ(json["site"], "store \"17\"");
  EXPECT_EQ(json["schema"], "mien/rating/1");
  EXPECT_EQ(json["value"], 4);
}

TEST_F(OutboxTest, WhereNothingIsToGoNothingIsWritten) {
  Outbox outbox(file_, Database::Access::write);
  outbox.configure(kKinds, kSinks);
  put(outbox, 3);
  Database other(file_);
  other.execute("BEGIN IMMEDIATE");
  EXPECT_FALSE(outbox.trim({}));
  other.execute("ROLLBACK");
  EXPECT_THAT(outbox.after(0, 10), SizeIs(3));
}

}  // namespace
}  // namespace mien::outbox
