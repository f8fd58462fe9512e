// Where the brokers or the database cannot be had, a person's hand on a camera holds all the same.
#include <gmock/gmock.h>

#include "base/sqlite_database.h"
#include "pause_hand_over_fixture.h"

namespace mien::fleet {
namespace {

using testing::ElementsAre;

// The brokers are away, the host loses its cameras and is started anew: the pause is kept, and told
// as soon as they answer. Until then nothing that the topic says of the past ends it.
TEST_F(PauseHandOverTest, WhileTheBrokersAreAwayAPauseHoldsHereAndIsToldLater) {
  a_.take("door");
  topic_.away = true;
  a_.holds().pause("door", pause("Ana"));
  EXPECT_THROW(a_.pauses().step(), Error);
  EXPECT_EQ(a_.who("door"), "Ana");
  a_.take("door");
  EXPECT_EQ(a_.who("door"), "Ana") << "the topic does not know it yet";
  a_.pauses().drop("door");
  EXPECT_THROW(a_.pauses().step(), Error);
  a_.start();
  EXPECT_THROW(a_.pauses().step(), Error);
  topic_.away = false;
  b_.take("door");
  EXPECT_THAT(a_.tell(), ElementsAre("door"));
  b_.take("door");
  EXPECT_EQ(b_.who("door"), "Ana (for the fleet)");
}

TEST_F(PauseHandOverTest, AnEndThatTheTopicDoesNotKnowYetHoldsHere) {
  topic_.set("door", {.pause = pause("Ben")});
  a_.take("door");
  EXPECT_EQ(a_.who("door"), "Ben (for the fleet)");
  topic_.away = true;
  a_.holds().resume("door");
  EXPECT_THROW(a_.pauses().step(), Error);
  a_.take("door");  // its section was changed: it is told once more
  EXPECT_EQ(a_.who("door"), "nobody");
  topic_.away = false;
  EXPECT_THAT(a_.tell(), ElementsAre("door"));
  EXPECT_FALSE(topic_.hold("door").pause);
}

// Locked, read-only or full: what is told already is told no more, and the next pause is.
TEST_F(PauseHandOverTest, ADatabaseThatTakesNoWritesHoldsNoOtherPauseUp) {
  for (const char* camera : {"door", "till"}) a_.take(camera);
  a_.holds().pause("door", pause("Ana"));
  EXPECT_THAT(a_.pauses().step(), ElementsAre("door"));
  Database file(folder_.path() / "a.db");
  file.execute(
      "CREATE TRIGGER full BEFORE UPDATE ON camera_pauses BEGIN SELECT RAISE(FAIL, 'full'); END");
  a_.holds().pause("till", pause("Ben"));
  EXPECT_THAT(a_.tell(), ElementsAre("till"));
  const int reads = topic_.reads;
  a_.tell();
  EXPECT_EQ(topic_.reads, reads) << "nobody is asked what is known";
  topic_.set("door", {});
  a_.take("door");
  EXPECT_EQ(a_.who("door"), "nobody") << "it was the fleet's by then, and the fleet ended it";
  file.execute("DROP TRIGGER full");
  a_.tell();
  EXPECT_EQ(a_.who("till"), "Ben (for the fleet)");
  EXPECT_FALSE(topic_.hold("door").pause);
  EXPECT_EQ(topic_.reads, reads);
}

TEST_F(PauseHandOverTest, OfAPauseThatTheDatabaseDoesNotHaveYetTheTopicIsToldOnce) {
  a_.take("door");
  Database other(folder_.path() / "a.db");
  other.execute("BEGIN IMMEDIATE");
  EXPECT_FALSE(a_.holds().pause("door", pause("Ana"), "admin"));
  other.execute("ROLLBACK");
  EXPECT_THAT(a_.tell(), ElementsAre("door"));
  const int reads = topic_.reads;
  a_.tell();
  EXPECT_EQ(topic_.reads, reads);
  EXPECT_EQ(a_.holds().catch_up(), 1u);
  a_.tell();
  EXPECT_EQ(a_.who("door"), "Ana (for the fleet)");
  EXPECT_EQ(topic_.reads, reads);
}

// Somebody put it there by hand: the other cameras' pauses go along all the same.
TEST_F(PauseHandOverTest, AValueThatIsNoSectionHoldsNoOtherPauseUp) {
  for (const char* text : {"x", "[]", "3"}) {
    topic_.records = FakeTopic::of({{"door", text}, {"till", "{}"}});
    a_.start();
    for (const char* camera : {"door", "till"}) {
      a_.take(camera);
      a_.holds().pause(camera, pause("Ana"));
    }
    EXPECT_THAT(a_.tell(), ElementsAre("till")) << text;
    EXPECT_EQ(a_.who("door"), "Ana");
    a_.holds().resume("");
  }
}

}  // namespace
}  // namespace mien::fleet
