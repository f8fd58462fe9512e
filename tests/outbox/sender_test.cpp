// The way from the outbox to one receiver.
#include "outbox/sender.h"

#include <gmock/gmock.h>

#include "outbox/outbox_desk.h"
#include "outbox_fixture.h"

namespace mien::outbox {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::SizeIs;

class SenderTest : public OutboxTest {};

DeskOptions to_one() { return {.kinds = {"rating", "stay"}, .sinks = {"a"}}; }

/// Refuses every other time, after it took the messages: the acknowledgement was lost.
class Forgetful : public Outlet {
 public:
  explicit Forgetful(std::vector<std::string>& got) : got_(got) {}
  void send(std::span<const Message> messages) override {
    for (const Message& message : messages) got_.push_back(message.key);
    if (++calls_ % 2) throw Error(ErrorKind::output, "receiver", "is away", "wait");
  }

 private:
  std::vector<std::string>& got_;
  int calls_ = 0;
};

TEST_F(SenderTest, WhatWasNotAcknowledgedIsSentAgainWithTheSameKeys) {
  std::vector<std::string> got, said;
  OutboxDesk desk(file_, to_one());
  NowBoard board;
  Sender sender(file_, desk, board, std::make_unique<Forgetful>(got),
                {.name = "a",
                 .envelope = {"s", "r", desk.store_id()},
                 .log = [&](const std::string& words, bool) { said.push_back(words); }});
  for (int i = 0; i < 3; ++i) desk.put({.kind = "tally", .body = "{}"});
  desk.flush();
  std::jthread thread([&](std::stop_token stop) { sender.run(stop); });
  for (int i = 0; i < 200 && sender.cursor() < 3; ++i) std::this_thread::sleep_for(50ms);
  thread.request_stop();
  thread.join();
  EXPECT_EQ(sender.cursor(), 3);
  ASSERT_THAT(got, SizeIs(6));
  EXPECT_TRUE(std::equal(got.begin(), got.begin() + 3, got.begin() + 3));
  ASSERT_THAT(said, SizeIs(2));
  EXPECT_THAT(said[0], HasSubstr("is away"));
  EXPECT_THAT(said[1], HasSubstr("reachable again"));
}

// No receiver asks the outbox by itself: the desk sees also what it did not write.
TEST_F(SenderTest, WhatTriggersOfAnotherProcessWriteIsSeenToo) {
  OutboxDesk desk(file_, to_one());
  Database store(file_);
  for (std::int64_t seen = 0, i = 1; i <= 3; ++i) {
    rate(store, static_cast<double>(i));
    const std::int64_t newest = desk.wait_beyond(seen, 10s, std::stop_token());
    EXPECT_GT(newest, seen);
    seen = newest;
  }
}

TEST_F(SenderTest, WhoeverHasHeardOfTheNewestFactIsNotWokenByIt) {
  OutboxDesk desk(file_, to_one());
  const std::stop_token never;
  EXPECT_EQ(desk.wait_beyond(0, 1ms, never), 0);
  desk.put({.kind = "tally", .body = "{}"});
  desk.put({.kind = "tally", .body = "{}"});
  EXPECT_GT(desk.wait_beyond(0, 10s, never), 0);
  EXPECT_EQ(desk.wait_beyond(1, 10s, never), 2);
  // Also where it went since, to others or for its age.
  Database(file_).execute("DELETE FROM outbox");
  EXPECT_EQ(desk.wait_beyond(2, 500ms, never), 2);
  std::stop_source stopped;
  stopped.request_stop();
  EXPECT_EQ(desk.wait_beyond(2, 1h, stopped.get_token()), 2);
}

}  // namespace
}  // namespace mien::outbox
