// A person's hand on a camera goes along with it to whichever host has it.
#include <gmock/gmock.h>

#include "base/sqlite_database.h"
#include "pause_hand_over_fixture.h"

namespace mien::fleet {
namespace {

using testing::ElementsAre, testing::IsEmpty;

TEST_F(PauseHandOverTest, APauseOfTheHostsOwnPageGoesAlongWithTheCamera) {
  a_.take("door");
  a_.holds().pause("door", pause("Ana"), "admin");
  EXPECT_THAT(a_.tell(), ElementsAre("door"));
  EXPECT_EQ(topic_.hold("door").pause->who, "Ana");
  EXPECT_EQ(topic_.hold("door").pause->reason, "school visit");
  EXPECT_FALSE(topic_.hold("till").pause);
  EXPECT_EQ(a_.who("door"), "Ana (for the fleet)");
  a_.take("door");  // it hears of what it told
  a_.pauses().drop("door");
  b_.take("door");
  EXPECT_EQ(b_.who("door"), "Ana (for the fleet)");
  Database database(folder_.path() / "b.db");
  EXPECT_EQ(database.text("SELECT who || ': ' || action || ': ' || detail FROM audit"),
            "the fleet: paused: door: Ana (for the fleet): school visit");
  b_.take("door");
  EXPECT_EQ(database.integer("SELECT count(*) FROM audit"), 1) << "it was so already";
  // Somebody ends it where it is now; the first host hears of it when it has the camera again.
  b_.holds().resume("door");
  EXPECT_THAT(b_.tell(), ElementsAre("door"));
  EXPECT_FALSE(topic_.hold("door").pause);
  b_.pauses().drop("door");
  a_.take("door");
  EXPECT_EQ(a_.who("door"), "nobody");
  EXPECT_THAT(a_.tell(), IsEmpty());
}

TEST_F(PauseHandOverTest, FiguresAloneAreSuspendedForTheFleetToo) {
  a_.take("door");
  a_.holds().pause("door", pause("Ana", true));
  a_.tell();
  a_.pauses().drop("door");
  b_.take("door");
  EXPECT_TRUE(b_.holds().suspended("door"));
  EXPECT_FALSE(b_.holds().paused("door"));
  b_.holds().resume("door");
  b_.tell();
  EXPECT_FALSE(topic_.hold("door").suspended);
}

TEST_F(PauseHandOverTest, AnEndWhileThePauseIsBeingToldIsNotUndoneByItsEcho) {
  a_.take("door");
  a_.holds().pause("door", pause("Ana"));
  a_.pauses().step();
  a_.holds().resume("door");
  a_.take("door");  // what the topic says by now
  EXPECT_EQ(a_.who("door"), "nobody");
  a_.tell();
  EXPECT_FALSE(topic_.hold("door").pause);
}

TEST_F(PauseHandOverTest, APauseOfAllIsThatOfEachCameraThatTheHostHasThen) {
  a_.take("door");
  a_.holds().pause("", pause("Ana"), "admin", {"door", "of_this_host"});
  a_.tell();
  EXPECT_TRUE(topic_.hold("door").pause);
  EXPECT_FALSE(topic_.hold("till").pause);
  a_.take("till");
  a_.tell();
  EXPECT_TRUE(a_.holds().paused("till")) << "while it is here";
  EXPECT_FALSE(topic_.hold("till").pause);
  a_.holds().resume("");
  a_.tell();
  EXPECT_FALSE(topic_.hold("door").pause);
}

// Cameras of the host's own file are nobody else's business, and nobody is asked again and again.
TEST_F(PauseHandOverTest, WhereNothingWaitsTheTopicIsNotAsked) {
  a_.take("door");
  a_.tell();
  EXPECT_EQ(topic_.reads, 0);
  a_.holds().pause("of_this_host", pause("Ana"));
  a_.tell();
  const int reads = topic_.reads;
  a_.tell();
  EXPECT_EQ(topic_.reads, reads);
  EXPECT_EQ(a_.who("of_this_host"), "Ana");
}

// The host had the camera before, when somebody else had paused it for another reason.
TEST_F(PauseHandOverTest, AnotherPauseOfTheFleetTakesThePlaceOfTheOneThatThisHostHeardOf) {
  topic_.set("door", {.pause = pause("Ben")});
  a_.take("door");
  a_.pauses().drop("door");
  a_.start();
  FleetHold later{.pause = pause("Ana")};
  later.pause->since += std::chrono::seconds(5);
  topic_.set("door", later);
  a_.take("door");
  EXPECT_EQ(a_.who("door"), "Ana (for the fleet)");
  EXPECT_EQ(Database(folder_.path() / "a.db").integer("SELECT count(*) FROM audit"), 2);
  a_.holds().resume("door");
  a_.tell();
  EXPECT_FALSE(topic_.hold("door").pause);
}

TEST_F(PauseHandOverTest, TheFleetsPauseEndsWhenTheTopicSaysSo) {
  topic_.set("door", {.pause = pause("Ben")});
  a_.take("door");
  a_.holds().pause("till", pause("Ana"));
  topic_.set("door", {});
  a_.take("door");
  a_.take("till");
  EXPECT_EQ(a_.who("door"), "nobody");
  EXPECT_EQ(a_.who("till"), "Ana") << "nobody ended it";
  EXPECT_EQ(
      Database(folder_.path() / "a.db").text("SELECT action FROM audit ORDER BY id DESC LIMIT 1"),
      "pause ended");
}

}  // namespace
}  // namespace mien::fleet
